/**
 * Units are what a protocol deals out whole: single clips, or all clips of one speaker, sentence or take. Dealing
 * is shared by the protocols; it depends on clip ids and the generator only, never on the order of the clips.
 */
import { ConfigError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import type { Clip } from "../../corpus/corpus.ts";
import type { Apart, Fold, SplitOptions } from "./split.ts";

/** A clip that can be trained on. */
export interface LabelledClip extends Clip {
  readonly label: string;
}

interface Unit {
  readonly clips: readonly LabelledClip[];
  /** [label], clips of this unit. */
  readonly counts: readonly number[];
}

/** Compares by code units: the order of ids everywhere. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The clips of each key, in order of the keys. */
function groupBy<C extends Clip>(clips: readonly C[], keyOf: (clip: C) => string): C[][] {
  const groups = new Map<string, C[]>();
  for (const clip of clips) {
    const members = groups.get(keyOf(clip));
    if (members === undefined) groups.set(keyOf(clip), [clip]);
    else members.push(clip);
  }
  return [...groups].sort(([a], [b]) => byCodeUnit(a, b)).map(([, members]) => members);
}

/** Up to five ids, and how many more there are. */
export function nameSome(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(", ") : `${ids.slice(0, 5).join(", ")} and ${ids.length - 5} more`;
}

/**
 * The clips in order of id, every one with a label.
 *
 * @throws ConfigError that names clips without a label
 */
export function labelledClips(protocol: string, clips: readonly Clip[]): LabelledClip[] {
  const labelled: LabelledClip[] = [];
  const missing: string[] = [];
  for (const clip of clips) {
    if (clip.label === undefined) missing.push(clip.id);
    else labelled.push({ ...clip, label: clip.label });
  }
  if (missing.length > 0) {
    throw new ConfigError(
      `split ${protocol}: every clip needs a label, but ${missing.length} of ${clips.length} have none ` +
        `(${nameSome(missing.sort(byCodeUnit))}).`,
      "Leave them out; only the test side of the protocol contest may be unlabelled.",
    );
  }
  return labelled.sort((a, b) => byCodeUnit(a.id, b.id));
}

/**
 * Folds with single clips as units, stratified: per label the folds differ by one clip at most, and so do their
 * sizes.
 *
 * @throws ConfigError if there are fewer clips than sides
 */
export function dealClips(
  protocol: string,
  clips: readonly LabelledClip[],
  options: SplitOptions,
  random: Random,
): Fold[] {
  requireUnits(protocol, "clips", clips.length, Math.max(2, options.folds));
  const byLabel = groupBy(clips, (clip) => clip.label).map((members) => random.shuffle(members));
  if (options.folds === 1) {
    const held = holdOutStratified(byLabel, options.testShare);
    return [foldOf(protocol, "held-out", clips, (clip) => held.has(clip.id))];
  }
  const foldById = new Map<string, number>();
  let next = 0;
  for (const clip of byLabel.flat()) foldById.set(clip.id, next++ % options.folds);
  return Array.from({ length: options.folds }, (_, fold) =>
    foldOf(protocol, `fold-${fold + 1}`, clips, (clip) => foldById.get(clip.id) === fold),
  );
}

/** Test ids: round(share x clips) of them (fewer where a label would run out), per label as close to the share as whole clips allow. */
function holdOutStratified(byLabel: readonly LabelledClip[][], testShare: number): Set<string> {
  const total = byLabel.reduce((sum, members) => sum + members.length, 0);
  const wanted = Math.min(total - 1, Math.max(1, Math.round(testShare * total)));
  const counts = byLabel.map((members) => Math.floor((wanted * members.length) / total));
  const remainder = byLabel.map((members, i) => (wanted * members.length) / total - counts[i]);
  const order = remainder.map((_, i) => i).sort((a, b) => remainder[b] - remainder[a]);
  let left = wanted - counts.reduce((sum, count) => sum + count, 0);
  for (const i of order) {
    if (left === 0) break;
    if (byLabel[i].length - counts[i] < 2) continue; // the last clip of a label stays to be learnt from
    counts[i]++;
    left--;
  }
  return new Set(byLabel.flatMap((members, i) => members.slice(0, counts[i]).map((clip) => clip.id)));
}

/**
 * Folds with all clips of one speaker, sentence or take as units; at most as many folds as units. Units are dealt
 * so that folds are alike in size and labels: each, largest first, to the fold where the sum of squared counts
 * grows least (a greedy form of scikit-learn's StratifiedGroupKFold).
 *
 * @throws ConfigError if clips lack the field, there is only one unit, or a training side would lack a label
 */
export function dealUnits(
  field: Apart,
  clips: readonly LabelledClip[],
  options: SplitOptions,
  random: Random,
): Fold[] {
  const units = unitsOf(field, clips);
  requireUnits(field, field === "corpus" ? "corpora" : `${field}s`, units.length, 2);
  if (options.tested !== undefined) return foldsAsNamed(field, clips, options.tested);
  random.shuffle(units);
  if (options.folds === 1) {
    const count = Math.min(units.length - 1, Math.max(1, Math.round(options.testShare * units.length)));
    const held = new Set(units.slice(0, count).flatMap((unit) => unit.clips.map((clip) => clip.id)));
    return [foldOf(field, "held-out", clips, (clip) => held.has(clip.id))];
  }
  const foldById = new Map<string, number>();
  const dealt = dealBalanced(units, Math.min(options.folds, units.length));
  dealt.forEach((members, fold) => {
    for (const unit of members) for (const clip of unit.clips) foldById.set(clip.id, fold);
  });
  return dealt.map((_, fold) =>
    foldOf(field, `fold-${fold + 1}`, clips, (clip) => foldById.get(clip.id) === fold),
  );
}

/** @throws ConfigError unless every value of the field is in exactly one fold, and nothing else is */
function foldsAsNamed(
  field: Apart,
  clips: readonly LabelledClip[],
  folds: readonly (readonly string[])[],
): Fold[] {
  const named = folds.flat();
  const known = new Set(clips.map((clip) => clip[field] ?? ""));
  const wrong = [
    ["are in two", named.filter((value, i) => named.indexOf(value) !== i)],
    ["are not in the corpus", named.filter((value) => !known.has(value))],
    ["are in none", [...known].filter((value) => !named.includes(value)).sort(byCodeUnit)],
  ] as const;
  for (const [how, values] of wrong) {
    if (values.length === 0) continue;
    throw new ConfigError(
      `split ${field}: the folds name every ${field} once, but these ${how}: ${nameSome([...new Set(values)])}.`,
    );
  }
  return folds.map((values, fold) =>
    foldOf(field, `fold-${fold + 1}`, clips, (clip) => values.includes(clip[field] ?? "")),
  );
}

function unitsOf(field: Apart, clips: readonly LabelledClip[]): Unit[] {
  const missing = clips.filter((clip) => clip[field] === undefined).map((clip) => clip.id);
  if (missing.length > 0) {
    throw new ConfigError(
      `split ${field}: every clip needs a ${field}, but ${missing.length} of ${clips.length} have none ` +
        `(${nameSome(missing)}).`,
      "Choose a protocol whose field the corpus has, such as random.",
    );
  }
  const labels = [...new Set(clips.map((clip) => clip.label))];
  return groupBy(clips, (clip) => clip[field] ?? "").map((members) => ({
    clips: members,
    counts: labels.map((label) => members.filter((clip) => clip.label === label).length),
  }));
}

function dealBalanced(units: readonly Unit[], folds: number): Unit[][] {
  const labels = units[0].counts.length;
  const totals = Array.from({ length: labels }, (_, label) =>
    units.reduce((sum, unit) => sum + unit.counts[label], 0),
  );
  const clipCount = totals.reduce((sum, count) => sum + count, 0);
  const dealt: Unit[][] = Array.from({ length: folds }, () => []);
  const counts = Array.from({ length: folds }, () => new Float64Array(labels));
  const sizes = new Float64Array(folds);
  for (const unit of units.toSorted((a, b) => b.clips.length - a.clips.length)) {
    let best = 0;
    let leastGrowth = Number.POSITIVE_INFINITY;
    for (let fold = 0; fold < folds; fold++) {
      let growth = squareGrowth(sizes[fold], unit.clips.length, clipCount) * labels;
      for (let label = 0; label < labels; label++) {
        growth += squareGrowth(counts[fold][label], unit.counts[label], totals[label]);
      }
      if (growth < leastGrowth - 1e-12) {
        leastGrowth = growth;
        best = fold;
      }
    }
    dealt[best].push(unit);
    sizes[best] += unit.clips.length;
    unit.counts.forEach((count, label) => {
      counts[best][label] += count;
    });
  }
  return dealt;
}

/** Growth of (count / total)^2 when `added` joins `count`. */
function squareGrowth(count: number, added: number, total: number): number {
  return (added * (2 * count + added)) / (total * total);
}

function requireUnits(protocol: string, noun: string, got: number, needed: number): void {
  if (got >= needed) return;
  throw new ConfigError(
    `split ${protocol}: needs at least ${needed} ${noun}, got ${got}.`,
    noun === "clips" ? "Add clips or use fewer folds." : "Choose another protocol, such as random.",
  );
}

/** A fold of the clips for which `isTest` says yes and the rest, as long as training knows every label. */
function foldOf(
  protocol: string,
  name: string,
  clips: readonly LabelledClip[],
  isTest: (clip: LabelledClip) => boolean,
): Fold {
  const test = clips.filter(isTest);
  const train = clips.filter((clip) => !isTest(clip));
  const known = new Set(train.map((clip) => clip.label));
  const unknown = test.find((clip) => !known.has(clip.label));
  if (unknown !== undefined) {
    throw new ConfigError(
      `split ${protocol}: ${name}: every clip of the label "${unknown.label}" (such as ${unknown.id}) is on the ` +
        "test side, so nothing could learn it; expected at least one to train on.",
      "Add clips of that label, leave it out, or choose another protocol.",
    );
  }
  return { name, train: train.map((clip) => clip.id), test: test.map((clip) => clip.id) };
}
