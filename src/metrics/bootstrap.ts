/** Bootstrap intervals: how much a score would move with other clips, or other speakers, of the same kind. */
import { createRandom } from "../base/random.ts";
import type { Metric, Score, ScoredAnswers } from "./metric.ts";

export interface BootstrapOptions {
  readonly seed: number;
  readonly resamples?: number;
  /**
   * [clip], the clip's group (speaker). Whole groups are then drawn, which gives the honest, wider interval for
   * new groups. With fewer than two groups clips are drawn.
   */
  readonly groups?: readonly string[];
}

/**
 * Scores with 95 % percentile intervals; all metrics see the same resamples.
 *
 * @returns one score per metric; none if there is no clip
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13
 */
export function bootstrapScores(
  metrics: readonly Metric[],
  answers: ScoredAnswers,
  { seed, resamples = 2000, groups }: BootstrapOptions,
): Score[] {
  const { truth, predicted, probabilities, labelCount } = answers;
  const n = truth.length;
  if (n === 0) return [];
  const units = unitsOf(n, groups);
  const random = createRandom(seed);
  const values = metrics.map(() => new Float64Array(resamples));
  const drawnTruth = new Int32Array(units.longest);
  const drawnPredicted = new Int32Array(units.longest);
  const drawnProbabilities = new Float32Array(units.longest * labelCount);
  for (let resample = 0; resample < resamples; resample++) {
    let length = 0;
    for (let draw = 0; draw < units.list.length; draw++) {
      for (const clip of units.list[random.integer(units.list.length)]) {
        drawnTruth[length] = truth[clip];
        drawnPredicted[length] = predicted[clip];
        for (let label = 0; label < labelCount; label++) {
          drawnProbabilities[length * labelCount + label] = probabilities[clip * labelCount + label];
        }
        length++;
      }
    }
    const resampled = {
      truth: drawnTruth.subarray(0, length),
      predicted: drawnPredicted.subarray(0, length),
      probabilities: drawnProbabilities.subarray(0, length * labelCount),
      labelCount,
    };
    metrics.forEach((metric, i) => {
      values[i][resample] = metric.score(resampled);
    });
  }
  return metrics.map((metric, i) => {
    const sorted = values[i].sort();
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

/** What is drawn, and the most clips that a resample can have. */
function unitsOf(
  n: number,
  groups: readonly string[] | undefined,
): { list: readonly Int32Array[]; longest: number; resampled: Score["resampled"] } {
  const byGroup = new Map<string, number[]>();
  groups?.forEach((group, clip) => {
    const members = byGroup.get(group);
    if (members === undefined) byGroup.set(group, [clip]);
    else members.push(clip);
  });
  if (byGroup.size < 2) {
    return { list: Array.from({ length: n }, (_, i) => Int32Array.of(i)), longest: n, resampled: "clip" };
  }
  const list = [...byGroup.values()].map((members) => Int32Array.from(members));
  const largest = Math.max(...list.map((members) => members.length));
  return { list, longest: largest * list.length, resampled: "speaker" };
}

/**
 * The quantile of sorted numbers, interpolated linearly as numpy does.
 *
 * @param sorted - ascending, at least one
 * @param share - 0 to 1
 */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
