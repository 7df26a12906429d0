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

/** Golden section: the part of a range that each step keeps. */
const KEPT = (Math.sqrt(5) - 1) / 2;
/** Steps until the range is 1e-6 samples wide; the height is then right to 1e-11. */
const STEPS = 31;

/** The maximum of the curve within one sample of values[peak]. */
export function sincPeak(values: Float64Array, peak: number, depth: number): Peak {
  if (peak < 1 || peak > values.length - 2) return { at: peak, height: values[peak] };
  let low = peak - 1;
  let high = peak + 1;
  let left = high - KEPT * (high - low);
  let right = low + KEPT * (high - low);
  let atLeft = sincAt(values, left, depth);
  let atRight = sincAt(values, right, depth);
  for (let step = 0; step < STEPS; step++) {
    if (atLeft > atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - KEPT * (high - low);
      atLeft = sincAt(values, left, depth);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + KEPT * (high - low);
      atRight = sincAt(values, right, depth);
    }
  }
  const at = (low + high) / 2;
  return { at, height: sincAt(values, at, depth) };
}
