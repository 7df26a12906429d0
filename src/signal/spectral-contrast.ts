/** How far the peaks of a spectrum stand out from its valleys, octave by octave. */
import { ConfigError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { powerToDb } from "./decibel.ts";
import { chunkFrames, isKernelLength, LANES, placeFrames } from "./kernel/frames.ts";
import { doublesAt, kernel, openArena } from "./kernel/kernel.ts";
import { roundHalfEven } from "./round.ts";
import { countFrames, eachPowerSpectrum, frameGrid, type StftSettings } from "./stft.ts";

export interface SpectralContrastSettings extends StftSettings {
  /** Upper edge of the lowest band; every further band is one octave. */
  readonly fminHz: number;
  /** Number of octaves above fminHz; the uppermost reaches to half the sampling rate. */
  readonly nBands: number;
  /** Share of a band's bins that make its peak, and of those that make its valley. */
  readonly quantile: number;
  /** Difference of magnitudes instead of decibels. */
  readonly linear: boolean;
}

/** The bins [from, to) of a band, and how many of the largest and smallest are averaged. */
interface Band {
  readonly from: number;
  readonly to: number;
  readonly ends: number;
}

/**
 * Spectral contrast, rows = nBands + 1 (the first lies below fminHz), cols = frames: mean of the largest magnitudes of
 * the band over mean of the smallest, in dB (10 log10, each with a floor 80 dB below its loudest value of the clip).
 *
 * @param sampleRate - Hz
 * @throws ConfigError if a band begins at or above half the sampling rate, or holds no bin; AudioError without one
 *   whole frame
 * @see Jiang et al. 2002, ICME: 113-116; librosa.feature.spectral_contrast (0.11)
 */
export function spectralContrast(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: SpectralContrastSettings,
): Matrix<Float64Array<ArrayBuffer>> {
  const bands = octaveBands(sampleRate, settings);
  const frames = countFrames(samples.length, settings);
  const valleys = new Float64Array(bands.length * frames);
  const peaks = new Float64Array(bands.length * frames);
  if (isKernelLength(settings.nFft)) {
    fillByKernel(samples, settings, bands, frames, valleys, peaks);
  } else {
    eachPowerSpectrum(samples, settings, (power, frame) => {
      bands.forEach(({ from, to, ends }, row) => {
        const sorted = power.slice(from, to).sort();
        valleys[row * frames + frame] = meanRoot(sorted.subarray(0, ends));
        peaks[row * frames + frame] = meanRoot(sorted.subarray(-ends));
      });
    });
  }
  if (!settings.linear) {
    powerToDb(peaks);
    powerToDb(valleys);
  }
  for (let i = 0; i < peaks.length; i++) peaks[i] -= valleys[i];
  return { rows: bands.length, cols: frames, data: peaks };
}

/** librosa's bands: each takes in the bin below its lower edge and, but for the uppermost, leaves out its last one. */
function octaveBands(sampleRate: number, settings: SpectralContrastSettings): Band[] {
  const { nFft, fminHz, nBands, quantile } = settings;
  const binHz = sampleRate / nFft;
  const nBins = Math.floor(nFft / 2) + 1;
  return Array.from({ length: nBands + 1 }, (_, k) => {
    const lowHz = k === 0 ? 0 : fminHz * 2 ** (k - 1);
    const highHz = fminHz * 2 ** k;
    if (lowHz >= sampleRate / 2) {
      throw new ConfigError(
        `fminHz, nBands: band ${k} begins at ${lowHz} Hz; expected less than half the sampling rate (${sampleRate / 2} Hz).`,
        "Lower fminHz or nBands.",
      );
    }
    const first = Math.ceil(lowHz / binHz);
    const last = Math.min(nBins - 1, Math.floor(highHz / binHz));
    const from = k === 0 ? 0 : first - 1;
    const to = k === nBands ? nBins : last;
    if (first > last || to <= from) {
      throw new ConfigError(
        `nFft, fminHz: the band from ${lowHz} to ${highHz} Hz holds no bin of ${binHz} Hz.`,
        "Raise nFft or fminHz.",
      );
    }
    const counted = k === nBands ? nBins - from : last - from + 1;
    return { from, to, ends: Math.min(to - from, Math.max(1, roundHalfEven(quantile * counted))) };
  });
}

/** Fills valleys and peaks, [band, frame], chunk of frames by chunk. */
function fillByKernel(
  samples: Float32Array | Float64Array,
  settings: StftSettings,
  bands: readonly Band[],
  nFrames: number,
  valleys: Float64Array,
  peaks: Float64Array,
): void {
  const grid = frameGrid(settings);
  const atOnce = Math.min(chunkFrames(settings.hopSamples), nFrames);
  const nBlocks = Math.ceil(atOnce / LANES.f64);
  const row = nBlocks * LANES.f64;
  const records = bands.flatMap(({ from, to, ends }) => [from, to, ends]);
  const scratch = LANES.f64 * Math.max(...bands.map(({ ends }) => ends));
  for (let first = 0; first < nFrames; first += atOnce) {
    const arena = openArena();
    const frames = placeFrames(arena, "f64", samples, grid, first, nBlocks);
    const [low, high] = [0, 1].map(() => arena.reserve("f64", bands.length * row));
    kernel().bandEnds(
      frames,
      nBlocks,
      arena.put("u32", records),
      bands.length,
      arena.reserve("f64", scratch),
      low,
      high,
    );
    const count = Math.min(atOnce, nFrames - first);
    for (let band = 0; band < bands.length; band++) {
      const at = band * row * Float64Array.BYTES_PER_ELEMENT;
      valleys.set(doublesAt(low + at, count), band * nFrames + first);
      peaks.set(doublesAt(high + at, count), band * nFrames + first);
    }
  }
}

function meanRoot(power: Float64Array): number {
  let sum = 0;
  for (const value of power) sum += Math.sqrt(value);
  return sum / power.length;
}
