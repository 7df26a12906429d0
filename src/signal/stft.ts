/** Short-time Fourier power, frame by frame, in librosa's conventions. No complex spectrum is kept. */
import { counted } from "../base/counted.ts";
import { AudioError, ConfigError } from "../base/errors.ts";
import { createRealFft } from "./fft.ts";
import { memo } from "./memo.ts";
import { checkSize } from "./size.ts";
import { createWindow, type WindowName } from "./window.ts";

export interface StftSettings {
  /** FFT length in samples; spectra have floor(nFft / 2) + 1 bins. */
  readonly nFft: number;
  readonly hopSamples: number;
  /** Window length ≤ nFft, centred in the frame; null = nFft. */
  readonly winSamples: number | null;
  readonly window: WindowName;
  /** Frame t is centred at sample t · hopSamples (zeros beyond both ends); otherwise it begins there. */
  readonly center: boolean;
}

/** librosa's defaults. */
export const STFT_DEFAULTS: StftSettings = {
  nFft: 2048,
  hopSamples: 512,
  winSamples: null,
  window: "hann",
  center: true,
};

/**
 * The number of frames of `nSamples` samples: 1 + floor((nSamples + padding - nFft) / hopSamples), where padding is
 * 2 · floor(nFft / 2) with `center`.
 *
 * @throws AudioError if there is not one frame (without `center`: fewer samples than nFft)
 */
export function countFrames(nSamples: number, settings: StftSettings): number {
  const { nFft, hopSamples, center } = settings;
  const padded = nSamples + (center ? 2 * Math.floor(nFft / 2) : 0);
  if (nSamples < 1 || padded < nFft) {
    throw new AudioError(
      `the audio has ${counted(nSamples, "sample")}; expected at least ${center ? 1 : nFft} for one frame` +
        `${center ? "" : " without centring"}.`,
      nSamples < 1 ? "Leave the empty clip out." : "Set center, lower nFft or leave the clip out.",
    );
  }
  return 1 + Math.floor((padded - nFft) / hopSamples);
}

/**
 * Visits the power spectrum |X|² of every frame, [bin], in order of time.
 *
 * @param visit - gets the same array for every frame, overwritten each time; it may change it
 * @returns the number of frames
 * @throws AudioError as countFrames; ConfigError if winSamples is larger than nFft
 * @see librosa.stft (0.11), pad_mode "constant"
 */
export function eachPowerSpectrum(
  samples: Float32Array | Float64Array,
  settings: StftSettings,
  visit: (power: Float64Array, frame: number) => void,
): number {
  const { nFft, hopSamples, center } = settings;
  const winSamples = settings.winSamples ?? nFft;
  if (winSamples > nFft) {
    throw new ConfigError(`winSamples: expected at most nFft (${nFft}), got ${winSamples}.`);
  }
  const nFrames = countFrames(samples.length, settings);
  const fft = realFft(nFft);
  const window = cachedWindow(settings.window, winSamples);
  const windowStart = Math.floor((nFft - winSamples) / 2);
  const source = samples instanceof Float64Array ? samples : new Float64Array(samples); // one type: faster loops
  const frameSamples = new Float64Array(nFft);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  const power = new Float64Array(fft.bins);
  const bins = fft.bins;
  const origin = windowStart - (center ? Math.floor(nFft / 2) : 0);
  for (let frame = 0; frame < nFrames; frame++) {
    const start = frame * hopSamples + origin;
    cutFrame(source, start, window, frameSamples, windowStart);
    fft.forward(frameSamples, re, im);
    for (let bin = 0; bin < bins; bin++) power[bin] = re[bin] * re[bin] + im[bin] * im[bin];
    visit(power, frame);
  }
  return nFrames;
}

/** Writes window[n] · source[start + n] to frame[at + n], with zeros where the source has no sample. */
function cutFrame(
  source: Float64Array,
  start: number,
  window: Float64Array,
  frame: Float64Array,
  at: number,
): void {
  const length = window.length;
  const from = start < 0 ? Math.min(-start, length) : 0;
  const to = Math.max(from, Math.min(length, source.length - start));
  for (let n = 0; n < from; n++) frame[at + n] = 0;
  for (let n = from; n < to; n++) frame[at + n] = source[start + n] * window[n];
  for (let n = to; n < length; n++) frame[at + n] = 0;
}

/**
 * The spectrogram |X|^exponent, [frame, bin] with floor(nFft / 2) + 1 bins: exponent 2 is power, 1 is magnitude.
 *
 * @throws AudioError, ConfigError as eachPowerSpectrum; ConfigError for more than 2^28 numbers
 */
export function spectrogram(
  samples: Float32Array | Float64Array,
  settings: StftSettings,
  exponent = 2,
): { frames: number; bins: number; data: Float64Array<ArrayBuffer> } {
  const frames = countFrames(samples.length, settings);
  const bins = Math.floor(settings.nFft / 2) + 1;
  checkSize("hopSamples, nFft", "the spectrogram", frames * bins, "Raise hopSamples or lower nFft.");
  const data = new Float64Array(frames * bins);
  eachPowerSpectrum(samples, settings, (power, frame) => {
    raisePower(power, exponent);
    data.set(power, frame * bins);
  });
  return { frames, bins, data };
}

/** Turns power |X|² into |X|^exponent, in place. */
export function raisePower(power: Float64Array, exponent: number): void {
  if (exponent === 2) return;
  if (exponent === 1) {
    for (let bin = 0; bin < power.length; bin++) power[bin] = Math.sqrt(power[bin]);
  } else {
    for (let bin = 0; bin < power.length; bin++) power[bin] = power[bin] ** (exponent / 2);
  }
}

const realFft = memo(createRealFft);
const cachedWindow = memo((name: WindowName, length: number) => createWindow(name, length));
