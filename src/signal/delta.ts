/** Derivatives along time by local polynomial fits (Savitzky & Golay 1964), as librosa.feature.delta. */
import { ConfigError } from "../base/errors.ts";
import { LANES } from "./kernel/frames.ts";
import { doublesAt, kernel, openArena } from "./kernel/kernel.ts";
import { memo } from "./memo.ts";

export interface DeltaSettings {
  /** Frames per fit: odd, at least 3. */
  readonly width: number;
  /** Order of the derivative and of the fitted polynomial: 1 is Δ, 2 is ΔΔ. */
  readonly order: number;
  /**
   * At the edges: "interp" fits the first and the last `width` frames, "nearest" repeats the edge frames.
   * With fewer frames than `width`, "interp" is not defined.
   */
  readonly mode: "interp" | "nearest";
}

/**
 * The derivative of every row, [row, frame], per frame^order.
 *
 * @param rows - [row, frame], row-major, `frames` values per row
 * @throws ConfigError if width is even, below 3 or not above order; or if mode is "interp" and frames < width
 * @see librosa.feature.delta (0.11); scipy.signal.savgol_filter(polyorder = deriv = order)
 */
export function delta(
  rows: Float32Array | Float64Array,
  frames: number,
  settings: DeltaSettings,
): Float64Array<ArrayBuffer> {
  const { width, order, mode } = settings;
  if (width < 3 || width % 2 !== 1 || order < 1 || order >= width) {
    throw new ConfigError(
      `delta: expected an odd width of at least 3, above the order, got width ${width}, order ${order}.`,
    );
  }
  if (mode === "interp" && frames < width) {
    throw new ConfigError(
      `delta: mode "interp" needs at least ${width} frames, got ${frames}.`,
      'Use mode "nearest".',
    );
  }
  const weights = derivativeWeights(width, order);
  const half = (width - 1) / 2;
  const output = correlate(rows, weights);
  for (let start = 0; start < rows.length; start += frames) {
    const last = start + frames - 1;
    if (mode === "interp") {
      // a polynomial of degree `order` has one constant derivative of that order over the whole fit
      output.fill(output[start + half], start, start + half);
      output.fill(output[last - half], last - half + 1, last + 1);
      continue;
    }
    for (let at = start; at <= last; at++) {
      if (at - half >= start && at + half <= last) continue;
      let sum = 0;
      for (let k = -half; k <= half; k++) {
        sum += weights[k + half] * rows[Math.min(Math.max(at + k, start), last)];
      }
      output[at] = sum;
    }
  }
  return output;
}

/** Sums that are computed at a time, in the kernel's memory. */
const SUMS_AT_ONCE = 2 ** 14;

/**
 * output[i] = Σ weights[k + half] · values[i + k] wherever there are values on both sides, as if all rows were one: what
 * mixes two rows is for the caller to write over.
 */
function correlate(values: Float32Array | Float64Array, weights: Float64Array): Float64Array<ArrayBuffer> {
  const width = weights.length;
  const output = new Float64Array(values.length);
  const nSums = values.length - width + 1;
  for (let first = 0; first < nSums; first += SUMS_AT_ONCE) {
    const count = Math.min(SUMS_AT_ONCE, nSums - first);
    const nVectors = Math.ceil(count / LANES.f64);
    const arena = openArena();
    const from = arena.put("f64", values.subarray(first, first + count + width - 1));
    const weightsAt = arena.put("f64", weights);
    const to = arena.reserve("f64", nVectors * LANES.f64);
    kernel().correlate(from, weightsAt, width, nVectors, to);
    output.set(doublesAt(to, count), first + (width - 1) / 2);
  }
  return output;
}

/**
 * [k + half]: order! · p(k) / Σ p², where p is the monic polynomial of that degree which is orthogonal to all
 * lower ones on -half..half: the derivative of the least-squares fit.
 */
const derivativeWeights = memo((width: number, order: number): Float64Array => {
  const half = (width - 1) / 2;
  let previous = new Float64Array(width);
  let current = new Float64Array(width).fill(1);
  let previousNorm = 1;
  let factorial = 1;
  for (let degree = 1; degree <= order; degree++) {
    // p[d] = k p[d-1] - (‖p[d-1]‖² / ‖p[d-2]‖²) p[d-2]
    const norm = sumOfSquares(current);
    const ratio = degree === 1 ? 0 : norm / previousNorm;
    const next = new Float64Array(width);
    for (let i = 0; i < width; i++) next[i] = (i - half) * current[i] - ratio * previous[i];
    previous = current;
    current = next;
    previousNorm = norm;
    factorial *= degree;
  }
  const scale = factorial / sumOfSquares(current);
  return current.map((value) => value * scale);
});

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
