/** The candidates of a frame's pitch: local maxima of its correlation (Boersma 1993, IFA Proceedings 17: 97-110, section 3). */
import { type CorrelationWindow, createForwardCorrelation, createOwnCorrelation } from "./correlations.ts";
import { sincAt, sincPeak, vertex } from "./sinc.ts";

export const PITCH_METHODS = ["autocorrelation", "cross-correlation"] as const;
export type PitchMethod = (typeof PITCH_METHODS)[number];

export interface CandidateSettings {
  readonly method: PitchMethod;
  /** Of autocorrelation: a Gaussian is twice as long as the frame. */
  readonly window: CorrelationWindow;
  /** Lowest pitch: its period is the longest one looked for. */
  readonly floorHz: number;
  /** How many periods of the lowest pitch a frame is long. */
  readonly periodsPerFrame: number;
  /** At least: a wide range of pitches has more. The unvoiced candidate is one of them. */
  readonly maxCandidates: number;
  readonly voicingThreshold: number;
  /** Per octave: of near equal maxima the highest pitch is kept. */
  readonly octaveCost: number;
  /** Samples of the correlation on either side that a maximum is interpolated from. */
  readonly peakDepth: number;
  /** Candidates that are this much weaker than the best one are left out. */
  readonly within: number;
}

export interface FrameCandidates {
  /** [candidate], Hz. */
  readonly hz: readonly number[];
  /** [candidate], correlation, 0 to 1. */
  readonly strength: readonly number[];
  /** Largest sample about the frame's middle over that of the whole sound, 0 to 1. */
  readonly level: number;
}

/** How long the sound must be for a whole frame: the window, or the stretch with the longest period after it. */
export function frameSeconds(settings: CandidateSettings): number {
  const isForward = settings.method === "cross-correlation";
  return (windowPeriods(settings) + (isForward ? 1 : 0)) / settings.floorHz;
}

/** How many of the longest periods the window is long. */
function windowPeriods({ method, window, periodsPerFrame }: CandidateSettings): number {
  return method === "autocorrelation" && window === "gaussian" ? 2 * periodsPerFrame : periodsPerFrame;
}

/** As peakDepth, for the first look at a maximum. */
const FIRST_DEPTH = 30;
/** What rounding makes of equal correlations: a maximum is higher above both neighbours. */
const FLAT = 1e-12;

/** A function that finds the candidates of the frame about a time in seconds. */
export function createCandidates(
  samples: Float64Array,
  sampleRate: number,
  settings: CandidateSettings,
): (middleS: number) => FrameCandidates {
  const { floorHz, method, window } = settings;
  const periods = windowPeriods(settings);
  const longest = Math.floor(sampleRate / floorHz);
  const half = Math.max(1, Math.floor(Math.floor((periods * sampleRate) / floorHz) / 2) - 1);
  const maxLag = Math.min(Math.floor((2 * half) / periods) + 2, 2 * half);
  const compared = { half, peakReach: Math.floor(longest / 2) + 1 };
  const correlate =
    method === "autocorrelation"
      ? createOwnCorrelation(samples, window, compared)
      : createForwardCorrelation(samples, maxLag, compared);
  const search = createSearch(sampleRate, maxLag, settings);
  const stretchS = (0.5 * (1 + periods)) / floorHz;
  const loudest = largestDistance(samples, meanOf(samples, 0, samples.length));
  return (middleS) => {
    const left = sampleBefore(middleS, sampleRate);
    const mean = meanOf(samples, left + 1 - longest, left + 1 + longest);
    const { r, peak } = correlate(left, sampleBefore(middleS - stretchS, sampleRate), mean);
    if (peak === 0 || loudest === 0) return { hz: [], strength: [], level: 0 };
    return { ...search(r), level: Math.min(1, peak / loudest) };
  };
}

/** Maxima of a correlation, [lag from -reach]. */
function createSearch(sampleRate: number, maxLag: number, settings: CandidateSettings) {
  const { voicingThreshold, octaveCost, floorHz, peakDepth, within } = settings;
  const room = settings.maxCandidates - 1;
  const scoreOf = (pitchHz: number, height: number): number =>
    height - octaveCost * Math.log2(floorHz / pitchHz);
  return (r: Float64Array) => {
    const zero = (r.length - 1) / 2;
    const found: { lag: number; height: number; score: number }[] = [];
    for (let lag = 2; lag < Math.min(maxLag, zero); lag++) {
      const here = r[zero + lag];
      const before = r[zero + lag - 1];
      const after = r[zero + lag + 1];
      if (here <= 0.5 * voicingThreshold || here <= before + FLAT || here <= after + FLAT) continue;
      const shift = vertex(before, here, after);
      const height = reflected(sincAt(r, zero + lag + shift, FIRST_DEPTH));
      const one = { lag, height, score: scoreOf(sampleRate / (lag + shift), height) };
      if (found.length < room) found.push(one);
      else replaceLeast(found, one);
    }
    const least = found.reduce((most, { height }) => Math.max(most, height), 0) - within;
    const peaks = found
      .filter(({ height }) => height >= least)
      .map(({ lag }) => sincPeak(r, zero + lag, peakDepth));
    return {
      hz: peaks.map(({ at }) => sampleRate / (at - zero)),
      strength: peaks.map(({ height }) => reflected(height)),
    };
  };
}

function replaceLeast<T extends { readonly score: number }>(found: T[], one: T): void {
  let least = 0;
  for (let i = 1; i < found.length; i++) if (found[i].score < found[least].score) least = i;
  if (found.length > 0 && found[least].score < one.score) found[least] = one;
}

/** What interpolation takes above 1 is as far below. */
function reflected(height: number): number {
  return height > 1 ? 1 / height : height;
}

function meanOf(samples: Float64Array, from: number, to: number): number {
  const begin = Math.max(0, from);
  const end = Math.min(samples.length, to);
  let sum = 0;
  for (let n = begin; n < end; n++) sum += samples[n];
  return end > begin ? sum / (end - begin) : 0;
}

function largestDistance(samples: Float64Array, mean: number): number {
  let most = 0;
  for (let n = 0; n < samples.length; n++) most = Math.max(most, Math.abs(samples[n] - mean));
  return most;
}

/** The last sample at or before a time; sample n lies at (n + 1/2) / sampleRate. */
function sampleBefore(timeS: number, sampleRate: number): number {
  const periodS = 1 / sampleRate;
  return Math.floor((timeS - 0.5 * periodS) / periodS);
}
