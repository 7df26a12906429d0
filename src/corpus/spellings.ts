/** Names under two spellings: one speaker that is taken for two ends up on both sides of a split. */
import { counted } from "../base/counted.ts";
import { CorpusError } from "../base/errors.ts";
import { foldSpelling, isMissing, showSpelling } from "../base/spelling.ts";
import type { Clip } from "./corpus.ts";

/** Whether two spellings that mean alike are one name written in two ways, or two names. */
export const SPELLINGS = ["one", "apart"] as const;
export type Spellings = (typeof SPELLINGS)[number];

/** The fields of a clip that clips are grouped by, or that are learnt. */
const FIELDS = ["label", "speaker", "sex", "sentence", "intensity", "take"] as const;

/** One name in several spellings. */
export interface SpelledName {
  /** "speaker", or a column of a table. */
  readonly field: string;
  /** In order of their first clips. */
  readonly spellings: readonly Spelling[];
}

export interface Spelling {
  readonly value: string;
  /** Of how many clips. */
  readonly count: number;
  /** Id of the first clip. */
  readonly clipId: string;
  /** Where a table says so: "clips.csv, line 3". */
  readonly where?: string;
}

/**
 * The clips without fields and columns that say `nan`, `None` or nothing: a missing value is no name.
 *
 * @throws CorpusError if a field is no text, as a reader in JavaScript may have it
 */
export function withoutMissing(clips: readonly Clip[]): Clip[] {
  return clips.map((clip) => {
    const known: { -readonly [K in keyof Clip]: Clip[K] } = { ...clip };
    for (const field of FIELDS) {
      const value = known[field];
      if (value === undefined) continue;
      if (typeof value !== "string") {
        throw new CorpusError(
          `${clip.path}: the reader gives the ${field} as ${typeof value}; expected text.`,
        );
      }
      if (isMissing(value)) delete known[field];
    }
    if (known.columns !== undefined) {
      known.columns = Object.fromEntries(
        Object.entries(known.columns).filter(([, value]) => !isMissing(value)),
      );
    }
    return known;
  });
}

/**
 * The names that occur in several spellings, of all fields that clips are grouped by.
 *
 * @param columns - of a table, to be looked at too
 */
export function spelledNames(clips: readonly Clip[], columns: readonly string[] = []): SpelledName[] {
  const own = FIELDS.flatMap((field) => severalSpellings(field, clips, (clip) => clip[field]));
  const others = columns.flatMap((column) =>
    severalSpellings(column, clips, (clip) => clip.columns?.[column]),
  );
  return [...own, ...others];
}

function severalSpellings(
  field: string,
  clips: readonly Clip[],
  read: (clip: Clip) => string | undefined,
): SpelledName[] {
  const byValue = new Map<string, { -readonly [K in keyof Spelling]: Spelling[K] }>();
  for (const clip of clips) {
    const value = read(clip);
    if (value === undefined) continue;
    const known = byValue.get(value);
    if (known !== undefined) known.count++;
    else {
      const { id: clipId, where } = clip;
      byValue.set(value, { value, count: 1, clipId, ...(where === undefined ? {} : { where }) });
    }
  }
  const byName = new Map<string, Spelling[]>();
  for (const spelling of byValue.values()) {
    const name = foldSpelling(spelling.value);
    byName.set(name, [...(byName.get(name) ?? []), spelling]);
  }
  return [...byName.values()].filter((all) => all.length > 1).map((spellings) => ({ field, spellings }));
}

/** `the speaker "S1" (clip a, and 3 more) is also written "s1" (clip b; clips.csv, line 3)`. */
export function describeSpelledName({ field, spellings: [first, ...others] }: SpelledName): string {
  const also = others.map(describeSpelling).join(" and ");
  return `the ${field} ${describeSpelling(first)} is also written ${also}`;
}

function describeSpelling({ value, count, clipId, where }: Spelling): string {
  const more = count > 1 ? ` and ${count - 1} more` : "";
  return `${showSpelling(value)} (clip ${clipId}${more}${where === undefined ? "" : `; ${where}`})`;
}

/**
 * @param path - of the corpus
 * @throws CorpusError that names the spellings of the first name, and says how many more there are
 */
export function assertOneSpelling(path: string, names: readonly SpelledName[]): void {
  if (names.length === 0) return;
  const more = names.length > 1 ? ` (and so on for ${counted(names.length - 1, "more name")})` : "";
  throw new CorpusError(
    `${path}: ${describeSpelledName(names[0])}${more}; expected one spelling of each.`,
    'Write it in one way, or say that they differ: corpus.spellings: "apart".',
  );
}
