/** Frames of a signal under a window of their own, and their power spectra. */
import { cutFrame } from "../framing.ts";
import { memo } from "../memo.ts";
import { eachPowerSpectrum } from "../stft.ts";
import { createWindow } from "../window.ts";

export interface WindowedFrames {
  readonly frameSamples: number;
  readonly hopSamples: number;
  readonly window: "hamming" | "gauss";
}

/** Frame t begins at sample t · hopSamples; a signal that is shorter than a frame has one. */
export function countWindowed(nSamples: number, { frameSamples, hopSamples }: WindowedFrames): number {
  return 1 + Math.max(0, Math.floor((nSamples - frameSamples) / hopSamples));
}

/** The length of the transform: frames are padded with zeros to a power of two. */
export function transformLength(frameSamples: number): number {
  return Math.max(8, 2 ** Math.ceil(Math.log2(frameSamples)));
}

/**
 * Visits the power spectrum of every frame, [bin], in order of time.
 *
 * @param visit - gets the same arrays for every frame, overwritten each time: the spectrum, and the windowed samples
 */
export function eachWindowedSpectrum(
  samples: Float32Array | Float64Array,
  settings: WindowedFrames,
  visit: (power: Float64Array, frame: number, windowed: Float64Array) => void,
): void {
  const { frameSamples, hopSamples } = settings;
  const window = windowOf(settings.window, frameSamples);
  const nFft = transformLength(frameSamples);
  const frames = countWindowed(samples.length, settings);
  const grid = { nFft, hopSamples: nFft, winSamples: null, window: "rectangular", center: false } as const;
  const cut = new Float64Array(frameSamples);
  const room = new Float64Array(Math.min(AT_ONCE, frames) * nFft);
  for (let first = 0; first < frames; first += AT_ONCE) {
    const count = Math.min(AT_ONCE, frames - first);
    const laid = room.subarray(0, count * nFft);
    for (let i = 0; i < count; i++) {
      cutFrame(samples, (first + i) * hopSamples, cut);
      const at = i * nFft;
      for (let n = 0; n < frameSamples; n++) laid[at + n] = cut[n] * window[n];
    }
    eachPowerSpectrum(laid, grid, (power, i) => {
      visit(power, first + i, laid.subarray(i * nFft, i * nFft + frameSamples));
    });
  }
}

/** Frames that are laid out side by side for one run of the kernel. */
const AT_ONCE = 32;

const windowOf = memo((name: WindowedFrames["window"], length: number): Float64Array => {
  if (name === "hamming") return createWindow("hamming", length, "symmetric");
  const middle = (length - 1) / 2;
  return Float64Array.from({ length }, (_, n) => Math.exp(-0.5 * ((n - middle) / (GAUSS_SD * middle)) ** 2));
});

/** Standard deviation of the Gauss window, as a share of half its length. */
const GAUSS_SD = 0.4;
