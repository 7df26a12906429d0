/**
 * Rows: what a learner fits on. Row keys, what is known of their clips as named columns, and which column is to be
 * learnt. Any column can be the target or say which rows belong together.
 */
import { ConfigError } from "../base/errors.ts";
import type { Clip } from "../corpus/corpus.ts";
import type { RowKey } from "./row-key.ts";
import { byCodeUnit, nameSome } from "./split/units.ts";

/** What is known of a clip beside its audio: column -> value; a column that is not known is absent. */
export type Columns = Readonly<Record<string, string>>;

/** Columns that clips can have. */
export const COLUMNS = ["label", "speaker", "sex", "sentence", "intensity", "take", "corpus"] as const;

export interface Rows {
  /** [row], unique. */
  readonly keys: readonly RowKey[];
  /** Clip id -> what is known of it, of every clip of the rows. */
  readonly columns: ReadonlyMap<string, Columns>;
  /** The column to learn. */
  readonly target: string;
  /** What it can be, in the order of a graph's outputs. */
  readonly labels: readonly string[];
  /** How features are z-normalised, each group by itself; null for not at all. */
  readonly normalised: Normalisation | null;
}

/** Features are z-normalised group by group. */
export interface Normalisation {
  /** The column whose clips belong together. */
  readonly by: string;
  /** How many clips an asked group is known by: of those set aside for that; or all that there are. */
  readonly clips: number | "all";
  /** A group known by n clips counts n / (n + shrinkage) against an average group. */
  readonly shrinkage: number;
}

/** The known columns of a clip: its own, and others of a table, whose `corpus` may say more than the reader. */
export function columnsOf(clip: Clip): Columns {
  const own = COLUMNS.flatMap((column) => {
    const value = clip[column];
    return value === undefined ? [] : [[column, value]];
  });
  return { ...Object.fromEntries(own), ...clip.columns };
}

/**
 * What a column says of every row.
 *
 * @param who - begins the error
 * @returns [row]
 * @throws ConfigError that names clips without the column
 */
export function valuesOf(who: string, rows: Pick<Rows, "keys" | "columns">, column: string): string[] {
  const missing = new Set<string>();
  const values = rows.keys.map(({ clipId }) => {
    const value = rows.columns.get(clipId)?.[column];
    if (value === undefined) missing.add(clipId);
    return value ?? "";
  });
  if (missing.size > 0) {
    const known = new Set([...rows.columns.values()].flatMap((one) => Object.keys(one)));
    throw new ConfigError(
      `${who}: the column "${column}" is not known of ${missing.size} of the clips (${nameSome([...missing])}).`,
      `Known of some are ${[...known].join(", ")}.`,
    );
  }
  return values;
}

/** The values of a column that occur, in code-unit order. */
export function distinctValues(who: string, rows: Rows, column: string): string[] {
  return [...new Set(valuesOf(who, rows, column))].toSorted(byCodeUnit);
}

/** The rows whose column has the value. */
export function whereColumn(who: string, rows: Rows, column: string, value: string): Rows {
  const values = valuesOf(who, rows, column);
  return { ...rows, keys: rows.keys.filter((_, row) => values[row] === value) };
}

/** The same rows, with another column to learn. */
export function targeting(who: string, rows: Rows, column: string): Rows {
  return { ...rows, target: column, labels: distinctValues(who, rows, column) };
}

/** The label index of every row. */
export function targetsOf(who: string, rows: Rows): number[] {
  return valuesOf(who, rows, rows.target).map((value) => rows.labels.indexOf(value));
}

/** The label index of some clips; -1 of one that has no row. */
export function targetsOfClips(who: string, rows: Rows, clipIds: readonly string[]): Int32Array {
  const targets = targetsOf(who, rows);
  const targetById = new Map(rows.keys.map(({ clipId }, row) => [clipId, targets[row]]));
  return Int32Array.from(clipIds, (id) => targetById.get(id) ?? -1);
}

/** The clips of the rows, each once. */
export function clipsOf(rows: Pick<Rows, "keys">): string[] {
  return [...new Set(rows.keys.map(({ clipId }) => clipId))];
}

/** What is known of some clips, one column left out. */
export function withoutColumn(
  columns: ReadonlyMap<string, Columns>,
  clipIds: readonly string[],
  left: string,
): ReadonlyMap<string, Columns> {
  return new Map(
    clipIds.map((id) => {
      const { [left]: _unseen, ...rest } = columns.get(id) ?? {};
      return [id, rest];
    }),
  );
}
