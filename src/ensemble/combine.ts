/** How the answers of members become one answer: votes, averaged probabilities, ranks. */
import type { Predictions } from "../dataset/predictions.ts";
import { createPredictions } from "../dataset/predictions-table.ts";

/** What a combination may be. */
export const RULES = ["votes", "mean", "geometric", "ranked"] as const;
export type Rule = (typeof RULES)[number];

/** For people. */
export const RULE_NAMES: Readonly<Record<Rule, string>> = {
  votes: "majority vote",
  mean: "mean of the probabilities",
  geometric: "geometric mean of the probabilities",
  ranked: "ranked votes (Borda)",
};

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

/** Of probabilities, before their logarithm: what one member rules out may be so by rounding. */
export const LEAST = 2 ** -23;

/** Whether a rule gives every label whole or half points, so that labels tie. */
export function isCounted(rule: Rule): boolean {
  return rule === "votes" || rule === "ranked";
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
  const asked = members.flatMap((member, i) => (weights[i] > 0 ? [{ member, weight: weights[i] }] : []));
  const priority = [...new Set([...tieBreakers, ...members.keys()])].filter((i) => weights[i] > 0);
  const total = asked.reduce((sum, { weight }) => sum + weight, 0);
  const probabilities = new Float32Array(clipIds.length * k);
  const predicted = new Int32Array(clipIds.length);
  const scores = new Float64Array(k);
  for (let clip = 0; clip < clipIds.length; clip++) {
    scores.fill(0);
    for (const { member, weight } of asked) addTo(scores, rule, member, clip, weight);
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

/** What a member gives to each label of a clip. */
function addTo(scores: Float64Array, rule: Rule, member: Predictions, clip: number, weight: number): void {
  const k = scores.length;
  const own = member.probabilities.subarray(clip * k, (clip + 1) * k);
  if (rule === "votes") scores[member.predicted[clip]] += weight;
  else if (rule === "mean") for (let label = 0; label < k; label++) scores[label] += weight * own[label];
  else if (rule === "geometric") {
    for (let label = 0; label < k; label++) scores[label] += weight * Math.log(Math.max(own[label], LEAST));
  } else {
    for (let label = 0; label < k; label++) scores[label] += weight * beaten(own, label);
  }
}

/** How many labels are less likely than this one; equally likely ones count a half. */
function beaten(probabilities: Float32Array, label: number): number {
  let points = -0.5; // itself
  for (const other of probabilities) {
    points += other < probabilities[label] ? 1 : other === probabilities[label] ? 0.5 : 0;
  }
  return points;
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
