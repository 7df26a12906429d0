/** Clips as columns, and what can be asked of them: which pass the filters, in which order. */
import type { ClipColumns, CodedColumn } from "../../../src/studio/answers.ts";

/** Field -> the values that may occur; fields that are not named let all pass. */
export type Filters = ReadonlyMap<string, ReadonlySet<string>>;

export const NO_VALUE = "(none)";

export function valueAt(column: CodedColumn | undefined, row: number): string | undefined {
  return column?.values[column.codes[row] ?? -1];
}

/** Rows that pass the filters and hold the text in their id, in order of the corpus. */
export function passing(
  { ids, fields }: ClipColumns,
  filters: Filters,
  text: string,
  only?: ReadonlySet<string>,
): number[] {
  const tests = [...filters].flatMap(([field, allowed]) => {
    const column = fields[field];
    if (column === undefined || allowed.size === 0) return [];
    const codes = new Set(
      [...allowed].map((value) => (value === NO_VALUE ? -1 : column.values.indexOf(value))),
    );
    return [{ codes, of: column.codes }];
  });
  const needle = text.trim().toLowerCase();
  const rows: number[] = [];
  for (let row = 0; row < ids.length; row++) {
    if (only !== undefined && !only.has(ids[row])) continue;
    if (needle !== "" && !ids[row].toLowerCase().includes(needle)) continue;
    if (tests.every(({ codes, of }) => codes.has(of[row]))) rows.push(row);
  }
  return rows;
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

/** How many of the rows have each value, in order of value; those without one come last. */
export function countValues(column: CodedColumn, rows: readonly number[]): ValueCount[] {
  const counts = new Int32Array(column.values.length + 1);
  for (const row of rows) counts[column.codes[row] < 0 ? column.values.length : column.codes[row]]++;
  const known = column.values.map((value, i) => ({ value, count: counts[i] }));
  const missing = counts[column.values.length];
  return missing === 0 ? known : [...known, { value: NO_VALUE, count: missing }];
}

/** The same rows, sorted by a key; rows without one come last. */
export function sorted(
  rows: readonly number[],
  keyOf: (row: number) => string | number | null | undefined,
  down: boolean,
): number[] {
  const sign = down ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: keyOf(row) ?? undefined }));
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined)
      return Number(a.key === undefined) - Number(b.key === undefined);
    if (typeof a.key === "number" && typeof b.key === "number") return sign * (a.key - b.key);
    return sign * collator.compare(String(a.key), String(b.key));
  });
  return keyed.map(({ row }) => row);
}

const collator = new Intl.Collator("en", { numeric: true });
