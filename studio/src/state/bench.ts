/** Members around one table: what they say, together and alone, for any choice of them. */

import { ProsodiaError } from "../../../src/base/errors.ts";
import type { Judged, Predictions } from "../../../src/dataset/predictions.ts";
import { selectClips } from "../../../src/dataset/predictions-table.ts";
import type { Generation } from "../../../src/ensemble/breed.ts";
import { type Combination, combine } from "../../../src/ensemble/combine.ts";
import { joinMembers, type MemberAnswers } from "../../../src/ensemble/members.ts";
import { scoresOf } from "../../../src/ensemble/nested.ts";
import { projectedIncrease, ratesOf } from "../../../src/ensemble/rates.ts";
import type { Rule } from "../../../src/ensemble/rules.ts";
import { type VoteRates, voteRatesOf } from "../../../src/metrics/vote-rates.ts";
import type { RunRow } from "../../../src/studio/answers.ts";
import { type Answers, labelledRows } from "./answers.ts";

export interface BenchMember {
  /** Of the runs page: JSON of run and learner. */
  readonly key: string;
  readonly name: string;
  readonly answers: Answers;
  /** Why its answers may know the truth. */
  readonly doubt: string | null;
}

/** Members on the clips that all of them were tested on. */
export interface Table {
  /** [member] */
  readonly predictions: readonly Predictions[];
  readonly labels: readonly string[];
  readonly ids: readonly string[];
  readonly truth: Int32Array<ArrayBuffer>;
  /** [clip], fold by which the trusted members were measured; null where there are not two. */
  readonly folds: Int32Array<ArrayBuffer> | null;
  /** What a person should know before believing a score: who is not trusted, folds that differ. */
  readonly notes: readonly string[];
}

/** Why members of a run are not trusted. */
export function doubtOf({ leaky }: Pick<RunRow, "leaky">): string | null {
  return leaky ? "copies of one clip were on both sides of its folds" : null;
}

/** @returns a sentence if they cannot sit at one table */
export function tableOf(members: readonly BenchMember[]): Table | string {
  const [first, ...others] = members;
  if (first === undefined) return "Choose members on the page of runs.";
  const ids = labelledRows(first.answers)
    .map((row) => first.answers.ids[row])
    .filter((id) => others.every(({ answers }) => truthOf(answers, id) >= 0));
  if (ids.length === 0) return "These members were tested on no clip in common.";
  try {
    const joined = joinMembers(members.map((member) => memberAnswers(member, ids)));
    const { labels, clipIds, truth, folds, notes } = joined;
    return {
      predictions: joined.members.map(({ predictions }) => predictions),
      labels,
      ids: clipIds,
      truth,
      folds: folds === null || folds.names.length < 2 ? null : folds.of,
      notes,
    };
  } catch (error) {
    if (error instanceof ProsodiaError) return error.message;
    throw error;
  }
}

function truthOf({ truth, rowOf }: Answers, id: string): number {
  return truth[rowOf.get(id) ?? -1] ?? -1;
}

/** As ensembles of the command line have them. */
function memberAnswers({ name, answers, doubt }: BenchMember, ids: readonly string[]): MemberAnswers {
  const { labels, ids: clipIds, predicted, probabilities, rowOf } = answers;
  const foldOf = (id: string): number => answers.folds[rowOf.get(id) ?? -1] ?? -1;
  return {
    ...selectClips({ source: name, labels, clipIds, predicted, probabilities }, ids),
    truth: Int32Array.from(ids, (id) => truthOf(answers, id)),
    kind: "learner",
    votesOnly: false,
    foldOf: ids.every((id) => foldOf(id) >= 0) ? new Map(ids.map((id) => [id, String(foldOf(id))])) : null,
    ...(doubt === null ? {} : { doubt }),
  };
}

/** What breeding is asked, and what it tells from its own thread. */
export interface BreedingAsked {
  readonly predictions: readonly Predictions[];
  readonly truth: Int32Array<ArrayBuffer>;
  readonly folds: Int32Array<ArrayBuffer> | null;
}

export interface Shares {
  readonly uar: number;
  readonly accuracy: number;
}

export type BreedingTold =
  | { readonly kind: "generation"; readonly generation: Generation }
  | {
      readonly kind: "bred";
      readonly combination: Combination;
      readonly naive: Shares;
      readonly tried: number;
    }
  /** On folds that nothing was chosen by. */
  | { readonly kind: "honest"; readonly name: string; readonly inside: Shares; readonly outside: Shares }
  | { readonly kind: "done" };

export interface Outcome {
  readonly predicted: Int32Array;
  readonly uar: number;
  readonly accuracy: number;
  readonly rates: VoteRates;
  readonly projected: number;
}

export function outcomeOf(table: Table, combination: Combination): Outcome {
  const combined = combine("ensemble", table.predictions, combination);
  const rates = ratesOf(table.predictions, combination.weights);
  return {
    predicted: combined.predicted,
    ...scoresAt(table, combined),
    rates,
    projected: projectedIncrease(rates.easy, 0.6),
  };
}

/** Of one who sits at the table, or of all together. */
export function scoresAt({ truth }: Table, predictions: Predictions): Shares {
  return scoresOf({ ...predictions, truth } satisfies Judged);
}

/** The bench's choice as the learner that answers so; undefined where there is none of that rule. */
export function learnerOf(
  rule: Rule,
  seats: readonly { readonly learner: string; readonly weight: number }[],
): Readonly<Record<string, unknown>> | undefined {
  const own = seats.filter(({ weight }) => weight > 0);
  const members = own.map(({ learner }) => learner);
  const unequal = own.some(({ weight }) => weight !== 1);
  const weights = unequal ? { weights: Object.fromEntries(own.map((one) => [one.learner, one.weight])) } : {};
  if (rule === "votes") return { id: "majority-vote", members, ...weights, tieBreaker: members };
  return rule === "mean" ? { id: "mean-probability", members, ...weights } : undefined;
}

/** How settled a clip is. */
export type Settled = "easy" | "barely" | "undecided";

export function settledOf({ predictions, labels }: Table, weights: readonly number[], clip: number): Settled {
  const votes = new Int32Array(labels.length);
  predictions.forEach(({ predicted }, i) => {
    votes[predicted[clip]] += weights[i];
  });
  const { easy, undecided } = voteRatesOf(
    votes,
    labels.length,
    votes.reduce((sum, one) => sum + one, 0),
  );
  return easy === 1 ? "easy" : undecided === 1 ? "undecided" : "barely";
}
