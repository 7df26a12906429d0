/**
 * Linear prediction: a sample as a weighted sum of those before it, x[n] ≈ -Σ a[k] x[n - k]. The weights are those of the
 * all-pole filter 1 / A(z), A(z) = 1 + Σ a[k] z^-k, that shapes the spectrum (Makhoul 1975, Proc. IEEE 63: 561-580).
 */
import { ConfigError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { cutFrame } from "./framing.ts";
import { doublesAt, kernel, openArena } from "./kernel/kernel.ts";
import { checkSize } from "./size.ts";
import { countFrames } from "./stft.ts";
import { createWindow, type WindowName } from "./window.ts";

export const LPC_METHODS = ["autocorrelation", "burg"] as const;
export type LpcMethod = (typeof LPC_METHODS)[number];

export interface LpcSettings {
  /** Number of weights, less than frameSamples. */
  readonly order: number;
  readonly method: LpcMethod;
  readonly frameSamples: number;
  readonly hopSamples: number;
  /** Applied to a frame before the prediction. */
  readonly window: WindowName;
  /** Frame t is centred at sample t · hopSamples (zeros beyond both ends); otherwise it begins there. */
  readonly center: boolean;
}

/**
 * The weights a[1] to a[order] of every frame, rows = order, cols = frames; all zero for a silent frame.
 *
 * @throws ConfigError if the order does not fit the frame; AudioError as countFrames
 */
export function linearPrediction(
  samples: Float32Array | Float64Array,
  settings: LpcSettings,
): Matrix<Float64Array<ArrayBuffer>> {
  const { order, method, frameSamples, hopSamples, center } = settings;
  checkOrder(order, "frameSamples", frameSamples);
  const frames = countFrames(samples.length, {
    nFft: frameSamples,
    hopSamples,
    center,
    winSamples: null,
    window: settings.window,
  });
  checkSize("hopSamples, order", "the coefficients", frames * order, "Raise hopSamples or lower order.");
  const window = createWindow(settings.window, frameSamples);
  const frame = new Float64Array(frameSamples);
  const predict = createPredictor(method, frameSamples, order);
  const data = new Float64Array(order * frames);
  const origin = center ? -Math.floor(frameSamples / 2) : 0;
  for (let t = 0; t < frames; t++) {
    cutFrame(samples, origin + t * hopSamples, frame);
    for (let n = 0; n < frameSamples; n++) frame[n] *= window[n];
    const weights = predict(frame);
    for (let k = 0; k < order; k++) data[k * frames + t] = weights[k];
  }
  return { rows: order, cols: frames, data };
}

/** @throws ConfigError unless there are more samples than weights */
export function checkOrder(order: number, key: string, samples: number): void {
  if (order >= samples) {
    throw new ConfigError(`order: expected less than ${key} (${samples}), got ${order}.`);
  }
}

/**
 * A function that gives a[1] to a[order] of `length` samples, length > order; the result is overwritten by the next call.
 */
export function createPredictor(
  method: LpcMethod,
  length: number,
  order: number,
): (samples: Float64Array) => Float64Array {
  return method === "burg" ? createBurg(length, order) : createLevinson(order);
}

/**
 * Autocorrelation method: the weights that solve Σ a[k] r[|i - k|] = -r[i], by Levinson and Durbin's recursion.
 */
function createLevinson(order: number): (samples: Float64Array) => Float64Array {
  const r = new Float64Array(order + 1);
  const a = new Float64Array(order);
  const reversed = new Float64Array(order);
  return (samples) => {
    for (let lag = 0; lag <= order; lag++) {
      let even = 0;
      let odd = 0;
      let n = lag;
      for (; n < samples.length - 1; n += 2) {
        even += samples[n] * samples[n - lag];
        odd += samples[n + 1] * samples[n + 1 - lag];
      }
      if (n < samples.length) even += samples[n] * samples[n - lag];
      r[lag] = even + odd;
    }
    levinson(r, a, reversed);
    return a;
  };
}

/**
 * The weights a that solve Σ a[k] r[|i - k|] = -r[i], r[0] above 0, by Levinson and Durbin's recursion.
 *
 * @param r - autocorrelation at lags 0 to a.length
 * @param a - overwritten, as is `reversed` of the same length
 */
export function levinson(r: Float64Array, a: Float64Array, reversed: Float64Array): void {
  a.fill(0);
  let error = r[0];
  for (let k = 0; k < a.length; k++) {
    if (!(error > r[0] * 1e-15)) break; // predicted to the last bit: further weights are 0
    let sum = r[k + 1];
    for (let i = 0; i < k; i++) sum += a[i] * r[k - i];
    reflect(a, reversed, k, -sum / error);
    error *= 1 - a[k] * a[k];
  }
}

/**
 * Burg's method: reflection coefficients that minimise the forward and backward errors together.
 *
 * @see Marple 1980, IEEE Trans. ASSP 28: 441-454, section III; librosa.lpc (0.11)
 */
function createBurg(length: number, order: number): (samples: Float64Array) => Float64Array {
  const a = new Float64Array(order);
  const reversed = new Float64Array(order);
  return (samples) => {
    const arena = openArena();
    const forward = arena.put("f64", samples);
    const reflections = arena.reserve("f64", order);
    kernel().burg(forward, arena.reserve("f64", length), length, order, reflections);
    for (const [k, reflection] of doublesAt(reflections, order).entries())
      reflect(a, reversed, k, reflection);
    return a;
  };
}

/** One step of Levinson's recursion: k weights become k + 1. */
function reflect(a: Float64Array, reversed: Float64Array, k: number, reflection: number): void {
  for (let i = 0; i < k; i++) reversed[i] = a[k - 1 - i];
  for (let i = 0; i < k; i++) a[i] += reflection * reversed[i];
  a[k] = reflection;
}

/**
 * The cepstrum of 1 / A(z): c[n] = -a[n] - Σ (k / n) c[k] a[n - k] for k = 1 to n - 1, where a beyond the order is 0.
 *
 * @param lpc - rows = a[1] to a[order], cols = frames
 * @returns rows = c[1] to c[nLpcc], cols = frames
 * @see Atal 1974, J. Acoust. Soc. Am. 55: 1304-1312
 */
export function lpcCepstrum(lpc: Matrix<Float64Array>, nLpcc: number): Matrix<Float64Array<ArrayBuffer>> {
  const { rows: order, cols: frames, data: a } = lpc;
  checkSize("hopSamples, nLpcc", "the cepstra", frames * nLpcc, "Raise hopSamples or lower nLpcc.");
  const c = new Float64Array(nLpcc * frames);
  for (let n = 1; n <= nLpcc; n++) {
    const out = (n - 1) * frames;
    if (n <= order) for (let t = 0; t < frames; t++) c[out + t] = -a[out + t];
    for (let k = Math.max(1, n - order); k < n; k++) {
      const from = (k - 1) * frames;
      const weight = (n - k - 1) * frames;
      for (let t = 0; t < frames; t++) c[out + t] -= (k / n) * c[from + t] * a[weight + t];
    }
  }
  return { rows: nLpcc, cols: frames, data: c };
}
