/** Frames of a signal under a window of their own, and their spectra. */
import { type FrameGrid, LANES, placeFrames, placeLowBins } from "../kernel/frames.ts";
import { doublesAt, floatsAt, kernel, openArena } from "../kernel/kernel.ts";

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

/** Where the frames lie for the kernel, in the middle of zeros. */
export function gridOf({ frameSamples, hopSamples, window }: WindowedFrames): FrameGrid {
  const nFft = transformLength(frameSamples);
  const firstSample = -Math.floor((nFft - frameSamples) / 2);
  return { nFft, hopSamples, winSamples: frameSamples, window, symmetry: "symmetric", firstSample };
}

/** Frames that the kernel is given at a time: a few, so that their spectra stay in the cache until they are visited. */
export const FRAMES_AT_ONCE = 32;

/**
 * Visits the power spectrum of every frame, [bin], in order of time.
 *
 * @param nLow - how many of the lowest bins are wanted as they are
 * @param visit - gets an array that is overwritten later
 * @returns [part of bin, frame], real parts of the lowest bins, then imaginary ones, of frames in the middle of their transforms
 */
export function eachWindowedSpectrum(
  samples: Float32Array | Float64Array,
  settings: WindowedFrames,
  nLow: number,
  visit: (power: Float64Array, frame: number) => void,
): Float32Array {
  const grid = gridOf(settings);
  const bins = grid.nFft / 2 + 1;
  const frames = countWindowed(samples.length, settings);
  const spectra = new Float64Array(Math.min(FRAMES_AT_ONCE, frames) * bins);
  const low = new Float32Array(2 * nLow * frames);
  for (let first = 0; first < frames; first += FRAMES_AT_ONCE) {
    const count = Math.min(FRAMES_AT_ONCE, frames - first);
    const nBlocks = Math.ceil(count / LANES.f64);
    const row = nBlocks * LANES.f64;
    const arena = openArena();
    const placed = placeFrames(arena, "f64", samples, grid, first, nBlocks);
    const lowBins = placeLowBins(arena, grid.nFft, nLow);
    const rows = arena.reserve("f64", row * bins);
    const parts = arena.reserve("f32", 2 * nLow * row);
    kernel().windowedSpectra(placed, nBlocks, rows, lowBins, parts);
    spectra.set(doublesAt(rows, count * bins));
    const kept = floatsAt(parts, 2 * nLow * row);
    for (let part = 0; part < 2 * nLow; part++) {
      low.set(kept.subarray(part * row, part * row + count), part * frames + first);
    }
    for (let i = 0; i < count; i++) visit(spectra.subarray(i * bins, (i + 1) * bins), first + i);
  }
  return low;
}
