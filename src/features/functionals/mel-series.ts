/**
 * Mel bands in dB, their cepstra and courses. Levels have a floor 80 dB below the loudest band of the clip, which is known at
 * the end only: chunks that were cut at a lower floor are gone through again where it matters.
 */
import { cepstrumOfLevels } from "../../signal/cepstrum.ts";
import { DECIBEL_DEFAULTS, powerToDb } from "../../signal/decibel.ts";
import { applyMel, MEL_DEFAULTS, melFilterBank } from "../../signal/mel.ts";
import type { SampleSource } from "../../signal/source.ts";
import { eachPowerSpectrum } from "../../signal/stft.ts";
import {
  ANALYSIS_RATE,
  CHUNK_FRAMES,
  HOP_SAMPLES,
  MODULATION_FRAMES,
  N_BAND_GROUPS,
  N_MELS,
  N_MFCC,
  STFT,
} from "./settings.ts";

/** The mean logarithm of the bands of a group. */
export interface BandCourse {
  /** Of the first frames. */
  readonly first: Float64Array;
  /** Over all frames. */
  readonly mean: number;
}

export interface MelSeries {
  /** [coefficient, frame]. */
  readonly mfcc: Float64Array;
  /** [band], of the levels in dB. */
  readonly melDbMean: Float64Array;
  readonly melDbSd: Float64Array;
  /** [group]. */
  readonly modulation: readonly BandCourse[];
}

const BANDS_PER_GROUP = N_MELS / N_BAND_GROUPS;
const RANGE_DB = 80;
const IN_CHUNK = { ...STFT, center: false };

/** Series that are filled chunk by chunk, in order of time. */
export function createMelSeries(
  samples: SampleSource,
  frames: number,
): {
  /**
   * @param chunk - the samples under `count` frames from frame `first` on
   * @param visit - gets the power spectrum of every frame
   */
  add(
    chunk: Float32Array,
    first: number,
    count: number,
    visit: (power: Float64Array, frame: number) => void,
  ): void;
  finish(): MelSeries;
} {
  const bank = melFilterBank(ANALYSIS_RATE, STFT.nFft, { ...MEL_DEFAULTS, nMels: N_MELS });
  const mfcc = new Float64Array(N_MFCC * frames);
  const nChunks = Math.ceil(frames / CHUNK_FRAMES);
  const sums = new Float64Array(nChunks * N_MELS); // [chunk, band]
  const squares = new Float64Array(nChunks * N_MELS); // of distances from the chunk's mean
  const floors = new Float64Array(nChunks); // at which a chunk was cut
  const quietest = new Float64Array(nChunks); // before it was cut
  const first512 = Array.from(
    { length: N_BAND_GROUPS },
    () => new Float64Array(Math.min(frames, MODULATION_FRAMES)),
  );
  const courseSums = new Float64Array(N_BAND_GROUPS);
  let floor = Number.NEGATIVE_INFINITY;

  const melOf = (
    chunk: Float32Array,
    count: number,
    visit: (power: Float64Array, i: number) => void,
  ): Float64Array => {
    const mel = new Float64Array(N_MELS * count);
    eachPowerSpectrum(chunk, IN_CHUNK, (power, i) => {
      applyMel(bank, power, mel, i, count);
      visit(power, i);
    });
    return mel;
  };
  /** Takes the levels of a chunk, which it overwrites, cut at the floor. */
  const store = (levels: Float64Array, first: number, count: number): void => {
    const index = first / CHUNK_FRAMES;
    floors[index] = floor;
    for (let i = 0; i < levels.length; i++) if (levels[i] < floor) levels[i] = floor;
    for (let band = 0; band < N_MELS; band++) {
      let sum = 0;
      for (let at = band * count; at < (band + 1) * count; at++) sum += levels[at];
      const mean = sum / count;
      let square = 0;
      for (let at = band * count; at < (band + 1) * count; at++)
        square += (levels[at] - mean) * (levels[at] - mean);
      sums[index * N_MELS + band] = sum;
      squares[index * N_MELS + band] = square;
    }
    const { data } = cepstrumOfLevels({ rows: N_MELS, cols: count, data: levels }, N_MFCC);
    for (let k = 0; k < N_MFCC; k++) mfcc.set(data.subarray(k * count, (k + 1) * count), k * frames + first);
  };

  return {
    add(chunk, first, count, visit) {
      const mel = melOf(chunk, count, (power, i) => visit(power, first + i));
      for (let group = 0; group < N_BAND_GROUPS; group++) {
        courseSums[group] += addCourse(mel, count, group, first512[group], first);
      }
      const levels = powerToDb(mel, { ...DECIBEL_DEFAULTS, topDb: null });
      let loudest = Number.NEGATIVE_INFINITY;
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < levels.length; i++) {
        if (levels[i] > loudest) loudest = levels[i];
        if (levels[i] < least) least = levels[i];
      }
      floor = Math.max(floor, loudest - RANGE_DB);
      quietest[first / CHUNK_FRAMES] = least;
      store(levels, first, count);
    },
    finish() {
      for (let index = 0; index < nChunks; index++) {
        if (floors[index] === floor || quietest[index] >= floor) continue;
        const first = index * CHUNK_FRAMES;
        const count = Math.min(CHUNK_FRAMES, frames - first);
        const chunk = new Float32Array((count - 1) * HOP_SAMPLES + STFT.nFft);
        samples.read(first * HOP_SAMPLES - STFT.nFft / 2, chunk);
        const mel = melOf(chunk, count, () => undefined);
        store(powerToDb(mel, { ...DECIBEL_DEFAULTS, topDb: null }), first, count);
      }
      return {
        mfcc,
        ...spreadOf(sums, squares, frames),
        modulation: first512.map((first, group) => ({ first, mean: courseSums[group] / frames })),
      };
    },
  };
}

/** Writes the course of a group to `first` from frame `at` on, as far as it goes; returns its sum. */
function addCourse(mel: Float64Array, count: number, group: number, first: Float64Array, at: number): number {
  const course = new Float64Array(count);
  for (let band = group * BANDS_PER_GROUP; band < (group + 1) * BANDS_PER_GROUP; band++) {
    for (let i = 0; i < count; i++) course[i] += Math.log(mel[band * count + i] + 1e-6) / BANDS_PER_GROUP;
  }
  if (at < first.length) first.set(course.subarray(0, first.length - at), at);
  return course.reduce((sum, value) => sum + value, 0);
}

/** Mean and deviation of every band, out of those of the chunks. */
function spreadOf(
  sums: Float64Array,
  squares: Float64Array,
  frames: number,
): { melDbMean: Float64Array; melDbSd: Float64Array } {
  const melDbMean = new Float64Array(N_MELS);
  const melDbSd = new Float64Array(N_MELS);
  for (let band = 0; band < N_MELS; band++) {
    let sum = 0;
    for (let at = band; at < sums.length; at += N_MELS) sum += sums[at];
    const mean = sum / frames;
    let square = 0;
    for (let at = band, first = 0; at < sums.length; at += N_MELS, first += CHUNK_FRAMES) {
      const count = Math.min(CHUNK_FRAMES, frames - first);
      square += squares[at] + count * (sums[at] / count - mean) ** 2;
    }
    melDbMean[band] = mean;
    melDbSd[band] = Math.sqrt(square / frames);
  }
  return { melDbMean, melDbSd };
}
