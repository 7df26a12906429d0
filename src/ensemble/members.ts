/**
 * Members of an ensemble: what several recognisers say of the same clips, joined by clip id, never by position. What does
 * not agree is refused with the ids; what cannot be known to be honest is kept and told of.
 */
import { counted } from "../base/counted.ts";
import { ConfigError } from "../base/errors.ts";
import type { Judged, Predictions } from "../dataset/predictions.ts";
import { createPredictions } from "../dataset/predictions-table.ts";
import { byCodeUnit, nameSome } from "../dataset/split/units.ts";

export type MemberKind = "learner" | "outside" | "ensemble";

/** What one recogniser says, before it is joined with others; `source` is the member's name. */
export interface MemberAnswers extends Judged {
  readonly kind: MemberKind;
  /** It said labels only: its probabilities are 1 and 0. */
  readonly votesOnly: boolean;
  /** Clip id -> the fold whose training side had not seen the clip; null: nobody says so. */
  readonly foldOf: ReadonlyMap<string, string> | null;
  /** Why its answers may know the truth, beside undeclared folds: "its protocol leaks". */
  readonly doubt?: string;
  /** Of a learner: the folder of the run that measured it, and its name there. */
  readonly measured?: Measured;
}

export interface Measured {
  readonly run: string;
  readonly learner: string;
}

export interface Member {
  readonly name: string;
  readonly kind: MemberKind;
  readonly votesOnly: boolean;
  /** In the order of the joined clips and labels. */
  readonly predictions: Predictions;
  /** Why its answers may know the truth: it was fitted on who knows what; null if they are out of fold. */
  readonly doubt: string | null;
  /** Of a learner: by which run it was measured. */
  readonly measured: Measured | null;
}

export interface Members {
  readonly labels: readonly string[];
  /** [clip], in order of code units. */
  readonly clipIds: readonly string[];
  /** [clip], index into `labels`; -1 where nobody knows it. */
  readonly truth: Int32Array<ArrayBuffer>;
  readonly members: readonly Member[];
  /** The folds that all trusted members share: clips of one were never trained on when it was answered; null: there are none. */
  readonly folds: { readonly names: readonly string[]; readonly of: Int32Array<ArrayBuffer> } | null;
  /** What a person should know before believing a score: members that are not trusted, folds that differ. */
  readonly notes: readonly string[];
}

/**
 * Joins members by clip id and label name.
 *
 * @throws ConfigError if there is no member, two share a name, labels differ, clips are missing (names them) or members
 *   contradict each other about the truth (names the clips)
 */
export function joinMembers(given: readonly MemberAnswers[]): Members {
  if (given.length === 0) throw new ConfigError("ensemble: expected at least one member, got none.");
  const names = given.map(({ source }) => source);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new ConfigError(`ensemble: two members have the name ${twice}; expected different names.`);
  }
  const labels = sharedLabels(given);
  const clipIds = sharedClips(given);
  const members = given.map((one): Member => {
    const { source: name, kind, votesOnly } = one;
    const doubt = one.doubt ?? (one.foldOf === null ? "its folds are not declared" : null);
    const predictions = arranged(one, labels, clipIds);
    return { name, kind, votesOnly, predictions, doubt, measured: one.measured ?? null };
  });
  const { folds, notes } = sharedFolds(given, members, clipIds);
  return { labels, clipIds, truth: sharedTruth(given, labels, clipIds), members, folds, notes };
}

/** Members that said labels only may know fewer labels; all others have the same, in any order. */
function sharedLabels(given: readonly MemberAnswers[]): string[] {
  const first = given.find(({ votesOnly }) => !votesOnly);
  const labels =
    first === undefined
      ? [...new Set(given.flatMap((one) => one.labels))].toSorted(byCodeUnit)
      : [...first.labels];
  const expected = new Set(labels);
  for (const one of given) {
    const strange = one.labels.filter((label) => !expected.has(label));
    const missing = one.votesOnly ? [] : labels.filter((label) => !one.labels.includes(label));
    if (strange.length + missing.length === 0) continue;
    const told = [
      ...(strange.length === 0 ? [] : [`${strange.join(", ")} too many`]),
      ...(missing.length === 0 ? [] : [`${missing.join(", ")} missing`]),
    ];
    throw new ConfigError(
      `predictions of ${one.source}: expected the labels ${labels.join(", ")}` +
        `${first === undefined ? "" : ` as ${first.source} has them`}; ${told.join("; ")}.`,
    );
  }
  return labels;
}

