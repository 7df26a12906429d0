/** Autocorrelation by Fourier transforms. */
import { nextPowerOfTwo } from "./bluestein.ts";
import { createRealFft } from "./fft.ts";

/** A power of two: samples that are continued with zeros to twice as many are correlated up to that lag without a wrap. */
export function correlationLength(length: number, maxLag: number): number {
  return nextPowerOfTwo(Math.max(4, maxLag + 1, (length + maxLag + 1) / 2));
}

/**
 * A function that gives the autocorrelation Σ x[n] x[n + lag] at lags 0 to maxLag of `nSamples` samples; the result is
 * overwritten by the next call.
 *
 * @param maxLag - less than nSamples
 */
export function createAutocorrelation(
  nSamples: number,
  maxLag: number,
): (samples: Float64Array) => Float64Array {
  const length = correlationLength(nSamples, maxLag);
  const fft = createRealFft(2 * length);
  const correlate = createPowerCorrelation(length, maxLag);
  const padded = new Float64Array(2 * length);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  return (samples) => {
    padded.set(samples);
    fft.forward(padded, re, im);
    for (let k = 0; k < re.length; k++) re[k] = re[k] * re[k] + im[k] * im[k];
    return correlate(re);
  };
}

/**
 * The same of a power spectrum, bins 0 to length, of 2 · length samples: where at least maxLag of those are zeros at the end,
 * nothing wraps around. The result is overwritten by the next call. The spectrum is real and even, so that its inverse
 * transform is a cosine transform, which needs a real transform of half the length only (Press et al. 2007, Numerical
 * Recipes, section 12.4.2).
 *
 * @param length - even
 * @param maxLag - less than length
 */
export function createPowerCorrelation(
  length: number,
  maxLag: number,
): (power: Float64Array) => Float64Array {
  const folding = createRealFft(length);
  const cosines = Float64Array.from({ length }, (_, k) => Math.cos((Math.PI * k) / length));
  const sines = Float64Array.from({ length }, (_, k) => Math.sin((Math.PI * k) / length));
  const scaled = new Float64Array(length + 1);
  const re = new Float64Array(folding.bins);
  const im = new Float64Array(folding.bins);
  const folded = new Float64Array(length);
  const result = new Float64Array(maxLag + 1);
  return (power) => {
    for (let k = 0; k <= length; k++) scaled[k] = power[k] / length;
    let odd = 0.5 * (scaled[0] - scaled[length]); // lag 1
    folded[0] = 0.5 * (scaled[0] + scaled[length]);
    for (let k = 1; k < length; k++) {
      const difference = scaled[k] - scaled[length - k];
      folded[k] = 0.5 * (scaled[k] + scaled[length - k]) - sines[k] * difference;
      odd += scaled[k] * cosines[k];
    }
    folding.forward(folded, re, im);
    for (let lag = 0; lag <= maxLag; lag += 2) {
      result[lag] = re[lag / 2];
      if (lag > 0) odd -= im[lag / 2];
      if (lag < maxLag) result[lag + 1] = odd;
    }
    return result;
  };
}
