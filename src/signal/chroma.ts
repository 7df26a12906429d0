/** Chroma: the energy of the pitch classes, all octaves together. */
import type { Matrix } from "../base/matrix.ts";
import { bandEnergies } from "./band-energies.ts";
import type { FilterBank } from "./mel.ts";
import { memo } from "./memo.ts";
import { roundHalfEven } from "./round.ts";
import { checkSize } from "./size.ts";
import { countFrames, type StftSettings } from "./stft.ts";
import { estimateTuning } from "./tuning.ts";

export interface ChromaSettings extends StftSettings {
  /** Pitch classes per octave. */
  readonly nChroma: number;
  /** Deviation from A = 440 Hz in steps of 1 / nChroma octaves; null = estimated. */
  readonly tuning: number | null;
  /** "max": the largest class of every frame is 1; "sum": the classes add to 1. */
  readonly chromaNorm: "max" | "sum" | "none";
}

/** Width in octaves of the Gaussian about the middle one, and that octave (A440 lies in octave 4). */
const OCTAVE_WIDTH = 2;
const CENTRE_OCTAVE = 5;

/**
 * Chroma of the power spectrogram, rows = pitch classes from C upwards, cols = frames. A silent frame is all zeros.
 *
 * @param sampleRate - Hz
 * @throws AudioError, ConfigError as eachPowerSpectrum
 * @see Ellis 2007, "Chroma feature analysis and synthesis"; librosa.feature.chroma_stft (0.11)
 */
export function chroma(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: ChromaSettings,
): Matrix<Float64Array<ArrayBuffer>> {
  const { nFft, nChroma, chromaNorm } = settings;
  const frames = countFrames(samples.length, settings);
  checkSize("hopSamples, nChroma", "the chroma", frames * nChroma, "Raise hopSamples or lower nChroma.");
  const tuning = settings.tuning ?? estimateTuning(samples, sampleRate, settings, nChroma);
  const bank = chromaFilters(sampleRate, nFft, nChroma, tuning);
  const { data: energies } = bandEnergies(samples, settings, bank, 2);
  const data = new Float64Array(nChroma * frames);
  for (let frame = 0; frame < frames; frame++) {
    let largest = 0;
    let sum = 0;
    for (let at = frame; at < energies.length; at += frames) {
      sum += energies[at];
      if (energies[at] > largest) largest = energies[at];
    }
    const length = chromaNorm === "none" ? 1 : chromaNorm === "max" ? largest : sum;
    const scale = length > 0 ? 1 / length : 0;
    for (let at = frame; at < energies.length; at += frames) data[at] = energies[at] * scale;
  }
  return { rows: nChroma, cols: frames, data };
}

/**
 * The weights of the pitch classes, each of all bins: Gaussians over the pitch circle,
 * every bin of unit length, then weighed by its octave. Made once per setting and shared.
 *
 * @see librosa.filters.chroma (0.11)
 */
export const chromaFilters = memo(
  (sampleRate: number, nFft: number, nChroma: number, tuning: number): FilterBank => {
    const nBins = Math.floor(nFft / 2) + 1;
    const a0Hz = (440 * 2 ** (tuning / nChroma)) / 16;
    const pitchOf = (bin: number): number => nChroma * Math.log2((bin * sampleRate) / nFft / a0Hz);
    const filters = new Float64Array(nChroma * nBins);
    const half = roundHalfEven(nChroma / 2);
    const firstRow = 3 * Math.floor(nChroma / 12); // rows begin at C instead of A
    for (let bin = 0; bin < nBins; bin++) {
      const pitch = bin === 0 ? pitchOf(1) - 1.5 * nChroma : pitchOf(bin); // bin 0: made up, 1.5 octaves below bin 1
      const width = bin === 0 ? 1.5 * nChroma : Math.max(pitchOf(bin + 1) - pitch, 1);
      let squares = 0;
      const column = Float64Array.from({ length: nChroma }, (_, row) => {
        const pitchClass = (row + firstRow) % nChroma;
        const distance = positiveRemainder(pitch - pitchClass + half, nChroma) - half;
        const weight = Math.exp(-0.5 * ((2 * distance) / width) ** 2);
        squares += weight * weight;
        return weight;
      });
      const octave = Math.exp(-0.5 * ((pitch / nChroma - CENTRE_OCTAVE) / OCTAVE_WIDTH) ** 2);
      const scale = octave / Math.sqrt(squares);
      for (let row = 0; row < nChroma; row++) filters[row * nBins + bin] = column[row] * scale;
    }
    return {
      nBands: nChroma,
      nBins,
      firstBin: new Int32Array(nChroma),
      offset: Int32Array.from({ length: nChroma + 1 }, (_, row) => row * nBins),
      weights: filters,
    };
  },
);

function positiveRemainder(value: number, divisor: number): number {
  return value - divisor * Math.floor(value / divisor);
}
