/** Greedy selection with replacement of members whose mean probability does best. */
import type { Metric } from "../metrics/metric.ts";

/**
 * How often each member counts in the mean. Round by round the member is added that makes the mean best; the mean of the best
 * round stays, so that it is never worse than the best member alone, on these clips.
 *
 * @param probabilities - [member], each [clip, label] of the same clips
 * @param truth - [clip], label index
 * @returns [member], counts that sum to at most `rounds`; 0 for members that are not needed
 */
export function selectEnsemble(
  probabilities: readonly Float32Array[],
  truth: Int32Array,
  labelCount: number,
  metric: Pick<Metric, "score" | "better">,
  rounds: number,
): number[] {
  const sign = metric.better === "higher" ? 1 : -1;
  const sum = new Float64Array(truth.length * labelCount);
  const mean = new Float32Array(sum.length);
  const predicted = new Int32Array(truth.length);
  const counts = probabilities.map(() => 0);
  let best = { score: Number.NEGATIVE_INFINITY, counts: [...counts] };
  for (let round = 1; round <= rounds; round++) {
    const scores = probabilities.map((member) => {
      for (let i = 0; i < sum.length; i++) mean[i] = (sum[i] + member[i]) / round;
      decide(mean, labelCount, predicted);
      return sign * metric.score({ truth, predicted, probabilities: mean, labelCount });
    });
    const score = Math.max(...scores);
    const added = scores.indexOf(score);
    counts[added]++;
    for (let i = 0; i < sum.length; i++) sum[i] += probabilities[added][i];
    if (score > best.score) best = { score, counts: [...counts] };
  }
  return best.counts;
}

/** The most probable label of every clip; the first of equals. */
function decide(probabilities: Float32Array, labelCount: number, predicted: Int32Array): void {
  for (let clip = 0; clip < predicted.length; clip++) {
    let most = 0;
    for (let label = 1; label < labelCount; label++) {
      if (probabilities[clip * labelCount + label] > probabilities[clip * labelCount + most]) most = label;
    }
    predicted[clip] = most;
  }
}
