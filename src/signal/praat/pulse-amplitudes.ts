/** The amplitude of every pulse: the root mean square of the samples about it, weighed by a Hann window. */
import type { Amplitudes, PeriodLimits } from "./perturbation.ts";

/** How far the window reaches to either side, as a share of the period there. */
const REACH = 0.2;

export function pulseAmplitudes(
  samples: Float64Array,
  sampleRate: number,
  points: readonly number[],
  { shortestS, longestS, maxPeriodFactor }: PeriodLimits,
): Amplitudes {
  const kept: number[] = [];
  const amplitudes: number[] = [];
  for (let i = 1; i < points.length - 1; i++) {
    const before = points[i] - points[i - 1];
    const after = points[i + 1] - points[i];
    const ratio = after / before;
    if (Math.min(before, after) < shortestS || Math.max(before, after) > longestS) continue;
    if (ratio > maxPeriodFactor || ratio < 1 / maxPeriodFactor) continue;
    const amplitude = windowedRms(samples, sampleRate, points[i], REACH * before, REACH * after);
    if (amplitude === null) continue;
    kept.push(points[i]);
    amplitudes.push(amplitude);
  }
  return { points: kept, amplitudes };
}

/** null where no sample lies in the window. */
function windowedRms(
  samples: Float64Array,
  sampleRate: number,
  middleS: number,
  leftS: number,
  rightS: number,
): number | null {
  const middle = middleS * sampleRate - 0.5;
  const from = Math.max(0, Math.ceil(middle - leftS * sampleRate));
  const to = Math.min(samples.length - 1, Math.floor(middle + rightS * sampleRate));
  let sum = 0;
  let weights = 0;
  for (let n = from; n <= to; n++) {
    const offset = n - middle;
    const share = offset / (sampleRate * (offset < 0 ? leftS : rightS));
    const weight = 0.5 + 0.5 * Math.cos(Math.PI * share);
    sum += (samples[n] * weight) ** 2;
    weights += weight ** 2;
  }
  return weights > 0 ? Math.sqrt(sum / weights) : null;
}
