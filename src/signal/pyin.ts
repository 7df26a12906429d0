/**
 * Fundamental frequency by probabilistic YIN (Mauch & Dixon 2014, ICASSP: 659-663): the troughs of YIN's difference
 * function under a distribution of thresholds are the candidates of a frame, the most probable path through all frames
 * is the pitch. Equal to librosa.pyin (0.11).
 */
import { ConfigError } from "../base/errors.ts";
import { createAutocorrelation } from "./autocorrelation.ts";
import { cutFrame } from "./framing.ts";
import { createPitchPath, TINY } from "./pitch-path.ts";
import { checkSize } from "./size.ts";
import { countFrames } from "./stft.ts";
import { parabolicShift } from "./tuning.ts";

export interface PyinSettings {
  /** Frame length; more than sampleRate / fminHz + 1, better twice that. */
  readonly frameSamples: number;
  readonly hopSamples: number;
  /** Lowest pitch. */
  readonly fminHz: number;
  /** Highest pitch, at most sampleRate / 2. */
  readonly fmaxHz: number;
  /** Width of a pitch bin in semitones. */
  readonly resolution: number;
  /** Fastest change of pitch, octaves per second. */
  readonly maxTransitionRate: number;
  /** Probability of changing from voiced to unvoiced, or back, from frame to frame. */
  readonly switchProbability: number;
  /** Probability of the lowest trough where none lies below a threshold. */
  readonly noTroughProbability: number;
}

/** librosa's defaults, and the range of speech. */
export const PYIN_DEFAULTS: PyinSettings = {
  frameSamples: 2048,
  hopSamples: 512,
  fminHz: 60,
  fmaxHz: 600,
  resolution: 0.1,
  maxTransitionRate: 35.92,
  switchProbability: 0.01,
  noTroughProbability: 0.01,
};

export interface PyinTrack {
  /** [frame], Hz; of an unvoiced frame, the pitch bin that the path went through. */
  readonly f0Hz: Float64Array<ArrayBuffer>;
  /** [frame], 1 where voiced. */
  readonly voiced: Uint8Array<ArrayBuffer>;
  /** [frame], probability that the frame is voiced, by its candidates alone. */
  readonly voicedProbability: Float64Array<ArrayBuffer>;
}

/** Thresholds 0.01 to 1, and the shape (2, 18) of their distribution. */
const N_THRESHOLDS = 100;
const BETA_A = 2;
const BETA_B = 18;
/** Decay of the weight from a trough to the next longer one. */
const BOLTZMANN = 2;

/**
 * Frame t is centred at sample t · hopSamples; samples beyond both ends are zero.
 *
 * @param sampleRate - Hz
 * @throws ConfigError if the range of pitches does not fit the sampling rate or the frame; AudioError if there are no
 *   samples
 */
export function pyin(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: PyinSettings,
): PyinTrack {
  checkRange(sampleRate, settings);
  const { frameSamples, hopSamples, fminHz, fmaxHz, resolution } = settings;
  const frames = countFrames(samples.length, {
    nFft: frameSamples,
    hopSamples,
    center: true,
    winSamples: null,
    window: "rectangular",
  });
  const binsPerOctave = 12 * Math.ceil(1 / resolution);
  const nBins = Math.floor(binsPerOctave * Math.log2(fmaxHz / fminHz)) + 1;
  checkSize(
    "hopSamples, resolution",
    "the pitch track",
    frames * 2 * nBins,
    "Raise hopSamples or resolution.",
  );

  const yin = createYin(sampleRate, settings);
  const path = createPitchPath(frames, nBins, {
    maxStepSemitones: (settings.maxTransitionRate * 12 * hopSamples) / sampleRate,
    binsPerSemitone: binsPerOctave / 12,
    switchProbability: settings.switchProbability,
  });
  const voicedProbability = new Float64Array(frames);
  const observed = new Float64Array(nBins);
  const frame = new Float64Array(frameSamples);
  for (let t = 0; t < frames; t++) {
    cutFrame(samples, t * hopSamples - Math.floor(frameSamples / 2), frame);
    observed.fill(0);
    yin.observe(frame, (hz, probability) => {
      const bin = Math.max(0, Math.round(binsPerOctave * Math.log2(hz / fminHz)));
      if (bin < nBins) observed[bin] = probability;
    });
    let sum = 0;
    for (let bin = 0; bin < nBins; bin++) sum += observed[bin];
    voicedProbability[t] = Math.min(1, sum);
    path.step(observed, voicedProbability[t]);
  }
  const states = path.trace();
  return {
    f0Hz: Float64Array.from(states, (state) => fminHz * 2 ** ((state % nBins) / binsPerOctave)),
    voiced: Uint8Array.from(states, (state) => (state < nBins ? 1 : 0)),
    voicedProbability,
  };
}

