/**
 * How much the periods of a voice and their amplitudes vary from one to the next (the Praat manual, "Voice 2. Jitter" and
 * "Voice 3. Shimmer"). Neighbours that cannot belong to one voice are left out: periods that are too short or too long, or
 * differ too much.
 */

export interface PeriodLimits {
  readonly shortestS: number;
  readonly longestS: number;
  /** Largest ratio of neighbouring periods. */
  readonly maxPeriodFactor: number;
  /** Largest ratio of neighbouring amplitudes. */
  readonly maxAmplitudeFactor: number;
}

/** Praat's defaults. */
export const PERIOD_LIMITS: PeriodLimits = {
  shortestS: 0.0001,
  longestS: 0.02,
  maxPeriodFactor: 1.3,
  maxAmplitudeFactor: 1.6,
};

/** Shares of the mean, but where seconds or dB are named; null where there are too few periods. */
export interface Jitter {
  readonly local: number | null;
  readonly localAbsoluteS: number | null;
  readonly rap: number | null;
  readonly ppq5: number | null;
  readonly ddp: number | null;
}

export interface Shimmer {
  readonly local: number | null;
  readonly localDb: number | null;
  readonly apq3: number | null;
  readonly apq5: number | null;
  readonly apq11: number | null;
  readonly dda: number | null;
}

/** @param points - of a period's begin, seconds, ascending */
export function jitter(points: readonly number[], limits: PeriodLimits): Jitter {
  const periods = points.slice(1).map((point, i) => point - points[i]);
  const areAlike = (first: number, count: number): boolean => arePeriods(periods, first, count, limits);
  const meanS = meanPeriod(periods, limits);
  const of = (absolute: number | null): number | null =>
    absolute === null || meanS === null ? null : absolute / meanS;
  const localAbsoluteS = meanStep(periods, areAlike);
  const rap = of(meanDeviation(periods, 3, areAlike));
  return {
    local: of(localAbsoluteS),
    localAbsoluteS,
    rap,
    ppq5: of(meanDeviation(periods, 5, areAlike)),
    ddp: rap === null ? null : 3 * rap,
  };
}

/** Which points have an amplitude, and which. */
export interface Amplitudes {
  readonly points: readonly number[];
  readonly amplitudes: readonly number[];
}

export function shimmer({ points, amplitudes }: Amplitudes, limits: PeriodLimits): Shimmer {
  const periods = points.slice(1).map((point, i) => point - points[i]);
  const areAlike = (first: number, count: number): boolean => {
    for (let i = first; i < first + count - 1; i++) {
      const [low, high] = [amplitudes[i], amplitudes[i + 1]].toSorted((a, b) => a - b);
      if (!(low > 0) || high / low > limits.maxAmplitudeFactor) return false;
    }
    return arePeriods(periods, first, count - 1, limits);
  };
  const intervals = amplitudes.slice(0, -1); // Praat's mean goes over intervals: the last amplitude begins none
  const mean = intervals.reduce((sum, one) => sum + one, 0) / Math.max(1, intervals.length);
  const of = (absolute: number | null): number | null =>
    absolute === null || mean <= 0 ? null : absolute / mean;
  const apq3 = of(meanDeviation(amplitudes, 3, areAlike));
  return {
    local: of(meanStep(amplitudes, areAlike)),
    localDb: meanStep(
      amplitudes.map((amplitude) => (amplitude > 0 ? 20 * Math.log10(amplitude) : 0)),
      areAlike,
    ),
    apq3,
    apq5: of(meanDeviation(amplitudes, 5, areAlike)),
    apq11: of(meanDeviation(amplitudes, 11, areAlike)),
    dda: apq3 === null ? null : 3 * apq3,
  };
}

/** Whether `count` periods from the first on are of one voice. */
export function arePeriods(
  periods: readonly number[],
  first: number,
  count: number,
  { shortestS, longestS, maxPeriodFactor }: PeriodLimits,
): boolean {
  for (let i = first; i < first + count; i++) {
    const period = periods[i];
    if (period < shortestS || period > longestS) return false;
    if (i > first) {
      const ratio = period / periods[i - 1];
      if (ratio > maxPeriodFactor || ratio < 1 / maxPeriodFactor) return false;
    }
  }
  return true;
}

/** Mean of the periods that are alike with a neighbour; null where there are none. */
export function meanPeriod(periods: readonly number[], limits: PeriodLimits): number | null {
  const kept = periods.filter(
    (_, i) =>
      (i > 0 && arePeriods(periods, i - 1, 2, limits)) ||
      (i < periods.length - 1 && arePeriods(periods, i, 2, limits)),
  );
  return kept.length === 0 ? null : kept.reduce((sum, one) => sum + one, 0) / kept.length;
}

type AreAlike = (first: number, count: number) => boolean;

/** Mean distance of neighbours. */
function meanStep(values: readonly number[], areAlike: AreAlike): number | null {
  let sum = 0;
  let count = 0;
  for (let i = 1; i < values.length; i++) {
    if (!areAlike(i - 1, 2)) continue;
    sum += Math.abs(values[i] - values[i - 1]);
    count++;
  }
  return count === 0 ? null : sum / count;
}

/** Mean distance of a value from the mean of the `width` about it. */
function meanDeviation(values: readonly number[], width: number, areAlike: AreAlike): number | null {
  let sum = 0;
  let count = 0;
  for (let first = 0; first + width <= values.length; first++) {
    if (!areAlike(first, width)) continue;
    let mean = 0;
    for (let i = first; i < first + width; i++) mean += values[i] / width;
    sum += Math.abs(values[first + (width - 1) / 2] - mean);
    count++;
  }
  return count === 0 ? null : sum / count;
}
