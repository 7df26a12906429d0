/**
 * The leak audit: looks at the sides that were really used, row by row, and trusts neither the split protocols nor
 * the training code.
 */
import { LeakError } from "../base/errors.ts";
import { foldSpelling, showSpelling } from "../base/spelling.ts";
import type { Clip } from "../corpus/corpus.ts";
import type { FoldRows } from "./fold-rows.ts";
import { overlapsOf } from "./overlaps.ts";
import type { Apart } from "./split/split.ts";

/** Clips that some fitted part of a pipeline has seen. */
export interface Seen {
  /** What was fitted or chosen: "standardise", "svm", "best epoch". */
  readonly what: string;
  /** Fitted to the clips, or chosen by looking at them. */
  readonly how: "fitted" | "chosen";
  readonly clipIds: readonly string[];
}

/** What the parts of one fold's fit have seen. */
export interface FoldSeen extends Seen {
  /** The fold's name. */
  readonly fold: string;
}

export interface AuditInput {
  /** The rows that each fold trains and tests on. */
  readonly folds: readonly FoldRows[];
  readonly clips: readonly Clip[];
  /** Clip id -> digest of its decoded samples. */
  readonly digests: ReadonlyMap<string, string>;
  /** The field that the protocol promises to keep apart. */
  readonly apart: Apart | null;
  /** Whether two spellings of one name (`S1`, `s1`) are two speakers, sentences or takes; else they are one. */
  readonly spellingsApart?: boolean;
  /** What every fitted part has seen. */
  readonly seen: readonly FoldSeen[];
}

export interface LeakFinding {
  readonly kind: "identical-audio" | "overlapping-audio" | "clip" | Apart | "fitted" | "chosen" | "unchecked";
  /** The fold's name. */
  readonly fold: string;
  /** The clips involved, test side first. */
  readonly clipIds: readonly string[];
  /** One clause for a person: "the clip a is on both sides". */
  readonly message: string;
}

/**
 * Everything that a training side knows of its test side:
 * a clip or its copies on both sides; identical or overlapping audio on both sides; a speaker, sentence or take on both sides where
 * the protocol keeps it apart; something fitted or chosen on clips outside the training side. What cannot be checked
 * (a clip without digest or field, an unknown clip or fold) is a finding too.
 *
 * @returns findings in order of fold; empty if there is no leak
 */
