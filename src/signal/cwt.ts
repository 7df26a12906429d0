/** The continuous wavelet transform (Mallat 1999, chapter 4), by Fourier transforms. */
import { counted } from "../base/counted.ts";
import { AudioError, ConfigError } from "../base/errors.ts";
import { nextPowerOfTwo } from "./bluestein.ts";
import { type ContinuousWavelet, type WaveletShape, waveletShape } from "./continuous-wavelet.ts";
import { type ComplexFft, createComplexFft, createRealFft } from "./fft.ts";
import { memo } from "./memo.ts";
import { checkSize } from "./size.ts";

/** Complex coefficients, [scale, sample]. */
export interface WaveletCoefficients {
  readonly scales: number;
  readonly samples: number;
  readonly re: Float64Array<ArrayBuffer>;
  readonly im: Float64Array<ArrayBuffer>;
}

/**
 * How the wavelet is brought to the samples: "exact" is the wavelet itself at every sample; "pywt" its integral in
 * 1024 points, held from point to point and differenced, as PyWavelets does. That moves each tap by up to 1/64 of a
 * unit of time (for a Gabor wavelet with center 1 the rows differ by about a tenth of their peak), and beyond a scale
 * of 64 it leaves gaps between the taps, through which 64 times higher frequencies come in.
 */
export type WaveletSampling = "exact" | "pywt";

/** 2^24 values of scratch: 5.8 minutes at 48 kHz. */
const MAX_LENGTH = 2 ** 24;

/** Plans of transforms of up to 2^18 values (5 s at 48 kHz) are kept: 60 MB for all lengths together. */
const KEPT_LENGTH = 2 ** 18;
const keptRealFft = memo(createRealFft);
const keptComplexFft = memo(createComplexFft);

function complexFft(length: number): ComplexFft {
  return length <= KEPT_LENGTH ? keptComplexFft(length) : createComplexFft(length);
}

/**
 * The transform W[s, n] = Σ x[k] ψ*((k - n) / s) / √s; samples beyond the ends count as 0.
 *
 * @param scales - in samples per unit of the wavelet's time: a Gabor wavelet's frequency is center · sampleRate / s
 * @throws AudioError for no sample, or too many; ConfigError for a scale that is not positive, a wavelet that is
 *   not one, or more than 2^28 numbers
 * @see pywt.cwt (1.8), which equals sampling "pywt"
 */
export function cwt(
  samples: Float32Array | Float64Array,
  scales: readonly number[],
  wavelet: ContinuousWavelet,
  sampling: WaveletSampling = "exact",
): WaveletCoefficients {
  const n = samples.length;
  checkSize("scales", "the wavelet coefficients", 2 * scales.length * n, "Ask for fewer scales.");
  const shape = waveletShape(wavelet);
  const beyond = sampling === "exact" ? shape.reach : 2 * shape.support;
  const spectrum = spectrumOf(samples, scales, beyond);
  const re = new Float64Array(scales.length * n);
  const im = new Float64Array(scales.length * n);
  const fft = complexFft(spectrum.length);
  const rowRe = new Float64Array(spectrum.length);
  const rowIm = new Float64Array(spectrum.length);
  for (const [row, scale] of scales.entries()) {
    if (sampling === "exact")
      fillRow(spectrum, shape, scale, bandOf(shape, scale, spectrum.length), rowRe, rowIm);
    else fillDiscretisedRow(spectrum, shape, scale, fft, rowRe, rowIm);
    fft.inverse(rowRe, rowIm);
    re.set(rowRe.subarray(0, n), row * n);
    im.set(rowIm.subarray(0, n), row * n);
  }
  return { scales: scales.length, samples: n, re, im };
}

export interface ScalogramSettings {
  readonly hopSamples: number;
  /** Exponent of the magnitude: 2 is power. */
  readonly power: 1 | 2;
}

/** Magnitudes, averaged over frames: [scale, frame]. */
export interface Scalogram {
  readonly scales: number;
  /** ceil(samples / hopSamples). */
  readonly frames: number;
  readonly data: Float64Array<ArrayBuffer>;
}

/**
 * The mean magnitude, or power, of cwt's "exact" coefficients per scale and frame: frame t takes in the samples
 * t · hopSamples to (t + 1) · hopSamples - 1. Of a scale that changes slowly only every 2nd, 4th, … of them is
 * computed: as many as hold the whole of its band, and a whole number per frame.
 *
 * @throws AudioError, ConfigError as cwt
 */
