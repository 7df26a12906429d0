/** Frames of audio, laid out for the kernel's Fourier transform. */
import { memo } from "../memo.ts";
import type { Signal } from "../source.ts";
import { createWindow, type FrameWindow } from "../window.ts";
import { type Arena, doublesAt, floatsAt, type Precision, VECTOR } from "./kernel.ts";

/** How a signal is cut into frames: nFft is one of the kernel's lengths. */
export interface FrameGrid {
  readonly nFft: number;
  readonly hopSamples: number;
  readonly winSamples: number;
  readonly window: FrameWindow;
  /** Of the window; periodic where it is absent. */
  readonly symmetry?: "periodic" | "symmetric";
  /** The sample at which frame 0 begins; there are zeros before the first sample and after the last. */
  readonly firstSample: number;
}

/** Frames of one block: as many as a vector has lanes. */
export const LANES = { f32: 4, f64: 2 } as const;

const SHORTEST = 8;

/** About as many samples are laid out at a time; they, their bands and the tables fit a second-level cache. */
const CHUNK_SAMPLES = 2 ** 17;
const MAX_CHUNK_FRAMES = 256;

/** Whether the kernel has a transform of that length: a power of two of at least 8. */
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

/** Where sources are read to, one stretch at a time: thousands of arrays of a megabyte would wait to be collected. */
let stretch = new Float64Array(0);

/**
 * What placeFrames can lay out of a signal: held samples as they are, of a source the stretch under `nFrames` frames from
 * `first` on, until the next one is asked for. It is to be called before an arena is opened, since a source may compute in the kernel what is read.
 */
export function stretchOf(
  signal: Signal,
  grid: FrameGrid,
  first: number,
  nFrames: number,
): { readonly samples: Float32Array | Float64Array; readonly grid: FrameGrid; readonly first: number } {
  if (signal instanceof Float32Array || signal instanceof Float64Array)
    return { samples: signal, grid, first };
  const length = (nFrames - 1) * grid.hopSamples + grid.nFft;
  if (stretch.length < length) stretch = new Float64Array(length);
  const samples = stretch.subarray(0, length);
  signal.read(first * grid.hopSamples + grid.firstSample, samples);
  return { samples, grid: { ...grid, firstSample: 0 }, first: 0 };
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
  const { nFft, hopSamples, winSamples, window, symmetry = "periodic", firstSample } = grid;
  const { turns, twiddles, order } = transformTables(nFft);
  const length = (nBlocks * LANES[precision] - 1) * hopSamples + nFft;
  const at = arena.reserve(precision, length);
  const record = [
    at,
    hopSamples * (precision === "f32" ? 4 : 8),
    nFft,
    arena.put(precision, paddedWindow(window, symmetry, winSamples, nFft)),
    arena.put(precision, turns),
    arena.put(precision, twiddles),
    arena.put("u32", order),
    arena.reserve("u32", (2 * nFft * VECTOR) / 4),
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

/** The window, centred between zeros, [sample]. */
const paddedWindow = memo(
  (name: FrameWindow, symmetry: "periodic" | "symmetric", winSamples: number, nFft: number): Float64Array => {
    const padded = new Float64Array(nFft);
    padded.set(createWindow(name, winSamples, symmetry), Math.floor((nFft - winSamples) / 2));
    return padded;
  },
);

/**
 * Lays out the tables that transform power spectra of nFft / 2 + 1 bins back, for `nPairs` pairs of lags: the address of the
 * kernel's record `Folding`.
 */
export function placeFolding(arena: Arena, precision: Precision, nFft: number, nPairs: number): number {
  const length = nFft / 2;
  const { turns, twiddles } = transformTables(length);
  const { sines, cosines } = foldingTables(length);
  const { places, signs } = lowBins(length, nPairs);
  const record = [
    arena.put(precision, sines),
    arena.put(precision, cosines),
    arena.put(precision, turns),
    arena.put(precision, twiddles),
    arena.put("u32", places),
    arena.put(precision, signs),
    nPairs,
  ];
  return arena.put("u32", record);
}

/** Lays out where the lowest `count` bins of a transform lie, at most nFft / 2: the address of the kernel's record `LowBins`. */
export function placeLowBins(arena: Arena, nFft: number, count: number): number {
  const { places, signs } = lowBins(nFft, count);
  return arena.put("u32", [count, arena.put("u32", places), arena.put("f64", signs)]);
}

/** [bin - 1]: the bytes to a bin of the transform of nFft real samples, and -1 where it lies as its conjugate. */
const lowBins = memo((nFft: number, count: number) => {
  const places = new Uint32Array(Math.max(0, count - 1));
  const signs = new Float64Array(places.length);
  transformTables(nFft).bins.forEach((bin, place) => {
    const folded = Math.min(bin, nFft - bin);
    if (folded >= count) return;
    places[folded - 1] = 2 * VECTOR * place;
    signs[folded - 1] = bin > nFft / 2 ? -1 : 1;
  });
  return { places, signs };
});

const foldingTables = memo((length: number) => ({
  sines: Float64Array.from({ length }, (_, k) => Math.sin((Math.PI * k) / length)),
  cosines: Float64Array.from({ length }, (_, k) => Math.cos((Math.PI * k) / length)),
}));

/** Tables of the transform of nFft real samples, as assembly/fft.ts and assembly/spectrum.ts describe them. */
const transformTables = memo((nFft: number) => {
  const turns: number[] = [];
  const twiddles: number[] = [];
  const places: number[] = []; // [place]: the bin there, those above nFft / 2 as conjugates
  for (let size = nFft; size >= 4; size /= 2) {
    const quarter = size / 4;
    for (let n = 0; n < quarter; n++) pushUnit(turns, n / size);
    for (let p = 0; p < Math.floor(quarter / 4); p++) {
      for (let power = 1; power <= 3; power++) pushUnit(twiddles, (p * power) / quarter);
    }
    const bins = new Uint32Array(quarter);
    for (let k = 0; k < quarter; k++) bins[placeOfBin(k, quarter)] = ((4 * k + 1) * nFft) / size;
    places.push(...bins);
  }
  return {
    turns: Float64Array.from(turns),
    twiddles: Float64Array.from(twiddles),
    bins: Uint32Array.from(places),
    order: Uint32Array.from(places, (bin) => VECTOR * Math.min(bin, nFft - bin)),
  };
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