export function auditFolds(input: AuditInput): LeakFinding[] {
  const clips = new Map(input.clips.map((clip) => [clip.id, clip]));
  const folds = new Map(input.folds.map((fold) => [fold.name, sidesOf(fold)]));
  const overlaps = overlapsOf(input.clips);
  const findings: LeakFinding[] = [];
  for (const [fold, { train, test, enrol }] of folds) {
    const find = (kind: LeakFinding["kind"], clipIds: readonly string[], message: string): void => {
      if (clipIds.length > 0) findings.push({ kind, fold, clipIds, message });
    };
    const everyone = [...test, ...[...train].filter((id) => !test.has(id))];
    const unknown = everyone.filter((id) => !clips.has(id));
    find("unchecked", unknown, `${names(unknown)} cannot be checked: not in the corpus`);
    const unhashed = everyone.filter((id) => !input.digests.has(id));
    find("unchecked", unhashed, `the audio of ${names(unhashed)} cannot be checked: no digest`);

    const shared = [...test].filter((id) => train.has(id));
    find("clip", shared, `${names(shared)} ${shared.length === 1 ? "is" : "are"} on both sides`);

    const scored = enrol.filter((id) => test.has(id) || train.has(id));
    find(
      "clip",
      scored,
      `${names(scored)}, set aside to know a speaker by, ${scored.length === 1 ? "is" : "are"} also tested or trained on`,
    );

    for (const { tested, trained } of bothSides(test, train, (id) => input.digests.get(id))) {
      find(
        "identical-audio",
        [...tested, ...trained],
        `the audio of ${names(tested)} (tested) and ${names(trained)} (trained on) is identical`,
      );
    }
    for (const id of test) {
      const trained = (overlaps.get(id) ?? []).filter((other) => train.has(other) && !test.has(other));
      find(
        "overlapping-audio",
        trained.length === 0 ? [] : [id, ...trained],
        `the audio of ${names([id])} (tested) and ${names(trained)} (trained on) overlaps`,
      );
    }
    if (input.apart === null) continue;
    const { apart } = input;
    const fieldless = everyone.filter((id) => clips.get(id)?.[apart] === undefined);
    find("unchecked", fieldless, `the ${apart} of ${names(fieldless)} cannot be checked: it is not known`);
    const nameOf = (id: string): string | undefined => {
      const name = clips.get(id)?.[apart];
      return name === undefined || input.spellingsApart === true ? name : foldSpelling(name);
    };
    for (const { tested, trained } of bothSides(test, train, nameOf)) {
      const spellings = new Set([...tested, ...trained].flatMap((id) => clips.get(id)?.[apart] ?? []));
      const value = spellings.size === 1 ? [...spellings][0] : [...spellings].map(showSpelling).join(" = ");
      find(
        apart,
        [...tested, ...trained],
        `the ${apart} ${value} is on both sides: ${names(tested)} tested, ${names(trained)} trained on`,
      );
    }
  }
  for (const { what, how, fold, clipIds } of input.seen) {
    const sides = folds.get(fold);
    const outside = clipIds.filter((id) => sides === undefined || !sides.train.has(id));
    if (outside.length === 0) continue;
    const tested = outside.filter((id) => sides?.test.has(id));
    const where = tested.length > 0 ? "of the test side" : "outside the training side";
    const message = `a ${what} was ${how} on ${names(tested.length > 0 ? tested : outside)} ${where}`;
    findings.push({ kind: how, fold, clipIds: outside, message });
  }
  return findings;
}

/** @throws LeakError that names the clips of the first five findings, and says how many more there are */
export function assertNoLeaks(findings: readonly LeakFinding[]): void {
  if (findings.length === 0) return;
  const first = findings.slice(0, 5).map((finding) => `${finding.fold}: ${finding.message}`);
  const more = findings.length > 5 ? `; and ${findings.length - 5} more` : "";
  throw new LeakError(
    `leak audit: the training side knows the test side: ${first.join("; ")}${more}.`,
    "No score of this run can be trusted; mend the split, or leave clips out (corpus.exclude).",
  );
}

interface Sides {
  readonly train: ReadonlySet<string>;
  readonly test: ReadonlySet<string>;
  readonly enrol: readonly string[];
}

function sidesOf(fold: FoldRows): Sides {
  return {
    train: new Set(fold.train.map((row) => row.clipId)),
    test: new Set(fold.test.map((row) => row.clipId)),
    enrol: fold.enrol,
  };
}

/** Values that different clips of both sides share; one clip on both sides is another finding. */
function bothSides(
  test: ReadonlySet<string>,
  train: ReadonlySet<string>,
  read: (clipId: string) => string | undefined,
): { value: string; tested: string[]; trained: string[] }[] {
  const byValue = new Map<string, { tested: string[]; trained: string[] }>();
  for (const id of test) {
    const value = read(id);
    if (value === undefined) continue;
    const entry = byValue.get(value);
    if (entry === undefined) byValue.set(value, { tested: [id], trained: [] });
    else entry.tested.push(id);
  }
  for (const id of train) {
    const value = read(id);
    if (value !== undefined && !test.has(id)) byValue.get(value)?.trained.push(id);
  }
  return [...byValue]
    .filter(([, { trained }]) => trained.length > 0)
    .map(([value, sides]) => ({ value, ...sides }));
}

/** "the clip a", "the clips a, b", or five and how many more. */
function names(ids: readonly string[]): string {
  const some = ids.slice(0, 5).join(", ");
  const more = ids.length > 5 ? ` and ${ids.length - 5} more` : "";
  return `the clip${ids.length === 1 ? "" : "s"} ${some}${more}`;
}