export function scalogram(
  samples: Float32Array | Float64Array,
  scales: readonly number[],
  wavelet: ContinuousWavelet,
  settings: ScalogramSettings,
): Scalogram {
  const { hopSamples, power } = settings;
  const frames = Math.ceil(samples.length / hopSamples);
  checkSize(
    "hopSamples",
    "the scalogram",
    scales.length * frames,
    "Raise hopSamples or ask for fewer scales.",
  );
  const shape = waveletShape(wavelet);
  const spectrum = spectrumOf(samples, scales, shape.reach);
  const bands = bandsOf(wavelet, shape, scales, spectrum.length);
  const data = new Float64Array(scales.length * frames);
  const re = new Float64Array(spectrum.length);
  const im = new Float64Array(spectrum.length);
  for (const [row, scale] of scales.entries()) {
    const stride = strideOf(shape, scale, hopSamples);
    const length = spectrum.length / stride;
    const fft = complexFft(length);
    const rowRe = re.subarray(0, length);
    const rowIm = im.subarray(0, length);
    fillRow(spectrum, shape, scale, bands[row], rowRe, rowIm);
    fft.inverse(rowRe, rowIm);
    const perFrame = hopSamples / stride;
    const count = Math.ceil(samples.length / stride);
    for (let frame = 0; frame < frames; frame++) {
      const from = frame * perFrame;
      const to = Math.min(from + perFrame, count);
      let sum = 0;
      for (let i = from; i < to; i++) {
        const squared = rowRe[i] * rowRe[i] + rowIm[i] * rowIm[i];
        sum += power === 2 ? squared : Math.sqrt(squared);
      }
      data[row * frames + frame] = sum / (to - from);
    }
  }
  return { scales: scales.length, frames, data };
}

/**
 * The scales of `count` frequencies in equal ratios from lowestHz up to highestHz, for a wavelet with that center.
 */
export function geometricScales(
  count: number,
  lowestHz: number,
  highestHz: number,
  center: number,
  sampleRate: number,
): number[] {
  const step = count === 1 ? 1 : (highestHz / lowestHz) ** (1 / (count - 1));
  return Array.from({ length: count }, (_, i) => (center * sampleRate) / (lowestHz * step ** i));
}

/** Every how-manieth sample is enough: a power of two that divides the hop, 1 for bands as wide as the spectrum. */
function strideOf(shape: WaveletShape, scale: number, hopSamples: number): number {
  const most = scale / (shape.highest - shape.lowest);
  let stride = 1;
  while (2 * stride <= most && hopSamples % (2 * stride) === 0) stride *= 2;
  return stride;
}

