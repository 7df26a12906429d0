/** Sums of a spectrogram over bands. */
import type { Matrix } from "../base/matrix.ts";
import { chunkFrames, isKernelLength, LANES, placeFrames, stretchOf } from "./kernel/frames.ts";
import {
  type Arena,
  doublesAt,
  floatsAt,
  kernel,
  openArena,
  type Precision,
  VECTOR,
} from "./kernel/kernel.ts";
import { applyMel, type FilterBank } from "./mel.ts";
import type { Signal } from "./source.ts";
import { countFrames, eachPowerSpectrum, frameGrid, raisePower, type StftSettings } from "./stft.ts";

/**
 * Band energies Σ weight · |X|^exponent in float32, rows = bands, cols = frames. Where nFft is a power of two of at least
 * 8 and the exponent 2, spectra are float32 too; otherwise they are float64.
 *
 * @param exponent - 2 for power, 1 for magnitude
 * @throws AudioError without one whole frame
 */
export function bandEnergies(
  samples: Signal,
  settings: StftSettings,
  bank: FilterBank,
  exponent: number,
): Matrix<Float32Array<ArrayBuffer>> {
  const rows = bank.nBands;
  const cols = countFrames(samples.length, settings);
  const data = new Float32Array(rows * cols);
  if ((exponent === 1 || exponent === 2) && isKernelLength(settings.nFft)) {
    fillByKernel(data, cols, samples, settings, bank, exponent === 1 ? "f64" : "f32");
  } else {
    eachPowerSpectrum(samples, settings, (power, frame) => {
      raisePower(power, exponent);
      applyMel(bank, power, data, frame, cols);
    });
  }
  return { rows, cols, data };
}

/** Fills `data`, [band, frame], chunk of frames by chunk: with sums of powers in float32, of magnitudes in float64. */
function fillByKernel(
  data: Float32Array,
  nFrames: number,
  samples: Signal,
  settings: StftSettings,
  bank: FilterBank,
  precision: Precision,
): void {
  const grid = frameGrid(settings);
  const atOnce = Math.min(chunkFrames(settings.hopSamples), nFrames);
  const nBlocks = Math.ceil(atOnce / LANES[precision]);
  const row = nBlocks * LANES[precision];
  const sumBands = precision === "f32" ? kernel().bandEnergies : kernel().bandMagnitudes;
  for (const first of chunkOrder(samples, grid.hopSamples, nFrames, atOnce)) {
    const count = Math.min(atOnce, nFrames - first);
    const stretch = stretchOf(samples, grid, first, count);
    const arena = openArena();
    const frames = placeFrames(arena, precision, stretch.samples, stretch.grid, stretch.first, nBlocks);
    const bands = arena.reserve(precision, bank.nBands * row);
    sumBands(frames, nBlocks, placeBank(arena, precision, bank), bands, nBlocks * VECTOR);
    const chunk = (precision === "f32" ? floatsAt : doublesAt)(bands, bank.nBands * row);
    for (let band = 0; band < bank.nBands; band++) {
      data.set(chunk.subarray(band * row, band * row + count), band * nFrames + first);
    }
  }
}

/** The first frames of all chunks, in the order in which they are best read: parts that belong together side by side. */
function chunkOrder(signal: Signal, hopSamples: number, nFrames: number, atOnce: number): number[] {
  const firsts = Array.from({ length: Math.ceil(nFrames / atOnce) }, (_, i) => i * atOnce);
  const parts = "parts" in signal ? (signal.parts ?? []) : [];
  if (parts.length < 2) return firsts;
  const placeOf = (first: number): number => {
    const at = first * hopSamples;
    const part = parts.findLastIndex((begin) => begin <= at);
    return (at - parts[part]) / ((parts[part + 1] ?? signal.length) - parts[part]);
  };
  return firsts.toSorted((a, b) => placeOf(a) - placeOf(b) || a - b);
}

/** The address of the kernel's record `FilterBank`. */
function placeBank(
  arena: Arena,
  precision: Precision,
  { nBands, firstBin, offset, weights }: FilterBank,
): number {
  const record = [
    nBands,
    arena.put("u32", firstBin),
    arena.put("u32", offset),
    arena.put(precision, weights),
  ];
  return arena.put("u32", record);
}
