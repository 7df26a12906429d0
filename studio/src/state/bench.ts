/** Members around one table: what they say, together and alone, for any choice of them. */

import type { Predictions } from "../../../src/dataset/predictions.ts";
import type { Generation } from "../../../src/ensemble/breed.ts";
import { type Combination, combine } from "../../../src/ensemble/combine.ts";
import { projectedIncrease, ratesOf } from "../../../src/ensemble/rates.ts";
import type { VoteRates } from "../../../src/metrics/vote-rates.ts";
import { type Answers, confusionOf, labelledRows, uarOf } from "./answers.ts";

export interface BenchMember {
  /** Of the runs page: JSON of run and learner. */
  readonly key: string;
  readonly name: string;
  readonly answers: Answers;
}

/** Members on the clips that all of them were tested on. */
export interface Table {
  readonly members: readonly BenchMember[];
  /** [member] */
  readonly predictions: readonly Predictions[];
  readonly labels: readonly string[];
  readonly ids: readonly string[];
  readonly truth: Int32Array<ArrayBuffer>;
  /** [clip], fold by which all members were measured; null where they differ in it. */
  readonly folds: Int32Array<ArrayBuffer> | null;
}

/** @returns a sentence if they cannot sit at one table */
export function tableOf(members: readonly BenchMember[]): Table | string {
  const [first, ...others] = members;
  if (first === undefined) return "Choose members on the page of runs.";
  const labels = first.answers.labels;
  const stranger = others.find(
    ({ answers }) =>
      answers.labels.length !== labels.length || answers.labels.some((label) => !labels.includes(label)),
  );
  if (stranger !== undefined)
    return `${stranger.name} knows the labels ${stranger.answers.labels.join(", ")}; ${first.name} knows ${labels.join(", ")}. Members need the same labels.`;
  const rows = labelledRows(first.answers).filter((row) =>
    others.every(
      ({ answers }) => (answers.truth[answers.rowOf.get(first.answers.ids[row]) ?? -1] ?? -1) >= 0,
    ),
  );
  if (rows.length === 0) return "These members were tested on no clip in common.";
  const ids = rows.map((row) => first.answers.ids[row]);
  return {
    members,
    labels,
    ids,
    truth: Int32Array.from(rows, (row) => first.answers.truth[row]),
    folds: sharedFolds(members, ids),
    predictions: members.map(({ name, answers }) => alignedTo(ids, labels, name, answers)),
  };
}

function sharedFolds(
  members: readonly BenchMember[],
  ids: readonly string[],
): Int32Array<ArrayBuffer> | null {
  const [first, ...others] = members.map(({ answers }) =>
    Int32Array.from(ids, (id) => answers.folds[answers.rowOf.get(id) ?? -1] ?? -1),
  );
  const isShared =
    first.every((fold) => fold >= 0) &&
    others.every((folds) => folds.every((fold, clip) => fold === first[clip]));
  return isShared && new Set(first).size > 1 ? first : null;
}

function alignedTo(
  ids: readonly string[],
  labels: readonly string[],
  source: string,
  answers: Answers,
): Predictions {
  const k = labels.length;
  const places = labels.map((label) => answers.labels.indexOf(label));
  const rows = ids.map((id) => answers.rowOf.get(id) ?? -1);
  return {
    source,
    labels,
    clipIds: ids,
    predicted: Int32Array.from(rows, (row) => labels.indexOf(answers.labels[answers.predicted[row]])),
    probabilities: Float32Array.from(
      { length: ids.length * k },
      (_, i) => answers.probabilities[rows[Math.floor(i / k)] * k + places[i % k]],
    ),
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
  const { predicted } = combine("ensemble", table.predictions, combination);
  const rates = ratesOf(table.predictions, combination.weights);
  return { predicted, ...scoresOf(table, predicted), rates, projected: projectedIncrease(rates.easy, 0.6) };
}

export function scoresOf(
  { truth, labels, ids }: Pick<Table, "truth" | "labels" | "ids">,
  predicted: Int32Array,
): { uar: number; accuracy: number } {
  const answers = { truth, predicted: Int32Array.from(predicted), labels };
  const rows = [...ids.keys()];
  const right = rows.filter((row) => truth[row] === predicted[row]).length;
  return { uar: uarOf(confusionOf(answers, rows), labels.length), accuracy: right / rows.length };
}

/** How settled a clip is. */
export type Settled = "easy" | "barely" | "undecided";

export function settledOf(table: Table, weights: readonly number[], clip: number): Settled {
  const votes = new Map<number, number>();
  let total = 0;
  table.predictions.forEach(({ predicted }, i) => {
    votes.set(predicted[clip], (votes.get(predicted[clip]) ?? 0) + weights[i]);
    total += weights[i];
  });
  const counts = [...votes.values()].sort((a, b) => b - a);
  return 2 * counts[0] > total ? "easy" : counts[0] === counts[1] ? "undecided" : "barely";
}