function checkRange(sampleRate: number, { fminHz, fmaxHz, frameSamples }: PyinSettings): void {
  if (fmaxHz > sampleRate / 2) {
    throw new ConfigError(
      `fmaxHz: expected at most half the sampling rate (${sampleRate / 2} Hz), got ${fmaxHz}.`,
    );
  }
  if (fminHz >= fmaxHz) {
    throw new ConfigError(`fminHz: expected less than fmaxHz (${fmaxHz} Hz), got ${fminHz}.`);
  }
  if (sampleRate / fminHz >= frameSamples - 1) {
    throw new ConfigError(
      `frameSamples: expected at least ${Math.ceil(sampleRate / fminHz) + 2} for a pitch of ${fminHz} Hz ` +
        `at ${sampleRate} Hz, got ${frameSamples}.`,
      "Raise frameSamples or fminHz.",
    );
  }
}

/** Candidates of a frame: YIN's normalised difference function, its troughs, and their probabilities. */
function createYin(sampleRate: number, { frameSamples, fminHz, fmaxHz, noTroughProbability }: PyinSettings) {
  const minPeriod = Math.floor(sampleRate / fmaxHz);
  const maxPeriod = Math.min(Math.ceil(sampleRate / fminHz), frameSamples - 1);
  const correlate = createAutocorrelation(frameSamples, maxPeriod);
  const nPeriods = maxPeriod - minPeriod + 1;
  const difference = new Float64Array(nPeriods); // [period - minPeriod]
  const prior = thresholdPrior();
  // weight of the n-th trough below a threshold, and of all of n troughs
  const weights = Float64Array.from({ length: nPeriods + 1 }, (_, n) => Math.exp(-BOLTZMANN * n));
  const totals = Float64Array.from({ length: nPeriods + 1 }, (_, n) => -Math.expm1(-BOLTZMANN * n));
  const troughs = new Int32Array(nPeriods);
  const probabilities = new Float64Array(nPeriods);

  const fillDifference = (frame: Float64Array): void => {
    const r = correlate(frame);
    let energy = 0; // of the samples before the period-th
    let sum = 0;
    for (let period = 1; period <= maxPeriod; period++) {
      energy += frame[period - 1] * frame[period - 1];
      const d = 2 * (r[0] - r[period]) - energy;
      sum += d;
      if (period >= minPeriod) difference[period - minPeriod] = d / (sum / period + TINY);
    }
  };
  const findTroughs = (): number => {
    let count = 0;
    if (difference[0] < difference[1]) troughs[count++] = 0;
    for (let i = 1; i < nPeriods; i++) {
      const falls = difference[i] < difference[i - 1];
      if (falls && (i === nPeriods - 1 || difference[i] <= difference[i + 1])) troughs[count++] = i;
    }
    return count;
  };
  const weighTroughs = (count: number): void => {
    probabilities.fill(0, 0, count);
    let lowest = 0;
    for (let i = 1; i < count; i++) if (difference[troughs[i]] < difference[troughs[lowest]]) lowest = i;
    let unreached = 0;
    for (let threshold = 1; threshold <= N_THRESHOLDS; threshold++) {
      const height = threshold / N_THRESHOLDS;
      let below = 0;
      for (let i = 0; i < count; i++) if (difference[troughs[i]] < height) below++;
      if (below === 0) {
        unreached += prior[threshold - 1];
        continue;
      }
      const share = (prior[threshold - 1] * totals[1]) / totals[below];
      for (let i = 0, position = 0; i < count; i++) {
        if (difference[troughs[i]] < height) probabilities[i] += share * weights[position++];
      }
    }
    probabilities[lowest] += noTroughProbability * unreached;
  };

  return {
    /** Calls `candidate` with the pitch and the probability of every trough, from short periods to long ones. */
    observe(frame: Float64Array, candidate: (hz: number, probability: number) => void): void {
      fillDifference(frame);
      const count = findTroughs();
      if (count === 0) return;
      weighTroughs(count);
      for (let i = 0; i < count; i++) {
        if (probabilities[i] === 0) continue;
        const at = troughs[i];
        const inside = at > 0 && at < nPeriods - 1;
        const shift = inside ? parabolicShift(difference[at - 1], difference[at], difference[at + 1]) : 0;
        candidate(sampleRate / (minPeriod + at + shift), probabilities[i]);
      }
    },
  };
}

/** [threshold]: the probability of the thresholds, by differences of the cumulative beta distribution. */
function thresholdPrior(): Float64Array {
  const n = BETA_A + BETA_B - 1;
  const cumulative = (x: number): number => {
    // for whole shapes: the upper tail of a binomial distribution
    let term = (1 - x) ** n;
    let lower = 0;
    for (let k = 0; k < BETA_A; k++) {
      lower += term;
      term *= ((n - k) / (k + 1)) * (x / (1 - x));
    }
    return x === 1 ? 1 : 1 - lower;
  };
  return Float64Array.from(
    { length: N_THRESHOLDS },
    (_, i) => cumulative((i + 1) / N_THRESHOLDS) - cumulative(i / N_THRESHOLDS),
  );
}
