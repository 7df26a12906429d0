/** Least-squares fits over the frames of a run, which lie at 0 (the first) to 1 (the last). */
import { mean as meanOf } from "../signal/statistics.ts";
import type { Run } from "./run.ts";

/** The line start + slope · place; its slope is 0 where all values lie at one place. */
export function fitLine(run: Run): { readonly start: number; readonly slope: number } {
  const { values, mean, places } = run;
  const center = meanOf(places);
  let products = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const u = places[i] - center;
    products += u * (values[i] - mean);
    squares += u * u;
  }
  const slope = squares === 0 ? 0 : products / squares;
  return { start: mean - slope * center, slope };
}

/**
 * The parabola constant + linear · place + quadratic · place², by polynomials that are orthogonal on the places; where
 * there are fewer than three places it is the line.
 */
export function fitParabola(run: Run): {
  readonly quadratic: number;
  readonly linear: number;
  readonly constant: number;
} {
  const { values, mean, places } = run;
  const center = meanOf(places);
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < values.length; i++) {
    const u = places[i] - center;
    s2 += u ** 2;
    s3 += u ** 3;
  }
  if (values.length < 3 || s2 === 0) {
    const { start, slope } = fitLine(run);
    return { quadratic: 0, linear: slope, constant: start };
  }
  // p1 = u and p2 = u² - skew u - spread with u = place - center
  const skew = s3 / s2;
  const spread = s2 / values.length;
  let v1 = 0;
  let v2 = 0;
  let norm2 = 0;
  for (let i = 0; i < values.length; i++) {
    const u = places[i] - center;
    const p2 = u * u - skew * u - spread;
    v1 += u * values[i];
    v2 += p2 * values[i];
    norm2 += p2 * p2;
  }
  const quadratic = v2 / norm2;
  const slope = v1 / s2 - quadratic * skew; // of u
  const constant = mean - quadratic * spread;
  return {
    quadratic,
    linear: slope - 2 * quadratic * center,
    constant: constant - slope * center + quadratic * center * center,
  };
}

/** Root mean square of what the parabola leaves of the values. */
export function residualOf(
  run: Run,
  { quadratic, linear, constant }: { quadratic: number; linear: number; constant: number },
): number {
  const { values, places } = run;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const place = places[i];
    sum += (values[i] - constant - place * (linear + place * quadratic)) ** 2;
  }
  return Math.sqrt(sum / values.length);
}
