/** The numbers that clips have: columns of a table, means of several raters, or shares of raters' labels. */
import { CorpusError } from "../../base/errors.ts";
import { didYouMean } from "../../base/registry.ts";
import type { Clip } from "../../corpus/corpus.ts";
import { columnsOf } from "../../dataset/rows.ts";
import { byCodeUnit } from "../../dataset/split/units.ts";
import { numberMetrics } from "../../metrics/numbers/index.ts";
import type { Experiment } from "../config/config.ts";

export interface NumberTargets {
  readonly dimensions: readonly string[];
  /** Clip id -> [dimension]. */
  readonly values: ReadonlyMap<string, readonly number[]>;
  /** How far raters agree, or that nobody rated: a sentence each. */
  readonly agreement: readonly string[];
}

/** @throws CorpusError that names a clip whose column is missing or is no number */
export function numberTargetsOf(
  clips: readonly Clip[],
  { dimensions = [], raters }: Pick<Experiment, "dimensions" | "raters">,
): NumberTargets {
  if (raters !== undefined) return sharesOf(clips, raters);
  const sources: [string, Source][] = Array.isArray(dimensions)
    ? dimensions.map((name) => [name, [name]])
    : Object.entries(dimensions).map(([name, one]) => [name, typeof one === "string" ? [one] : one]);
  const ratings = new Map(
    clips.map((clip) => [
      clip.id,
      sources.map(([name, source]) =>
        isDerived(source) ? [derivedOf(clip, name, source)] : ratingsOf(clip, name, source),
      ),
    ]),
  );
  return {
    dimensions: sources.map(([name]) => name),
    values: new Map([...ratings].map(([id, all]) => [id, all.map((own) => meanOf(own.filter(isKnown)))])),
    agreement: sources.flatMap(([name, source], d) => {
      if (isDerived(source)) return [`${name}: derived from the ${source.derivedFrom}; nobody rated it.`];
      const own = [...ratings.values()].map((all) => all[d]);
      return source.length < 2 ? [] : [agreementOf(name, source.length, own)];
    }),
  };
}

type Derived = { readonly derivedFrom: string; readonly values: Readonly<Record<string, number>> };

/** Columns of raters, or what a number follows from. */
type Source = readonly string[] | Derived;

function isDerived(source: Source): source is Derived {
  return "derivedFrom" in source;
}

/** @throws CorpusError if the clip does not have the column, or its value has no number */
function derivedOf(clip: Clip, name: string, { derivedFrom, values }: Derived): number {
  const value = columnsOf(clip)[derivedFrom];
  if (value !== undefined && Object.hasOwn(values, value)) return values[value];
  throw new CorpusError(
    `dimensions: the ${name} of the clip ${clip.id} does not follow from its ${derivedFrom}, ${value ?? "which is not known"}; ` +
      `expected one of ${Object.keys(values).join(", ")}.`,
  );
}

/** One per rater; undefined where one did not rate it. */
function ratingsOf(clip: Clip, name: string, columns: readonly string[]): (number | undefined)[] {
  const values = columns.map((column) => {
    const text = clip.columns?.[column];
    if (text === undefined) return undefined;
    const value = Number(text.replace(",", "."));
    if (Number.isFinite(value)) return value;
    throw new CorpusError(`${clip.where ?? clip.path}: the ${column} is "${text}"; expected a number.`);
  });
  if (values.some(isKnown)) return values;
  throw new CorpusError(
    `dimensions: the ${name} of the clip ${clip.id} is not known.`,
    didYouMean(columns[0], Object.keys(clip.columns ?? {})),
  );
}

/** The share of the raters that say a label. */
function sharesOf(clips: readonly Clip[], raters: readonly string[]): NumberTargets {
  const said = new Map(
    clips.map((clip) => {
      const labels = raters.flatMap((rater) => clip.columns?.[rater] ?? []);
      if (labels.length > 0) return [clip.id, labels];
      throw new CorpusError(
        `raters: nobody labelled the clip ${clip.id}.`,
        didYouMean(raters[0], Object.keys(clip.columns ?? {})),
      );
    }),
  );
  const dimensions = [...new Set([...said.values()].flat())].toSorted(byCodeUnit);
  const shareOf = (labels: readonly string[], label: string): number =>
    labels.filter((one) => one === label).length / labels.length;
  const rated = [...said.values()].filter((labels) => labels.length > 1);
  const agreed = rated.map((labels) => {
    const pairs = labels.flatMap((a, i) => labels.slice(i + 1).map((b) => a === b));
    return pairs.filter(Boolean).length / pairs.length;
  });
  return {
    dimensions,
    values: new Map([...said].map(([id, labels]) => [id, dimensions.map((label) => shareOf(labels, label))])),
    agreement: [
      `${raters.length} raters: two of them say the same of ${(100 * meanOf(agreed)).toFixed(0)} % of the clips.`,
    ],
  };
}

function agreementOf(
  name: string,
  raters: number,
  ratings: readonly (readonly (number | undefined)[])[],
): string {
  const scores: number[] = [];
  for (let a = 0; a < raters; a++) {
    for (let b = a + 1; b < raters; b++) {
      const both = ratings.flatMap((own) => {
        const [first, second] = [own[a], own[b]];
        return first === undefined || second === undefined ? [] : [[first, second] as const];
      });
      if (both.length < 2) continue;
      const [truth, predicted] = [0, 1].map((side) => Float32Array.from(both, (pair) => pair[side]));
      scores.push(numberMetrics.get("ccc").score({ truth, predicted }));
    }
  }
  const found =
    scores.length === 0
      ? "no two rated the same clips"
      : `the mean CCC of two of them is ${meanOf(scores).toFixed(2)}`;
  return `${name}: ${raters} raters; ${found}.`;
}

function isKnown(value: number | undefined): value is number {
  return value !== undefined;
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** So many bands of the first dimension are dealt evenly. */
const BANDS = 5;

/**
 * The clips with the band of their first number in place of a label, so that folds are alike in it; nothing learns the bands.
 *
 * @throws CorpusError if all clips have the same number
 */
export function banded(clips: readonly Clip[], { dimensions, values }: NumberTargets): Clip[] {
  const first = (clip: Clip): number => values.get(clip.id)?.[0] ?? 0;
  const sorted = clips.map(first).toSorted((a, b) => a - b);
  const distinct = [...new Set(sorted)];
  if (distinct.length < 2) {
    throw new CorpusError(`all clips have the ${dimensions[0]} ${distinct[0]}; expected different numbers.`);
  }
  const bounds = Array.from(
    { length: BANDS - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BANDS)],
  );
  const bandOf = (value: number): number =>
    distinct.length <= BANDS ? distinct.indexOf(value) : bounds.filter((bound) => bound <= value).length;
  return clips.map((clip) => ({ ...clip, label: `${dimensions[0]} ${bandOf(first(clip)) + 1}` }));
}
