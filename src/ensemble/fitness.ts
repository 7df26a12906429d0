/** How good a combination of members is on some clips, from sums that a change of a few weights does not compute anew. */
import { isCounted, type Rule } from "./rules.ts";

/** Shares of right answers, or minus the negative log likelihood of the truth with probabilities as sharp as they should be. */
export const FITNESSES = ["accuracy", "uar", "nll"] as const;
export type Fitness = (typeof FITNESSES)[number];

/** What is inherited. */
export interface Genes {
  readonly rule: Rule;
  /** [member], how much each counts. */
  readonly weights: Uint8Array;
  /** The member whose decision is taken in a tie, if it is asked and its label is among the tied. */
  readonly tieBreaker: number;
  /** Place in `SHARPNESSES`. */
  readonly sharpness: number;
}

/**
 * Powers to which an ensemble's probabilities are taken before their likelihood is told: members that are never sure would else
 * lose to worse ones that always are. No decision depends on it.
 */
export const SHARPNESSES = [1, 2, 3, 4, 6] as const;

export interface JudgeInput {
  /** Of every rule that is tried: [member], each [clip, label]. */
  readonly points: Readonly<Partial<Record<Rule, readonly Float32Array[]>>>;
  /** [member], each [clip]. */
  readonly decisions: readonly Int32Array[];
  /** [clip], none unknown. */
  readonly truth: Int32Array;
  readonly labelCount: number;
  readonly fitness: Fitness;
}

export interface Judgement {
  readonly score: number;
  /** [clip, label], points times weights. */
  readonly sum: Float32Array;
}

/** Weights of the same rule whose sums are known. */
export interface Known {
  readonly weights: Uint8Array;
  readonly sum: Float32Array;
}

/** Of a truth that was ruled out: costs a lot, not everything. */
const LEAST = 2 ** -23;

/** A function that scores genes; greater is better. */
export function createJudge(input: JudgeInput): (genes: Genes, known?: Known) => Judgement {
  const { points, decisions, truth, labelCount: k, fitness } = input;
  const perLabel = new Float64Array(k);
  for (const label of truth) perLabel[label]++;
  const labels = perLabel.reduce((count, clips) => count + (clips > 0 ? 1 : 0), 0);
  // what a right answer to a clip of each label adds to the score
  const worth = perLabel.map((clips) =>
    clips === 0 ? 0 : fitness === "uar" ? 1 / (labels * clips) : 1 / truth.length,
  );

  return (genes, known) => {
    const { rule, weights, tieBreaker, sharpness } = genes;
    const own = points[rule] ?? [];
    const sum = known === undefined ? new Float32Array(truth.length * k) : known.sum.slice();
    const changed: number[] = [];
    const changes: number[] = [];
    for (let member = 0; member < weights.length; member++) {
      const change = weights[member] - (known?.weights[member] ?? 0);
      if (change === 0) continue;
      changed.push(member);
      changes.push(change);
    }
    for (let i = 0; i < changed.length; i += 4) addFour(sum, own, changed, changes, i);
    const total = weights.reduce((a, b) => a + b, 0);
    if (fitness === "nll")
      return { score: -negativeLogLikelihood(sum, total, rule, SHARPNESSES[sharpness]), sum };
    return { score: shareRight(sum, rule, weights, tieBreaker), sum };
  };

  function shareRight(sum: Float32Array, rule: Rule, weights: Uint8Array, tieBreaker: number): number {
    const ties = isCounted(rule);
    let score = 0;
    for (let clip = 0, first = 0; clip < truth.length; clip++, first += k) {
      const own = sum[first + truth[clip]];
      let better = 0;
      let equal = 0;
      for (let i = first; i < first + k; i++) {
        if (sum[i] > own) better++;
        else if (sum[i] === own) equal++;
      }
      if (better > 0) continue;
      if (equal === 1) score += worth[truth[clip]];
      else if (decideTie(sum, own, clip, ties ? weights : undefined, tieBreaker) === truth[clip]) {
        score += worth[truth[clip]];
      }
    }
    return score;
  }

  /** Among labels with equally many points: the tie-breaker's, the first asked member's, or the first label. */
  function decideTie(
    sum: Float32Array,
    most: number,
    clip: number,
    weights: Uint8Array | undefined,
    tieBreaker: number,
  ): number {
    const isTied = (label: number): boolean => sum[clip * k + label] === most;
    if (weights !== undefined) {
      if (weights[tieBreaker] > 0 && isTied(decisions[tieBreaker][clip])) return decisions[tieBreaker][clip];
      for (let member = 0; member < weights.length; member++) {
        if (weights[member] > 0 && isTied(decisions[member][clip])) return decisions[member][clip];
      }
    }
    let label = 0;
    while (!isTied(label)) label++;
    return label;
  }

  function negativeLogLikelihood(sum: Float32Array, total: number, rule: Rule, power: number): number {
    // by every rule but the geometric mean, points of a clip sum to the same
    const least = LEAST * (rule === "ranked" ? (total * k * (k - 1)) / 2 : total);
    let loss = 0;
    for (let clip = 0, first = 0; clip < truth.length; clip++, first += k) {
      const truths = sum[first + truth[clip]];
      const own = rule === "geometric" ? truths : Math.max(truths, least);
      let odds = 0;
      for (let i = first; i < first + k; i++) {
        odds += toPower(rule === "geometric" ? Math.exp((sum[i] - own) / total) : sum[i] / own, power);
      }
      loss += Math.min(Math.log(odds), -Math.log(LEAST));
    }
    return loss / truth.length;
  }
}

/** Whole powers, several times as fast as `**`. */
function toPower(x: number, power: number): number {
  if (power === 1) return x;
  const square = x * x;
  if (power === 2) return square;
  const cube = square * x;
  return power === 3 ? cube : power === 4 ? square * square : cube * cube;
}

/** Points of four members at once, from place `at` on: the sums are read and written a quarter as often. */
function addFour(
  sum: Float32Array,
  points: readonly Float32Array[],
  changed: readonly number[],
  changes: readonly number[],
  at: number,
): void {
  const [p, q, r, s] = [0, 1, 2, 3].map((i) => points[changed[at + i] ?? changed[at]]);
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => changes[at + i] ?? 0);
  for (let i = 0; i < sum.length; i++) sum[i] += a * p[i] + b * q[i] + (c * r[i] + d * s[i]);
}
