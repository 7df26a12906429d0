/** Values between samples by a sinc in a raised cosine, and the maximum of what lies between them. */

/**
 * The band-limited curve through `values` at the place `x`, from `depth` samples on either side, fewer near the ends;
 * of two a cubic, of one a line.
 *
 * @param x - 0 is the first value; within the values
 * @param depth - 1 or more
 */
export function sincAt(values: Float64Array, x: number, depth: number): number {
  const below = Math.floor(x);
  const part = x - below;
  if (part === 0) return values[below];
  const reach = Math.min(depth, below + 1, values.length - 1 - below);
  if (reach <= 1) return values[below] + part * (values[below + 1] - values[below]);
  if (reach === 2) return cubicAt(values, below, part);
  // sin(π (x - i)) only changes its sign from sample to sample; the cosine turns by the same angle
  const sine = Math.sin(Math.PI * Math.min(part, 1 - part)) / Math.PI; // exact next to a sample on either side
  return sine * (wing(values, below, -1, part, reach) + wing(values, below + 1, 1, 1 - part, reach));
}

/** Hermite's cubic between values[below] and the next one, its slopes from their neighbours. */
function cubicAt(values: Float64Array, below: number, part: number): number {
  const step = values[below + 1] - values[below];
  const left = (values[below + 1] - values[below - 1]) / 2;
  const right = (values[below + 2] - values[below]) / 2;
  const bend = left + right - 2 * step;
  return values[below] + part * (left + part * (3 * step - 2 * left - right + part * bend));
}

/** Σ ±values[from + way · k] / (distance + k) under half a cosine, which ends where the next sample would be. */
function wing(values: Float64Array, from: number, way: 1 | -1, distance: number, reach: number): number {
  const width = Math.PI / (reach + distance);
  const turn = 2 * Math.cos(width);
  let cosine = Math.cos(width * distance);
  let before = Math.cos(width * (distance - 1));
  let sum = 0;
  let sign = 1;
  for (let k = 0, at = from; k < reach; k++, at += way) {
    sum += (sign * values[at] * (0.5 + 0.5 * cosine)) / (distance + k);
    sign = -sign;
    const next = turn * cosine - before;
    before = cosine;
    cosine = next;
  }
  return sum;
}

export interface Peak {
  /** Place between the values. */
  readonly at: number;
  readonly height: number;
}

/** Distances of the three places through which a parabola is laid, one after the other. */
const STEPS = [0.25, 0.1, 0.02, 0.004, 0.0005];

/** The maximum of the curve within one sample of values[peak], which is higher than its neighbours. */
export function sincPeak(values: Float64Array, peak: number, depth: number): Peak {
  if (peak < 1 || peak > values.length - 2) return { at: peak, height: values[peak] };
  let at = peak + vertex(values[peak - 1], values[peak], values[peak + 1]);
  for (const step of STEPS) {
    const before = sincAt(values, at - step, depth);
    const after = sincAt(values, at + step, depth);
    const shift = step * vertex(before, sincAt(values, at, depth), after);
    at = Math.max(peak - 0.75, Math.min(peak + 0.75, at + Math.max(-3 * step, Math.min(3 * step, shift))));
  }
  return { at, height: sincAt(values, at, depth) };
}

/** How far from the middle of three values the vertex of the parabola through them lies; 0 where they lie on a line. */
export function vertex(before: number, here: number, after: number): number {
  const curvature = 2 * here - before - after;
  return curvature <= 0 ? 0 : (0.5 * (after - before)) / curvature;
}
