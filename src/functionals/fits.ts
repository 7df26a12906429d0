/** Least-squares fits over the frames of a run, which lie at 0 (the first) to 1 (the last). */
import { mean as meanOf } from "../signal/statistics.ts";
import type { Run } from "./run.ts";

/** What the fits need of the places alone, which many series share. */
export interface PlaceMoments {
  readonly center: number;
  /** Σ u² with u = place - center. */
  readonly squares: number;
  /** The second polynomial that is orthogonal on the places is u² - skew u - spread. */
  readonly skew: number;
  readonly spread: number;
  /** The sum of its squares. */
  readonly norm: number;
}

export function momentsOfPlaces(places: Float64Array): PlaceMoments {
  const center = meanOf(places);
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < places.length; i++) {
    const u = places[i] - center;
    squares += u * u;
    cubes += u * u * u;
  }
  const skew = squares === 0 ? 0 : cubes / squares;
  const spread = squares / places.length;
  let norm = 0;
  for (let i = 0; i < places.length; i++) {
    const u = places[i] - center;
    norm += (u * u - skew * u - spread) ** 2;
  }
  return { center, squares, skew, spread, norm };
}

/** The line start + slope · place; its slope is 0 where all values lie at one place. */
export function fitLine({ values, mean, places, placeMoments: { center, squares } }: Run): {
  readonly start: number;
  readonly slope: number;
} {
  let products = 0;
  for (let i = 0; i < values.length; i++) products += (places[i] - center) * (values[i] - mean);
  const slope = squares === 0 ? 0 : products / squares;
  return { start: mean - slope * center, slope };
}

/** The parabola constant + linear · place + quadratic · place². */
export interface Parabola {
  readonly quadratic: number;
  readonly linear: number;
  readonly constant: number;
}

/** By polynomials that are orthogonal on the places; where there are fewer than three places it is the line. */
export function fitParabola(run: Run): Parabola {
  const { values, mean, places } = run;
  const { center, squares, skew, spread, norm } = run.placeMoments;
  if (values.length < 3 || squares === 0) {
    const { start, slope } = run.line;
    return { quadratic: 0, linear: slope, constant: start };
  }
  let v1 = 0;
  let v2 = 0;
  for (let i = 0; i < values.length; i++) {
    const u = places[i] - center;
    v1 += u * values[i];
    v2 += (u * u - skew * u - spread) * values[i];
  }
  const quadratic = v2 / norm;
  const slope = v1 / squares - quadratic * skew; // of u
  const constant = mean - quadratic * spread;
  return {
    quadratic,
    linear: slope - 2 * quadratic * center,
    constant: constant - slope * center + quadratic * center * center,
  };
}

/** Root mean square of what the parabola leaves of the values. */
export function residualOf({ values, places }: Run, { quadratic, linear, constant }: Parabola): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const place = places[i];
    const rest = values[i] - constant - place * (linear + place * quadratic);
    sum += rest * rest;
  }
  return Math.sqrt(sum / values.length);
}
