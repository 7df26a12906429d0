/**
 * What a selection is worth: it sees the clips of all folds but one, and answers the clips of that one. The score of the pooled
 * answers was never selected on; by how much the score inside was better is the optimism of the selection.
 */
import type { Judged, Predictions } from "../dataset/predictions.ts";
import { mergePredictions, selectClips } from "../dataset/predictions-table.ts";
import { metrics } from "../metrics/index.ts";
import type { Metric } from "../metrics/metric.ts";
import { type Combination, combine } from "./combine.ts";

/** Chooses a combination by answers to some clips and their truth. */
export type Select = (
  members: readonly Predictions[],
  truth: Int32Array<ArrayBuffer>,
  fold: number,
) => Combination;

export interface NestedInput {
  readonly members: readonly Predictions[];
  /** [clip], -1 where unknown. */
  readonly truth: Int32Array<ArrayBuffer>;
  /** [clip], fold index; two at least. */
  readonly folds: Int32Array;
  readonly foldCount: number;
}

export interface Nested {
  /** Answers to all clips with a known truth, each by a combination that was not selected on the clip's fold. */
  readonly answers: Judged;
  /** [fold], chosen without the fold. */
  readonly combinations: readonly Combination[];
  /** Of those combinations on the clips that they were chosen on, mean over the folds. */
  readonly inside: { readonly accuracy: number; readonly uar: number };
  /** Of the pooled answers. */
  readonly outside: { readonly accuracy: number; readonly uar: number };
  /** `inside` minus `outside`. */
  readonly gap: { readonly accuracy: number; readonly uar: number };
}

/** @param name - of the answers */
export function nestedScore(name: string, input: NestedInput, select: Select): Nested {
  const { members, truth, folds, foldCount } = input;
  const known = [...truth.keys()].filter((clip) => truth[clip] >= 0);
  const parts = Array.from({ length: foldCount }, (_, fold) => {
    const inner = part(
      input,
      known.filter((clip) => folds[clip] !== fold),
    );
    const outer = part(
      input,
      known.filter((clip) => folds[clip] === fold),
    );
    const combination = select(inner.members, inner.truth, fold);
    const chosen = combine(name, inner.members, combination);
    return {
      combination,
      inside: scoresOf({ ...chosen, truth: inner.truth }),
      answers: combine(name, outer.members, combination),
      clips: outer.members[0].clipIds.length,
    };
  }).filter(({ clips }) => clips > 0);
  const pooled = mergePredictions(
    name,
    parts.map(({ answers }) => answers),
  );
  const truthById = new Map(known.map((clip) => [members[0].clipIds[clip], truth[clip]]));
  const answers = { ...pooled, truth: Int32Array.from(pooled.clipIds, (id) => truthById.get(id) ?? -1) };
  const outside = scoresOf(answers);
  const mean = (of: (scores: typeof outside) => number): number =>
    parts.reduce((sum, one) => sum + of(one.inside), 0) / parts.length;
  const inside = { accuracy: mean(({ accuracy }) => accuracy), uar: mean(({ uar }) => uar) };
  return {
    answers,
    combinations: parts.map(({ combination }) => combination),
    inside,
    outside,
    gap: { accuracy: inside.accuracy - outside.accuracy, uar: inside.uar - outside.uar },
  };
}

function part(
  { members, truth }: NestedInput,
  clips: readonly number[],
): { members: Predictions[]; truth: Int32Array<ArrayBuffer> } {
  const ids = clips.map((clip) => members[0].clipIds[clip]);
  return {
    members: members.map((member) => selectClips(member, ids)),
    truth: Int32Array.from(clips, (clip) => truth[clip]),
  };
}

/** Accuracy and UAR of answers whose truth is known throughout. */
export function scoresOf(judged: Judged): { accuracy: number; uar: number } {
  const of = (metric: Metric): number => metric.score({ ...judged, labelCount: judged.labels.length });
  return { accuracy: of(metrics.find("accuracy")), uar: of(metrics.find("uar")) };
}
