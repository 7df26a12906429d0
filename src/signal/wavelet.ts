/** The discrete wavelet transform with Daubechies wavelets, in PyWavelets' conventions (Mallat 1989). */
import { counted } from "../base/counted.ts";
import { AudioError, ShapeError } from "../base/errors.ts";
import { type BoundaryMode, extend } from "./boundary.ts";
import { DAUBECHIES, type WaveletName } from "./daubechies.ts";

/** One level: the low-passed half (approximation) and the high-passed half (detail), [coefficient]. */
export interface WaveletLevel {
  readonly approximation: Float64Array<ArrayBuffer>;
  readonly detail: Float64Array<ArrayBuffer>;
}

/** Number of taps of a wavelet's filters. */
export function filterLength(wavelet: WaveletName): number {
  return DAUBECHIES[wavelet].length;
}

/**
 * One level of decomposition of at least one sample. Both halves hold floor((n + taps - 1) / 2) coefficients, or
 * ceil(n / 2) with mode "periodization".
 *
 * @see pywt.dwt (1.8)
 */
export function dwt(
  samples: Float32Array | Float64Array,
  wavelet: WaveletName,
  mode: BoundaryMode,
): WaveletLevel {
  if (samples.length === 0) throw new ShapeError("dwt: expected at least one sample, got none.");
  const { low, high } = decompositionFilters(wavelet);
  const taps = low.length;
  const n = samples.length;
  const length = mode === "periodization" ? Math.ceil(n / 2) : Math.floor((n + taps - 1) / 2);
  const left = taps - 1;
  const x = extend(samples, left, taps, mode);
  const approximation = new Float64Array(length);
  const detail = new Float64Array(length);
  for (let o = 0, at = left + firstSample(taps, mode); o < length; o++, at += 2) {
    let a = 0;
    let d = 0;
    for (let j = 0; j < taps; j++) {
      const value = x[at - j];
      a += low[j] * value;
      d += high[j] * value;
    }
    approximation[o] = a;
    detail[o] = d;
  }
  return { approximation, detail };
}

/**
 * Undoes dwt: 2 · length - taps + 2 samples, or 2 · length with mode "periodization"; one more than there were, if
 * their number was odd.
 *
 * @throws ShapeError if the halves differ in length or are too short for the wavelet
 * @see pywt.idwt (1.8)
 */
export function idwt(
  level: WaveletLevel,
  wavelet: WaveletName,
  mode: BoundaryMode,
): Float64Array<ArrayBuffer> {
  const { approximation, detail } = level;
  const { low, high } = decompositionFilters(wavelet);
  const taps = low.length;
  const length = approximation.length;
  const n = mode === "periodization" ? 2 * length : 2 * length - taps + 2;
  if (detail.length !== length || n < 1) {
    throw new ShapeError(
      `idwt: expected two equal halves of at least ${counted(taps / 2, "coefficient")}, got ${length} and ${detail.length}.`,
    );
  }
  const samples = new Float64Array(n);
  const first = firstSample(taps, mode);
  for (let o = 0; o < length; o++) {
    for (let j = 0; j < taps; j++) {
      let at = 2 * o + first - j;
      if (mode === "periodization") at = ((at % n) + n) % n;
      if (at >= 0 && at < n) samples[at] += approximation[o] * low[j] + detail[o] * high[j];
    }
  }
  return samples;
}

/** The deepest level at which one coefficient is still free of the edges: floor(log2(n / (taps - 1))), at least 0. */
export function maxLevel(nSamples: number, wavelet: WaveletName): number {
  const span = filterLength(wavelet) - 1;
  let level = 0;
  while (span * 2 ** (level + 1) <= nSamples) level++;
  return level;
}

/**
 * The decomposition over `levels` levels, coarsest first: [cA_n, cD_n, …, cD_1].
 *
 * @throws AudioError if there are more levels than maxLevel (PyWavelets only warns)
 * @see pywt.wavedec (1.8)
 */
export function wavedec(
  samples: Float32Array | Float64Array,
  wavelet: WaveletName,
  levels: number,
  mode: BoundaryMode,
): Float64Array<ArrayBuffer>[] {
  const deepest = maxLevel(samples.length, wavelet);
  if (levels > deepest) {
    throw new AudioError(
      `the audio has ${counted(samples.length, "sample")}; expected at least ` +
        `${(filterLength(wavelet) - 1) * 2 ** levels} for ${counted(levels, "split")} with ${wavelet}, ` +
        `or at most ${counted(deepest, "split")}.`,
      "Use fewer splits or leave the clip out.",
    );
  }
  const details: Float64Array<ArrayBuffer>[] = [];
  let approximation = new Float64Array(samples);
  for (let level = 0; level < levels; level++) {
    const halves = dwt(approximation, wavelet, mode);
    details.unshift(halves.detail);
    approximation = halves.approximation;
  }
  return [approximation, ...details];
}

/**
 * The arrays of wavedec laid end to end, coarsest first: one sequence, [coefficient].
 *
 * @throws AudioError as wavedec
 */
export function waveletSequence(
  samples: Float32Array | Float64Array,
  wavelet: WaveletName,
  levels: number,
  mode: BoundaryMode,
): Float64Array<ArrayBuffer> {
  const parts = wavedec(samples, wavelet, levels, mode);
  const sequence = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    sequence.set(part, at);
    at += part.length;
  }
  return sequence;
}

/**
 * Undoes wavedec; an odd number of samples comes back with one more at the end.
 *
 * @throws ShapeError if the arrays are not those of one decomposition
 * @see pywt.waverec (1.8)
 */
export function waverec(
  coefficients: readonly Float64Array<ArrayBuffer>[],
  wavelet: WaveletName,
  mode: BoundaryMode,
): Float64Array<ArrayBuffer> {
  let [approximation] = coefficients;
  for (const detail of coefficients.slice(1)) {
    if (approximation.length === detail.length + 1) approximation = approximation.slice(0, -1);
    approximation = idwt({ approximation, detail }, wavelet, mode);
  }
  return approximation;
}

/** dec_lo is the scaling filter reversed; dec_hi[k] = (-1)^(k+1) dec_lo[taps - 1 - k]. */
function decompositionFilters(wavelet: WaveletName): { low: Float64Array; high: Float64Array } {
  const scaling = DAUBECHIES[wavelet];
  return {
    low: Float64Array.from(scaling).reverse(),
    high: Float64Array.from(scaling, (tap, k) => (k % 2 === 0 ? -tap : tap)),
  };
}

/** The sample under the first tap of output 0; each further output is two samples on. */
function firstSample(taps: number, mode: BoundaryMode): number {
  return mode === "periodization" ? taps / 2 : 1;
}
