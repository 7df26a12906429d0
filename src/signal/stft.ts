/** Short-time Fourier power, frame by frame, in librosa's conventions. No complex spectrum is kept. */
import { counted } from "../base/counted.ts";
import { AudioError, ConfigError } from "../base/errors.ts";
import { createRealFft } from "./fft.ts";
import {
  chunkFrames,
  type FrameGrid,
  isKernelLength,
  LANES,
  placeFrames,
  stretchOf,
} from "./kernel/frames.ts";
import { doublesAt, kernel, openArena } from "./kernel/kernel.ts";
import { memo } from "./memo.ts";
import { checkSize } from "./size.ts";
import { type Signal, sourceOf } from "./source.ts";
import { createWindow, type FrameWindow, type WindowName } from "./window.ts";

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
 * @param visit - gets an array that is overwritten later; it may change it
 * @returns the number of frames
 * @throws AudioError as countFrames; ConfigError if winSamples is larger than nFft
 * @see librosa.stft (0.11), pad_mode "constant"
 */
export function eachPowerSpectrum(
  samples: Signal,
  settings: StftSettings,
  visit: (power: Float64Array, frame: number) => void,
): number {
  const grid = frameGrid(settings);
  const nFrames = countFrames(samples.length, settings);
  if (isKernelLength(settings.nFft)) eachSpectrumOfKernel(samples, grid, nFrames, visit);
  else eachSpectrumOfPlan(samples, grid, nFrames, visit);
  return nFrames;
}

/**
 * Where the frames of these settings lie.
 *
 * @throws ConfigError if winSamples is larger than nFft
 */
export function frameGrid({ nFft, hopSamples, winSamples, window, center }: StftSettings): FrameGrid {
  if (winSamples !== null && winSamples > nFft) {
    throw new ConfigError(`winSamples: expected at most nFft (${nFft}), got ${winSamples}.`);
  }
  const firstSample = center ? -Math.floor(nFft / 2) : 0;
  return { nFft, hopSamples, winSamples: winSamples ?? nFft, window, firstSample };
}

/** Chunk by chunk; each is copied out before its frames are visited, since a visitor may use the kernel too. */
function eachSpectrumOfKernel(
  samples: Signal,
  grid: FrameGrid,
  nFrames: number,
  visit: (power: Float64Array, frame: number) => void,
): void {
  const bins = grid.nFft / 2 + 1;
  const atOnce = Math.min(SPECTRA_AT_ONCE, chunkFrames(grid.hopSamples), nFrames);
  const spectra = new Float64Array(atOnce * bins);
  for (let first = 0; first < nFrames; first += atOnce) {
    const count = Math.min(atOnce, nFrames - first);
    const nBlocks = Math.ceil(count / LANES.f64);
    const stretch = stretchOf(samples, grid, first, count);
    const arena = openArena();
    const frames = placeFrames(arena, "f64", stretch.samples, stretch.grid, stretch.first, nBlocks);
    const rows = arena.reserve("f64", nBlocks * LANES.f64 * bins);
    kernel().powerSpectra(frames, nBlocks, rows);
    spectra.set(doublesAt(rows, count * bins));
    for (let i = 0; i < count; i++) visit(spectra.subarray(i * bins, (i + 1) * bins), first + i);
  }
}

function eachSpectrumOfPlan(
  samples: Signal,
  { nFft, hopSamples, winSamples, window: name, firstSample }: FrameGrid,
  nFrames: number,
  visit: (power: Float64Array, frame: number) => void,
): void {
  const fft = realFft(nFft);
  const bins = fft.bins;
  const window = cachedWindow(name, winSamples);
  const windowStart = Math.floor((nFft - winSamples) / 2);
  const source = sourceOf(samples);
  const frameSamples = new Float64Array(nFft);
  const re = new Float64Array(bins);
  const im = new Float64Array(bins);
  const power = new Float64Array(bins);
  for (let frame = 0; frame < nFrames; frame++) {
    source.read(frame * hopSamples + firstSample, frameSamples);
    for (let n = 0; n < windowStart; n++) frameSamples[n] = 0;
    for (let n = 0; n < winSamples; n++) frameSamples[windowStart + n] *= window[n];
    for (let n = windowStart + winSamples; n < nFft; n++) frameSamples[n] = 0;
    fft.forward(frameSamples, re, im);
    for (let bin = 0; bin < bins; bin++) power[bin] = re[bin] * re[bin] + im[bin] * im[bin];
    visit(power, frame);
  }
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

/** Frames of a chunk: a few, so that their spectra stay in the cache until they are visited. */
const SPECTRA_AT_ONCE = 32;

const realFft = memo(createRealFft);
const cachedWindow = memo((name: FrameWindow, length: number) => createWindow(name, length));