/** The spectrum of real samples followed by zeros, bins 0 to length / 2. */
interface PaddedSpectrum {
  /** A power of two. */
  readonly length: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** @param beyond - reach of the wavelet: so many zeros keep the end from running into the start */
function spectrumOf(
  samples: Float32Array | Float64Array,
  scales: readonly number[],
  beyond: number,
): PaddedSpectrum {
  if (samples.length === 0) throw new AudioError("the audio has no sample.", "Leave the empty clip out.");
  for (const scale of scales) {
    if (!(scale > 0)) throw new ConfigError(`scales: expected positive numbers, got ${scale}.`);
  }
  const length = nextPowerOfTwo(samples.length + Math.ceil(beyond * Math.max(1, ...scales)) + 2);
  if (length > MAX_LENGTH) {
    throw new AudioError(
      `the audio has ${counted(samples.length, "sample")}; with the largest scale, expected at most ` +
        `${MAX_LENGTH} values for a continuous wavelet transform, got ${length}.`,
      "Cut the clip or raise the lowest frequency.",
    );
  }
  const fft = length <= KEPT_LENGTH ? keptRealFft(length) : createRealFft(length);
  const padded = new Float64Array(length);
  padded.set(samples);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  fft.forward(padded, re, im);
  return { length, re, im };
}

/** What the bins of a wavelet's band are multiplied by, from the bin `first` on. */
interface Band {
  readonly first: number;
  readonly gains: Float64Array;
}

/** @param length - of the spectrum */
function bandOf(shape: WaveletShape, scale: number, length: number): Band {
  const first = Math.ceil((shape.lowest / scale) * length);
  const last = Math.floor((shape.highest / scale) * length);
  const gains = Float64Array.from({ length: last - first + 1 }, (_, i) =>
    shape.gain((scale * (first + i)) / length),
  );
  return { first, gains };
}

/** Bands of the last scalograms of usual lengths, 13 MB for 64 scales of 5 s: clips are padded to a few lengths. */
const keptBands = new Map<string, readonly Band[]>();
const KEPT_BANDS = 4;

function bandsOf(
  wavelet: ContinuousWavelet,
  shape: WaveletShape,
  scales: readonly number[],
  length: number,
): readonly Band[] {
  const key = JSON.stringify([wavelet, length, scales]);
  const found = keptBands.get(key);
  if (found !== undefined) return found;
  const bands = scales.map((scale) => bandOf(shape, scale, length));
  if (length <= KEPT_LENGTH) {
    const [oldest] = keptBands.keys();
    if (keptBands.size >= KEPT_BANDS) keptBands.delete(oldest);
    keptBands.set(key, bands);
  }
  return bands;
}

/**
 * Writes the spectrum of one scale. Where it is shorter than the samples' spectrum, its inverse transform is every
 * so-manieth coefficient.
 */
function fillRow(
  spectrum: PaddedSpectrum,
  shape: WaveletShape,
  scale: number,
  { first, gains }: Band,
  rowRe: Float64Array,
  rowIm: Float64Array,
): void {
  const { length } = spectrum;
  const kept = rowRe.length;
  rowRe.fill(0);
  rowIm.fill(0);
  const share = Math.sqrt(scale) * (kept / length);
  const turns = ((shape.quarterTurns % 4) + 4) % 4;
  let to = ((first % kept) + kept) % kept;
  for (let i = 0; i < gains.length; i++, to = to + 1 === kept ? 0 : to + 1) {
    const gain = share * gains[i];
    const k = first + i;
    // bins beyond half the sampling rate are those of the negative frequencies, and so on round
    const bin = k >= 0 && k < length ? k : ((k % length) + length) % length;
    const mirrored = bin > length / 2;
    const from = mirrored ? length - bin : bin;
    const re = gain * spectrum.re[from];
    const im = mirrored ? -gain * spectrum.im[from] : gain * spectrum.im[from];
    if (turns === 0) {
      rowRe[to] += re;
      rowIm[to] += im;
    } else if (turns === 1) {
      rowRe[to] += im;
      rowIm[to] -= re;
    } else if (turns === 2) {
      rowRe[to] -= re;
      rowIm[to] -= im;
    } else {
      rowRe[to] -= im;
      rowIm[to] += re;
    }
  }
}

/** Points of PyWavelets' integral of a wavelet. */
const INTEGRAL_POINTS = 1024;

/** Writes the spectrum of one scale with PyWavelets' taps. */
function fillDiscretisedRow(
  spectrum: PaddedSpectrum,
  shape: WaveletShape,
  scale: number,
  fft: ComplexFft,
  rowRe: Float64Array,
  rowIm: Float64Array,
): void {
  const { length } = spectrum;
  rowRe.fill(0);
  rowIm.fill(0);
  const span = 2 * shape.support;
  // the distance of the first two points, rounded as theirs: it decides which point a tap takes
  const step = -shape.support + span / (INTEGRAL_POINTS - 1) + shape.support;
  const integralRe = new Float64Array(INTEGRAL_POINTS);
  const integralIm = new Float64Array(INTEGRAL_POINTS);
  let sumRe = 0;
  let sumIm = 0;
  for (let i = 0; i < INTEGRAL_POINTS; i++) {
    const [re, im] = shape.at(-shape.support + i * step);
    sumRe += re;
    sumIm += im;
    integralRe[i] = sumRe * step;
    integralIm[i] = -sumIm * step;
  }
  const points: number[] = [];
  for (let k = 0; k < scale * span + 1; k++) {
    const point = Math.floor(k / (scale * step));
    if (point < INTEGRAL_POINTS) points.push(point);
  }
  const count = points.length;
  if (count < 2)
    throw new ConfigError(`scales: expected a larger scale than ${scale}.`, "PyWavelets has no tap there.");
  const norm = -Math.sqrt(scale);
  const shift = Math.floor((count - 2) / 2) + 1;
  for (let m = 0; m <= count; m++) {
    // the reversed integral, differenced
    const here = m < count ? points[count - 1 - m] : -1;
    const before = m > 0 ? points[count - m] : -1;
    const re = (here < 0 ? 0 : integralRe[here]) - (before < 0 ? 0 : integralRe[before]);
    const im = (here < 0 ? 0 : integralIm[here]) - (before < 0 ? 0 : integralIm[before]);
    const at = (((m - shift) % length) + length) % length;
    rowRe[at] += norm * re;
    rowIm[at] += norm * im;
  }
  fft.forward(rowRe, rowIm);
  for (let k = 0; k < length; k++) {
    const mirrored = k > length / 2;
    const from = mirrored ? length - k : k;
    const xr = spectrum.re[from];
    const xi = mirrored ? -spectrum.im[from] : spectrum.im[from];
    const re = rowRe[k] * xr - rowIm[k] * xi;
    rowIm[k] = rowRe[k] * xi + rowIm[k] * xr;
    rowRe[k] = re;
  }
}
