/** Bootstrap intervals of scores of numbers. */
import { createRandom } from "../../base/random.ts";
import { type BootstrapOptions, quantile, unitsOf } from "../bootstrap.ts";
import type { Score } from "../metric.ts";
import type { NumberAnswers, NumberMetric } from "./number-metric.ts";

/**
 * Scores with 95 % percentile intervals; all metrics see the same resamples.
 *
 * @returns one score per metric; none if there is no clip
 */
export function bootstrapNumbers(
  metrics: readonly NumberMetric[],
  answers: NumberAnswers,
  { seed, resamples = 2000, groups }: BootstrapOptions,
): Score[] {
  const { truth, predicted } = answers;
  const n = truth.length;
  if (n === 0) return [];
  const units = unitsOf(n, groups);
  const random = createRandom(seed);
  const scores = metrics.map(() => new Float64Array(resamples));
  const drawnTruth = new Float32Array(units.longest);
  const drawnPredicted = new Float32Array(units.longest);
  for (let resample = 0; resample < resamples; resample++) {
    let length = 0;
    for (let draw = 0; draw < units.list.length; draw++) {
      for (const clip of units.list[random.integer(units.list.length)]) {
        drawnTruth[length] = truth[clip];
        drawnPredicted[length] = predicted[clip];
        length++;
      }
    }
    const drawn = { truth: drawnTruth.subarray(0, length), predicted: drawnPredicted.subarray(0, length) };
    for (const [i, metric] of metrics.entries()) scores[i][resample] = metric.score(drawn);
  }
  return metrics.map((metric, i) => {
    const sorted = scores[i].sort();
    return {
      metric: metric.id,
      value: metric.score(answers),
      low: quantile(sorted, 0.025),
      high: quantile(sorted, 0.975),
      n,
      resampled: units.resampled,
    };
  });
}