function sharedClips(given: readonly MemberAnswers[]): string[] {
  const all = new Map<string, string>();
  for (const { source, clipIds } of given) {
    for (const id of clipIds) if (!all.has(id)) all.set(id, source);
  }
  for (const { source, clipIds } of given) {
    const own = new Set(clipIds);
    const missing = [...all.keys()].filter((id) => !own.has(id));
    if (missing.length === 0) continue;
    throw new ConfigError(
      `predictions of ${source}: ${counted(missing.length, "clip")} missing that ${all.get(missing[0])} has ` +
        `(${nameSome(missing.toSorted(byCodeUnit))}).`,
    );
  }
  return [...all.keys()].toSorted(byCodeUnit);
}

function arranged(one: MemberAnswers, labels: readonly string[], clipIds: readonly string[]): Predictions {
  const rowById = new Map(one.clipIds.map((id, row) => [id, row]));
  const place = one.labels.map((label) => labels.indexOf(label));
  const predicted = new Int32Array(clipIds.length);
  const probabilities = new Float32Array(clipIds.length * labels.length);
  clipIds.forEach((id, i) => {
    const row = rowById.get(id) ?? -1;
    predicted[i] = place[one.predicted[row]];
    place.forEach((to, from) => {
      probabilities[i * labels.length + to] = one.probabilities[row * place.length + from];
    });
  });
  return createPredictions({ source: one.source, labels, clipIds, predicted, probabilities });
}

/** Members that know the truth of a clip agree about it. */
function sharedTruth(
  given: readonly MemberAnswers[],
  labels: readonly string[],
  clipIds: readonly string[],
): Int32Array<ArrayBuffer> {
  const known = new Map<string, { readonly label: string; readonly source: string }>();
  for (const one of given) {
    const wrong: { id: string; label: string; other: { label: string; source: string } }[] = [];
    one.clipIds.forEach((id, row) => {
      const label = one.labels[one.truth[row]];
      if (label === undefined) return;
      const other = known.get(id);
      if (other === undefined) known.set(id, { label, source: one.source });
      else if (other.label !== label) wrong.push({ id, label, other });
    });
    if (wrong.length === 0) continue;
    const [{ id, label, other }] = wrong;
    throw new ConfigError(
      `predictions of ${one.source}: the truth of ${counted(wrong.length, "clip")} is not what ${other.source} says ` +
        `(${nameSome(wrong.map((clip) => clip.id))}); ${id} is ${label} here and ${other.label} there.`,
    );
  }
  return Int32Array.from(clipIds, (id) => labels.indexOf(known.get(id)?.label ?? ""));
}

function sharedFolds(
  given: readonly MemberAnswers[],
  members: readonly Member[],
  clipIds: readonly string[],
): Pick<Members, "folds" | "notes"> {
  const notes = members.flatMap(({ name, doubt }) =>
    doubt === null ? [] : [`${name} is not trusted: ${doubt}, so it may have been trained on these clips.`],
  );
  const declared = given.filter((_, i) => members[i].doubt === null);
  const [first, ...others] = declared;
  if (first?.foldOf === undefined || first.foldOf === null) return { folds: null, notes };
  const own = first.foldOf;
  const without = clipIds.filter((id) => !own.has(id));
  if (without.length > 0) {
    throw new ConfigError(
      `predictions of ${first.source}: the fold of ${counted(without.length, "clip")} is not said (${nameSome(without)}).`,
    );
  }
  const names = [...new Set(clipIds.map((id) => own.get(id) ?? ""))].toSorted(byCodeUnit);
  const of = Int32Array.from(clipIds, (id) => names.indexOf(own.get(id) ?? ""));
  const differing = others.filter(({ foldOf }) => foldOf !== null && !isSameDivision(of, clipIds, foldOf));
  return {
    folds: { names, of },
    notes: [
      ...notes,
      ...differing.map(
        ({ source }) =>
          `${source} was answered in other folds than ${first.source}: scores beside each other are not of the same training sides.`,
      ),
    ],
  };
}

/** Whether folds divide the clips alike, whatever they are called. */
function isSameDivision(
  of: Int32Array,
  clipIds: readonly string[],
  other: ReadonlyMap<string, string>,
): boolean {
  const there = new Map<number, string | undefined>();
  const here = new Map<string | undefined, number>();
  return clipIds.every((id, i) => {
    const name = other.get(id);
    if (!there.has(of[i])) there.set(of[i], name);
    if (!here.has(name)) here.set(name, of[i]);
    return there.get(of[i]) === name && here.get(name) === of[i];
  });
}
