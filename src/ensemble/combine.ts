/** How the answers of members become one answer: votes, averaged probabilities, ranks. */
import type { Predictions } from "../dataset/predictions.ts";
import { createPredictions } from "../dataset/predictions-table.ts";
import { pointsOf } from "./points.ts";
import { isCounted, type Rule } from "./rules.ts";

export interface Combination {
  readonly rule: Rule;
  /** [member], whole: how often each counts; 0 for one that is not asked. */
  readonly weights: readonly number[];
  /**
   * Of votes and ranks, which tie: members whose decision is taken then, the first whose label is among the tied; after them
   * come the others, in order.
   */
  readonly tieBreakers: readonly number[];
}

/**
 * @param name - of the result
 * @param members - answers to the same clips, in one order
 */
export function combine(
  name: string,
  members: readonly Predictions[],
  { rule, weights, tieBreakers }: Combination,
): Predictions {
  const { labels, clipIds } = members[0];
  const k = labels.length;
  const points = pointsOf(members, rule);
  const asked = [...members.keys()].filter((i) => weights[i] > 0);
  const priority = [...new Set([...tieBreakers, ...asked])].filter((i) => weights[i] > 0);
  const total = asked.reduce((sum, i) => sum + weights[i], 0);
  const probabilities = new Float32Array(clipIds.length * k);
  const predicted = new Int32Array(clipIds.length);
  const scores = new Float64Array(k);
  for (let clip = 0; clip < clipIds.length; clip++) {
    scores.fill(0);
    for (const i of asked) {
      for (let label = 0; label < k; label++) scores[label] += weights[i] * points[i][clip * k + label];
    }
    if (rule === "geometric") exponentiate(scores, total);
    const most = scores.reduce((a, b) => Math.max(a, b));
    const sum = scores.reduce((a, b) => a + b);
    const decider = priority.find((i) => scores[members[i].predicted[clip]] === most);
    predicted[clip] = decider === undefined ? scores.indexOf(most) : members[decider].predicted[clip];
    for (let label = 0; label < k; label++) probabilities[clip * k + label] = scores[label] / sum;
  }
  return createPredictions({
    source: name,
    labels,
    clipIds,
    probabilities,
    ...(isCounted(rule) ? { predicted } : {}),
  });
}

function exponentiate(logs: Float64Array, total: number): void {
  const most = logs.reduce((a, b) => Math.max(a, b));
  for (let i = 0; i < logs.length; i++) logs[i] = Math.exp((logs[i] - most) / total);
}

/** Votes of every label on every clip: [clip, label]. */
export function tally(members: readonly Predictions[], weights: readonly number[]): Int32Array {
  const k = members[0].labels.length;
  const votes = new Int32Array(members[0].clipIds.length * k);
  members.forEach(({ predicted }, i) => {
    predicted.forEach((label, clip) => {
      votes[clip * k + label] += weights[i];
    });
  });
  return votes;
}
