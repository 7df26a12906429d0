/** Empirical mode decomposition by sifting (Huang et al. 1998), in the conventions of the Python package emd. */
import { counted } from "../../base/counted.ts";
import { AudioError } from "../../base/errors.ts";
import { createKnots, findExtrema, type Knots } from "./extrema.ts";
import { MAX_TRAILING, mirrorKnots } from "./mirror.ts";
import { evaluateSpline, fitSpline } from "./spline.ts";

export interface SiftSettings {
  /** The most intrinsic mode functions to take out. */
  readonly maxImfs: number;
  /** A mode is done when one more step changes it by less than this share of its energy. */
  readonly sdThreshold: number;
  /** Steps per mode before the sift is given up. */
  readonly maxIterations: number;
  /** The sift is done when the remainder's energy is this far below the signal's, as 20 log10 of the ratio. */
  readonly energyThresholdDb: number;
}

/** The package's defaults, and the 7 modes that are usual for speech. */
export const SIFT_DEFAULTS: SiftSettings = {
  maxImfs: 7,
  sdThreshold: 0.1,
  maxIterations: 1000,
  energyThresholdDb: 50,
};

/** 2^23 samples: 2.9 minutes at 48 kHz. */
const MAX_SIFT_SAMPLES = 2 ** 23;

/** The sift is done when the absolute values of the remainder add up to less than this. */
const LEAST_SUM = 1e-8;

export interface Decomposition {
  /** [imf][sample], fastest first: at most maxImfs, none of a signal without two maxima and two minima. */
  readonly imfs: readonly Float64Array<ArrayBuffer>[];
  /** [sample]: the signal minus the sum of all imfs. */
  readonly residual: Float64Array<ArrayBuffer>;
}

/**
 * The intrinsic mode functions of a signal and what remains; together they add up to the signal.
 *
 * @throws AudioError for no sample, more than 2^23 samples, or a mode that does not settle in maxIterations
 * @see emd.sift.sift (0.8.1), whose last column is the residual
 */
export function emd(
  samples: Float32Array | Float64Array,
  settings: SiftSettings = SIFT_DEFAULTS,
): Decomposition {
  const imfs: Float64Array<ArrayBuffer>[] = [];
  const residual = eachImf(samples, settings, (imf) => imfs.push(imf.slice()));
  return { imfs, residual };
}

/**
 * Visits the modes of emd one after the other, without keeping them, and returns the residual.
 *
 * @param visit - gets the same array for every mode, overwritten each time
 * @throws AudioError as emd
 */
export function eachImf(
  samples: Float32Array | Float64Array,
  settings: SiftSettings,
  visit: (imf: Float64Array<ArrayBuffer>, index: number) => void,
): Float64Array<ArrayBuffer> {
  const n = samples.length;
  checkSiftLength(n);
  const signal = new Float64Array(samples);
  const residual = signal.slice();
  const sum = new Float64Array(n);
  const imf = new Float64Array(n);
  const sifter = createSifter(n);
  const signalDb = energyDb(signal);
  for (let index = 0; index < settings.maxImfs; index++) {
    if (!sifter.hasModes(residual)) break;
    imf.set(residual);
    if (sifter.sift(imf, settings) === undefined) {
      throw new AudioError(
        `sifting: mode ${index + 1} did not settle in ${counted(settings.maxIterations, "step")} to a change of ` +
          `less than ${settings.sdThreshold}.`,
        "Raise sdThreshold, ask for fewer modes or leave the clip out.",
      );
    }
    let absolute = 0;
    for (let i = 0; i < n; i++) {
      sum[i] += imf[i];
      residual[i] = signal[i] - sum[i];
      absolute += Math.abs(residual[i]);
    }
    visit(imf, index);
    if (absolute < LEAST_SUM || signalDb - energyDb(residual) > settings.energyThresholdDb) break;
  }
  return residual;
}

/**
 * Checks the length of a signal before anything as long is made.
 *
 * @throws AudioError for no sample, or more than 2^23
 */
export function checkSiftLength(nSamples: number): void {
  if (nSamples >= 1 && nSamples <= MAX_SIFT_SAMPLES) return;
  throw new AudioError(
    `the audio has ${counted(nSamples, "sample")}; expected 1 to ${MAX_SIFT_SAMPLES} for an empirical mode decomposition.`,
    nSamples < 1 ? "Leave the empty clip out." : "Cut the clip or resample it to a lower rate.",
  );
}

/** 20 log10 of Σ x², as the reference has it: 10 dB of energy count as 20. */
function energyDb(samples: Float64Array): number {
  let energy = 0;
  for (let i = 0; i < samples.length; i++) energy += samples[i] * samples[i];
  return 20 * Math.log10(energy);
}

interface Sifter {
  /** Whether there are two maxima and two minima. */
  hasModes(samples: Float64Array): boolean;
  /**
   * Takes the mean of both envelopes away until the samples are a mode, in place.
   *
   * @returns the number of steps; undefined if there were too many
   */
  sift(samples: Float64Array, settings: SiftSettings): number | undefined;
}

function createSifter(nSamples: number): Sifter {
  const maxima = createKnots(nSamples, MAX_TRAILING);
  const minima = createKnots(nSamples, MAX_TRAILING);
  const curvature = new Float64Array(maxima.at.length);
  const scratch = new Float64Array(maxima.at.length);
  const upper = new Float64Array(nSamples);
  const lower = new Float64Array(nSamples);
  const envelope = (knots: Knots, out: Float64Array): void => {
    fitSpline(knots, curvature, scratch);
    evaluateSpline(knots, curvature, out);
  };
  const hasModes = (samples: Float64Array): boolean => {
    findExtrema(samples, maxima, minima);
    return maxima.count > 1 && minima.count > 1;
  };
  return {
    hasModes,
    sift(samples, { sdThreshold, maxIterations }) {
      for (let step = 0; hasModes(samples); step++) {
        if (step > maxIterations) return undefined;
        mirrorKnots(samples, maxima, minima);
        envelope(maxima, upper);
        envelope(minima, lower);
        let change = 0;
        let energy = 0;
        for (let i = 0; i < samples.length; i++) {
          const mean = (upper[i] + lower[i]) / 2;
          const sifted = samples[i] - mean;
          samples[i] = sifted;
          change += mean * mean;
          energy += sifted * sifted;
        }
        if (change / energy < sdThreshold) return step + 1;
      }
      return 0;
    },
  };
}
