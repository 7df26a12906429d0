/** Frames of audio, laid out for the kernel's Fourier transform. */
import { memo } from "../memo.ts";
import { createWindow, type WindowName } from "../window.ts";
import { type Arena, doublesAt, floatsAt, type Precision, VECTOR } from "./kernel.ts";

/** How a signal is cut into frames: nFft is one of the kernel's lengths. */
export interface FrameGrid {
  readonly nFft: number;
  readonly hopSamples: number;
  readonly winSamples: number;
  readonly window: WindowName;
  /** The sample at which frame 0 begins; there are zeros before the first sample and after the last. */
  readonly firstSample: number;
}

/** Frames of one block: as many as a vector has lanes. */
export const LANES = { f32: 4, f64: 2 } as const;

const SHORTEST = 16;
const COMPLEX_BYTES = 2 * VECTOR;

/** About as many samples are laid out at a time; they, their bands and the tables fit a second-level cache. */
const CHUNK_SAMPLES = 2 ** 17;
const MAX_CHUNK_FRAMES = 256;

/** Whether the kernel has a transform of that length: a power of two of at least 16. */
export function isKernelLength(nFft: number): boolean {
  return nFft >= SHORTEST && Number.isInteger(Math.log2(nFft));
}

/**
 * Frames that are laid out at a time: whole blocks, at least one.
 */
export function chunkFrames(hopSamples: number): number {
  const block = LANES.f32;
  const blocks = Math.floor(CHUNK_SAMPLES / hopSamples / block);
  return Math.min(MAX_CHUNK_FRAMES, Math.max(1, blocks) * block);
}

/**
 * Lays out `nBlocks` blocks of frames from frame `first` on, with all that their transform needs: the address of the
 * kernel's record `Frames`.
 */
export function placeFrames(
  arena: Arena,
  precision: Precision,
  samples: Float32Array | Float64Array,
  grid: FrameGrid,
  first: number,
  nBlocks: number,
): number {
  const { nFft, hopSamples, winSamples, window, firstSample } = grid;
  const { twiddles, turns, order } = transformTables(nFft);
  const length = (nBlocks * LANES[precision] - 1) * hopSamples + nFft;
  const at = arena.reserve(precision, length);
  const record = [
    at,
    hopSamples * (precision === "f32" ? 4 : 8),
    nFft,
    arena.put(precision, halfWindow(window, winSamples, nFft)),
    arena.put(precision, twiddles),
    arena.put(precision, turns),
    arena.put("u32", order),
    arena.reserve("u32", (nFft * VECTOR) / 4),
    arena.reserve("u32", ((nFft / 2 + 1) * VECTOR) / 4),
  ];
  const address = arena.put("u32", record);
  const start = first * hopSamples + firstSample;
  const from = Math.min(length, Math.max(0, -start));
  const to = Math.max(from, Math.min(length, samples.length - start));
  const placed = precision === "f32" ? floatsAt(at, length) : doublesAt(at, length);
  placed.fill(0, 0, from);
  placed.set(samples.subarray(start + from, start + to), from);
  placed.fill(0, to);
  return address;
}

/** Half the window, centred between zeros, [sample]: the other factor of 2 is in the kernel's split of bins. */
const halfWindow = memo((name: WindowName, winSamples: number, nFft: number): Float64Array => {
  const half = new Float64Array(nFft);
  half.set(
    createWindow(name, winSamples).map((value) => value / 2),
    Math.floor((nFft - winSamples) / 2),
  );
  return half;
});

/** Tables of the transform of nFft real samples, as assembly/spectrum.ts and assembly/fft.ts describe them. */
const transformTables = memo((nFft: number) => {
  const half = nFft / 2;
  const twiddles: number[] = [];
  for (let size = half; size >= 8; size /= 4) {
    for (let p = 0; p < size / 4; p++) {
      for (let power = 1; power <= 3; power++) pushUnit(twiddles, (p * power) / size);
    }
  }
  const turns: number[] = [];
  for (let k = 0; k <= half / 2; k++) pushUnit(turns, k / nFft);
  const order = new Uint32Array(half + 1);
  for (let k = 0; k < half; k++) order[k] = COMPLEX_BYTES * placeOfBin(k, half);
  return { twiddles: Float64Array.from(twiddles), turns: Float64Array.from(turns), order };
});

/** Appends the real and the imaginary part of exp(-2πi · turns). */
function pushUnit(table: number[], turns: number): void {
  table.push(Math.cos(2 * Math.PI * turns), -Math.sin(2 * Math.PI * turns));
}

/** Each radix-4 pass sends bins 4k + q to the quarter q; two values that are left lie in order. */
function placeOfBin(bin: number, size: number): number {
  if (size <= 2) return bin;
  return (bin % 4) * (size / 4) + placeOfBin(Math.floor(bin / 4), size / 4);
}
