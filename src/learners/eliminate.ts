/** Greedy elimination: of candidates that answer alike, those that are seldom right go. */
import type { Predictions } from "../dataset/predictions.ts";
import { selectClips } from "../dataset/predictions-table.ts";

/**
 * Candidates in the order in which they are picked: first the most accurate, then always the one with the least
 * `agreement / accuracy`, where agreement is the share of clips on which it says what a picked one says, the largest over
 * those already picked. Of equal ones the first comes first; one that is never right comes last.
 *
 * @param answers - of every candidate, to the same clips
 * @param truth - clip id -> index of its label
 * @param keep - how many are picked; all, if there are not so many
 * @returns indices into `answers`
 */
export function eliminate(
  answers: readonly Predictions[],
  truth: ReadonlyMap<string, number>,
  keep: number,
): number[] {
  const clipIds = [...truth.keys()];
  const says = answers.map((one) => selectClips(one, clipIds).predicted);
  const right = Int32Array.from(truth.values());
  const accuracies = says.map((one) => agreement(one, right));
  const closest = says.map(() => 0);
  const left = new Set(says.keys());
  const picked: number[] = [];
  while (picked.length < keep && left.size > 0) {
    const worth = (i: number): number =>
      picked.length === 0 ? accuracies[i] : accuracies[i] === 0 ? -Infinity : -closest[i] / accuracies[i];
    const next = [...left].reduce((best, i) => (worth(i) > worth(best) ? i : best));
    picked.push(next);
    left.delete(next);
    for (const i of left) closest[i] = Math.max(closest[i], agreement(says[next], says[i]));
  }
  return picked;
}

/** The share of places at which both are the same. */
function agreement(a: Int32Array, b: Int32Array): number {
  return a.reduce((same, one, i) => same + (one === b[i] ? 1 : 0), 0) / a.length;
}
