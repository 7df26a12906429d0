/** Jitter and shimmer: how much periods differ from the next in length and in amplitude. */

export interface Perturbation {
  /** [frame], mean change of a period over the mean period, at most 1; 0 where unvoiced. */
  readonly jitter: Float64Array;
  /** [frame], dB, mean change of a period's amplitude over the mean amplitude; 0 where unvoiced. */
  readonly shimmerDb: Float64Array;
}

/** A period lies within this share of that of F0. */
const SEARCH_SHARE = 0.1;

/** Periods that are less alike are no periods. */
const MIN_CORRELATION = 0.5;

/** Fine enough to find which peak of the correlation is the highest. */
const COARSE_HZ = 16000;

/** So many periods from the begin of one must have passed before it is measured: itself, the next, and the search. */
const NEEDED_PERIODS = 2 + 2 * SEARCH_SHARE;

/**
 * Periods are followed through the waveform of a voiced stretch: each begins where the one before ended, and is as long as the
 * lag at which its samples are most like those that follow (normalised cross-correlation). Its amplitude is the distance from its
 * lowest to its highest sample. A hop has the periods that can be measured by its end; where there is none, the values before
 * go on.
 *
 * @param f0Hz - [hop], 0 where unvoiced
 */
export function perturbation(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  f0Hz: Float64Array,
  hopSamples: number,
): Perturbation {
  const step = Math.max(1, Math.round(sampleRate / COARSE_HZ));
  const jitter = new Float64Array(f0Hz.length);
  const shimmerDb = new Float64Array(f0Hz.length);
  let [at, lastPeriod, lastJitter, lastShimmer] = [0, 0, 0, 0];
  for (let hop = 0; hop < f0Hz.length; hop++) {
    const end = (hop + 1) * hopSamples;
    if (f0Hz[hop] === 0) {
      [at, lastPeriod, lastJitter, lastShimmer] = [end, 0, 0, 0];
      continue;
    }
    const expected = sampleRate / f0Hz[hop];
    const needed = NEEDED_PERIODS * expected;
    let [periods, periodSum, changes, changeSum] = [0, 0, 0, 0];
    let [amplitudeSum, amplitudeChange] = [0, 0];
    while (at + needed < end && at + needed < samples.length) {
      const period = findPeriod(samples, at, expected, step);
      if (period === undefined) {
        at += Math.round(lastPeriod || expected);
        continue;
      }
      const length = Math.round(period);
      const [own, next] = [amplitudeOf(samples, at, length), amplitudeOf(samples, at + length, length)];
      amplitudeSum += (own + next) / 2;
      amplitudeChange += Math.abs(own - next);
      periods++;
      periodSum += period;
      if (lastPeriod > 0) {
        changes++;
        changeSum += Math.abs(period - lastPeriod);
      }
      lastPeriod = period;
      at += length;
    }
    if (changes > 0) lastJitter = Math.min(1, changeSum / changes / (periodSum / periods));
    if (amplitudeSum > 0) lastShimmer = Math.min(1, amplitudeChange / amplitudeSum);
    jitter[hop] = lastJitter;
    shimmerDb[hop] = 20 * Math.log10(1 + lastShimmer);
  }
  return { jitter, shimmerDb };
}

/**
 * The lag at which as many samples as are expected come back, on a parabola through the best one if that is a peak; undefined where none
 * does or the best lies at an edge of the search. At high sampling rates every few samples are looked at first.
 *
 * @param step - samples, of the first look
 */
export function findPeriod(
  samples: Float32Array | Float64Array,
  at: number,
  expected: number,
  step: number,
): number | undefined {
  const width = Math.round(expected);
  const least = Math.max(2, Math.floor(expected * (1 - SEARCH_SHARE)));
  const most = Math.ceil(expected * (1 + SEARCH_SHARE));
  if (at + most + width > samples.length) return undefined;
  let middle = least;
  let highest = 0;
  for (let lag = least; lag <= most; lag += step) {
    const likeness = likenessAt(samples, at, width, lag, step);
    if (likeness <= highest) continue;
    highest = likeness;
    middle = lag;
  }
  if (step > 1) {
    highest = 0;
    const last = Math.min(most, middle + step);
    for (let lag = Math.max(least, middle - step); lag <= last; lag++) {
      const likeness = likenessAt(samples, at, width, lag, 1);
      if (likeness <= highest) continue;
      highest = likeness;
      middle = lag;
    }
  }
  if (highest < MIN_CORRELATION || middle === least || middle === most) return undefined;
  const before = likenessAt(samples, at, width, middle - 1, 1);
  const after = likenessAt(samples, at, width, middle + 1, 1);
  const bend = before - 2 * highest + after;
  // beyond what the second look saw it may be higher still: a parabola through a slope has its peak anywhere
  const isPeak = before <= highest && after <= highest && bend < 0;
  return isPeak ? middle + (0.5 * (before - after)) / bend : middle;
}

/** Normalised cross-correlation of samples with those that follow them by a lag; only every few are looked at. */
function likenessAt(
  samples: Float32Array | Float64Array,
  at: number,
  width: number,
  lag: number,
  step: number,
): number {
  let own = 0;
  let other = 0;
  let cross = 0;
  for (let n = at; n < at + width; n += step) {
    const x = samples[n];
    const y = samples[n + lag];
    own += x * x;
    other += y * y;
    cross += x * y;
  }
  return own > 0 && other > 0 ? cross / Math.sqrt(own * other) : 0;
}

function amplitudeOf(samples: Float32Array | Float64Array, from: number, length: number): number {
  let high = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  for (let n = from; n < from + length; n++) {
    high = Math.max(high, samples[n]);
    low = Math.min(low, samples[n]);
  }
  return high - low;
}
