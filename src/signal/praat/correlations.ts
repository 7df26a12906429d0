/**
 * What periods are sought in: the autocorrelation of a windowed frame, divided by that of the window, or the correlation of
 * a stretch with what follows it (Boersma 1993, IFA Proceedings 17: 97-110, sections 2 and 3).
 */
import { createAutocorrelation } from "../autocorrelation.ts";
import { nextPowerOfTwo } from "../bluestein.ts";
import { createRealFft } from "../fft.ts";
import { cutFrame } from "../framing.ts";
import { createGaussian } from "./gaussian.ts";

export interface FrameCorrelation {
  /** [lag from -reach to reach], 1 at lag 0; overwritten by the next frame. */
  readonly r: Float64Array;
  /** The largest sample about the frame's middle, as it was compared. */
  readonly peak: number;
}

/**
 * The correlation of a frame.
 *
 * @param left - the last sample before the frame's middle
 * @param start - the first sample of the stretch that is compared with what follows it
 * @param mean - taken off the samples
 */
export type Correlate = (left: number, start: number, mean: number) => FrameCorrelation;

/** Samples of one sound, and how they are compared. */
export interface CorrelationSettings {
  /** Samples of a frame on either side of its middle. */
  readonly half: number;
  /** Samples on either side of the middle in which the peak is sought. */
  readonly peakReach: number;
}

/** The window, and up to which share of it lags are known. */
const WINDOWS = {
  hann: { reach: 0.5, create: createHann },
  gaussian: { reach: 0.25, create: createGaussian },
} as const;
export type CorrelationWindow = keyof typeof WINDOWS;

export function createOwnCorrelation(
  samples: Float64Array,
  windowName: CorrelationWindow,
  { half, peakReach }: CorrelationSettings,
): Correlate {
  const length = 2 * half;
  const reach = Math.floor(length * WINDOWS[windowName].reach);
  const autocorrelation = createAutocorrelation(length, reach);
  const window = WINDOWS[windowName].create(length);
  const own = autocorrelation(window);
  const gain = Float64Array.from(own, (value) => own[0] / value);
  const frame = new Float64Array(length);
  const r = new Float64Array(2 * reach + 1);
  const around = Math.min(peakReach, half);
  return (left, _start, mean) => {
    const start = left + 1 - half;
    cutFrame(samples, start, frame);
    const from = Math.max(0, -start);
    const to = Math.min(length, samples.length - start);
    for (let i = from; i < to; i++) frame[i] = (frame[i] - mean) * window[i];
    let peak = 0;
    for (let i = half - around; i < half + around; i++) peak = Math.max(peak, Math.abs(frame[i]));
    const values = autocorrelation(frame);
    const scale = values[0] > 0 ? 1 / values[0] : 0;
    r[reach] = 1;
    for (let lag = 1; lag <= reach; lag++) {
      r[reach + lag] = values[lag] * scale * gain[lag];
      r[reach - lag] = r[reach + lag];
    }
    return { r, peak };
  };
}

/** Σ x[n] x[n + lag] over a stretch, divided by the root of both energies. */
export function createForwardCorrelation(
  samples: Float64Array,
  maxLag: number,
  { half, peakReach }: CorrelationSettings,
): Correlate {
  const length = 2 * half;
  const span = length + maxLag;
  const fft = createRealFft(nextPowerOfTwo(span));
  const stretch = new Float64Array(fft.length);
  const all = new Float64Array(fft.length);
  const spectrum = { re: new Float64Array(fft.bins), im: new Float64Array(fft.bins) };
  const allSpectrum = { re: new Float64Array(fft.bins), im: new Float64Array(fft.bins) };
  const r = new Float64Array(2 * maxLag + 1);
  return (left, begin, mean) => {
    const start = Math.max(0, begin);
    const there = Math.max(0, Math.min(span, samples.length - start));
    all.fill(0);
    stretch.fill(0);
    for (let i = 0; i < there; i++) all[i] = samples[start + i] - mean;
    stretch.set(all.subarray(0, Math.min(there, length)));
    fft.forward(stretch, spectrum.re, spectrum.im);
    fft.forward(all, allSpectrum.re, allSpectrum.im);
    multiplyConjugate(spectrum, allSpectrum);
    let energy = 0;
    for (let i = 0; i < length; i++) energy += stretch[i] * stretch[i];
    fft.inverse(spectrum.re, spectrum.im, stretch);
    let other = energy;
    r[maxLag] = 1;
    for (let lag = 1; lag <= maxLag; lag++) {
      other += all[lag + length - 1] ** 2 - all[lag - 1] ** 2;
      r[maxLag + lag] = energy > 0 && other > 0 ? stretch[lag] / Math.sqrt(energy * other) : 0;
      r[maxLag - lag] = r[maxLag + lag];
    }
    let peak = 0;
    for (let n = Math.max(0, left + 1 - peakReach); n < Math.min(samples.length, left + 1 + peakReach); n++) {
      peak = Math.max(peak, Math.abs(samples[n] - mean));
    }
    return { r, peak };
  };
}

interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** into = conj(into) · other. */
function multiplyConjugate(into: Spectrum, other: Spectrum): void {
  for (let k = 0; k < into.re.length; k++) {
    const re = into.re[k] * other.re[k] + into.im[k] * other.im[k];
    into.im[k] = into.re[k] * other.im[k] - into.im[k] * other.re[k];
    into.re[k] = re;
  }
}

function createHann(length: number): Float64Array {
  return Float64Array.from(
    { length },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 1)) / (length + 1)),
  );
}
