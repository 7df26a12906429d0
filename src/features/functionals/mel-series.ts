/**
 * Mel bands in dB, their cepstra and courses. Levels have a floor 80 dB below the loudest band of the clip, which is known at
 * the end only: chunks that were cut at a lower floor are gone through again where it matters.
 */
import { dctBasis, dctByHalves } from "../../signal/dct.ts";
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
const UNCUT = { ...DECIBEL_DEFAULTS, topDb: null };
const IN_CHUNK = { ...STFT, center: false };

/**
 * Series that are filled chunk by chunk, in order of time.
 *
 * @param loud - samples about which it is loudest: what is looked at first, so that levels that are cut 80 dB below the loudest band
 *   are seldom gone through again
 */
export function createMelSeries(
  samples: SampleSource,
  frames: number,
  loud: readonly number[],
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
  const buffer = new Float64Array(N_MELS * Math.min(frames, CHUNK_FRAMES));
  const basis = dctBasis(N_MFCC, N_MELS, "ortho");
  const folded = new Float64Array(N_MELS);
  let floor = Number.NEGATIVE_INFINITY;

  /** [frame, band] */
  const melOf = (
    chunk: Float32Array,
    count: number,
    visit: (power: Float64Array, i: number) => void,
  ): Float64Array => {
    const mel = buffer.subarray(0, N_MELS * count);
    eachPowerSpectrum(chunk, IN_CHUNK, (power, i) => {
      applyMel(bank, power, mel, i * N_MELS);
      visit(power, i);
    });
    return mel;
  };
  /** Takes the levels of a chunk, which it overwrites, cut at the floor. */
  const store = (levels: Float64Array, first: number, count: number): void => {
    const index = first / CHUNK_FRAMES;
    floors[index] = floor;
    for (let i = 0; i < levels.length; i++) if (levels[i] < floor) levels[i] = floor;
    const sum = sums.subarray(index * N_MELS, (index + 1) * N_MELS).fill(0);
    const square = squares.subarray(index * N_MELS, (index + 1) * N_MELS).fill(0);
    for (let i = 0, at = 0; i < count; i++) {
      for (let band = 0; band < N_MELS; band++, at++) sum[band] += levels[at];
      dctByHalves(basis, N_MFCC, N_MELS, levels, i * N_MELS, folded, mfcc, first + i, frames);
    }
    for (let i = 0, at = 0; i < count; i++) {
      for (let band = 0; band < N_MELS; band++, at++) {
        const distance = levels[at] - sum[band] / count;
        square[band] += distance * distance;
      }
    }
  };

  const addCourses = (mel: Float64Array, first: number, count: number): void => {
    for (let i = 0, at = 0; i < count; i++) {
      for (let group = 0; group < N_BAND_GROUPS; group++) {
        // the logarithm of a product: an eighth of the logarithms; powers of 1e±38 still fit
        let product = 1;
        for (const end = at + BANDS_PER_GROUP; at < end; at++) product *= mel[at] + 1e-6;
        const value = Math.log(product) / BANDS_PER_GROUP;
        courseSums[group] += value;
        if (first + i < MODULATION_FRAMES) first512[group][first + i] = value;
      }
    }
  };

  /** Levels of frames that are read for their own sake. */
  const levelsAt = (first: number, count: number): Float64Array => {
    const chunk = new Float32Array((count - 1) * HOP_SAMPLES + STFT.nFft);
    samples.read(first * HOP_SAMPLES - STFT.nFft / 2, chunk);
    return powerToDb(
      melOf(chunk, count, () => undefined),
      UNCUT,
    );
  };

  if (nChunks > 1) {
    for (const middle of loud) {
      const first = Math.min(frames - 2, Math.max(0, Math.floor(middle / HOP_SAMPLES)));
      floor = levelsAt(first, 2).reduce((most, level) => Math.max(most, level - RANGE_DB), floor);
    }
  }

  return {
    add(chunk, first, count, visit) {
      const mel = melOf(chunk, count, (power, i) => visit(power, first + i));
      addCourses(mel, first, count);
      const levels = powerToDb(mel, UNCUT);
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
        store(levelsAt(first, count), first, count);
      }
      return {
        mfcc,
        ...spreadOf(sums, squares, frames),
        modulation: first512.map((first, group) => ({ first, mean: courseSums[group] / frames })),
      };
    },
  };
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
