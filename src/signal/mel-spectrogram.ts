/** Mel spectrograms, as librosa 0.11 has them. */
import type { Matrix } from "../base/matrix.ts";
import { chunkFrames, isKernelLength, LANES, placeFrames } from "./kernel/frames.ts";
import { type Arena, floatsAt, kernel, openArena, VECTOR } from "./kernel/kernel.ts";
import { applyMel, type MelFilterBank, type MelSettings, melFilterBank } from "./mel.ts";
import { checkSize } from "./size.ts";
import { countFrames, eachPowerSpectrum, frameGrid, raisePower, type StftSettings } from "./stft.ts";

/**
 * A mel spectrogram in float32, rows = bands, cols = frames: linear band energies Σ weight · |X|^exponent. Where nFft is
 * a power of two of at least 4 and the exponent 2, spectra are float32 too; otherwise they are float64.
 *
 * @param sampleRate - Hz
 * @param exponent - 2 for power, 1 for magnitude
 * @throws AudioError without one whole frame; ConfigError where the settings do not fit the sampling rate,
 *   or ask for more than 2^28 numbers
 * @see librosa.feature.melspectrogram (0.11)
 */
export function melSpectrogram(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: StftSettings & MelSettings,
  exponent = 2,
): Matrix<Float32Array<ArrayBuffer>> {
  const bank = melFilterBank(sampleRate, settings.nFft, settings);
  const rows = settings.nMels;
  const cols = countFrames(samples.length, settings);
  checkSize("hopSamples, nMels", "the mel spectrogram", rows * cols, "Raise hopSamples or lower nMels.");
  const data = new Float32Array(rows * cols);
  if (exponent === 2 && isKernelLength(settings.nFft)) {
    fillByKernel(data, cols, samples, settings, bank);
  } else {
    eachPowerSpectrum(samples, settings, (power, frame) => {
      raisePower(power, exponent);
      applyMel(bank, power, data, frame, cols);
    });
  }
  return { rows, cols, data };
}

/** Fills `data`, [band, frame], chunk of frames by chunk. */
function fillByKernel(
  data: Float32Array,
  nFrames: number,
  samples: Float32Array | Float64Array,
  settings: StftSettings,
  bank: MelFilterBank,
): void {
  const grid = frameGrid(settings);
  const atOnce = Math.min(chunkFrames(settings.hopSamples), nFrames);
  const nBlocks = Math.ceil(atOnce / LANES.f32);
  const row = nBlocks * LANES.f32;
  for (let first = 0; first < nFrames; first += atOnce) {
    const arena = openArena();
    const frames = placeFrames(arena, "f32", samples, grid, first, nBlocks);
    const bands = arena.reserve("f32", bank.nMels * row);
    kernel().bandEnergies(frames, nBlocks, placeBank(arena, bank), bands, nBlocks * VECTOR);
    const count = Math.min(atOnce, nFrames - first);
    const chunk = floatsAt(bands, bank.nMels * row);
    for (let band = 0; band < bank.nMels; band++) {
      data.set(chunk.subarray(band * row, band * row + count), band * nFrames + first);
    }
  }
}

/** The address of the kernel's record `FilterBank`. */
function placeBank(arena: Arena, { nMels, firstBin, offset, weights }: MelFilterBank): number {
  const record = [nMels, arena.put("u32", firstBin), arena.put("u32", offset), arena.put("f32", weights)];
  return arena.put("u32", record);
}
