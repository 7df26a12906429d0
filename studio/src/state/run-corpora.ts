/** Clips of a run or a map, which may be of several corpora: where each is heard, and all as one table. */
import type { ClipColumns, ClipsOf, CodedColumn } from "../../../src/studio/answers.ts";
import { valueAt } from "./clips.ts";

/** Where a clip is heard; undefined where the studio may not look. */
export function clipAt(
  corpora: readonly ClipsOf[],
  id: string,
): { readonly corpus: string; readonly clip: string } | undefined {
  for (const { prefix, at } of corpora) {
    if (at !== null && id.startsWith(prefix)) return { corpus: at, clip: id.slice(prefix.length) };
  }
  return undefined;
}

/** A corpus among several; its prefix is empty where it is the only one. */
export interface TableOf {
  readonly name: string;
  readonly prefix: string;
  readonly table: ClipColumns;
}

/** Corpora as one table: ids, speakers and sentences begin with the corpus's prefix, and which corpus it is is a field. */
export function joinedColumns(parts: readonly TableOf[]): ClipColumns {
  if (parts.length === 1) return parts[0].table;
  const names = new Set(parts.flatMap(({ table }) => Object.keys(table.fields)));
  const fields: Record<string, CodedColumn> = {};
  for (const field of names) fields[field] = joinedColumn(field, parts);
  const corpus = parts.flatMap(({ table }, part) => table.ids.map(() => part));
  fields.corpus = { values: parts.map(({ name }) => name), codes: corpus };
  return { ids: parts.flatMap(({ prefix, table }) => table.ids.map((id) => `${prefix}${id}`)), fields };
}

function joinedColumn(field: string, parts: readonly TableOf[]): CodedColumn {
  const known = parts.flatMap(({ prefix, table }) =>
    (table.fields[field]?.values ?? []).map((value) => calledBy(field, prefix, value)),
  );
  const values = [...new Set(known)];
  const codeOf = new Map(values.map((value, code) => [value, code]));
  const codes = parts.flatMap((part) =>
    part.table.ids.map((_, row) => codeOf.get(ownValue(field, part, row) ?? "") ?? -1),
  );
  return { values, codes };
}

/** A clip's value, as the run or the map has it. */
function ownValue(field: string, { prefix, table }: TableOf, row: number): string | undefined {
  const value = valueAt(table.fields[field], row);
  return value === undefined ? undefined : calledBy(field, prefix, value);
}

/** What is known of a clip, by field and id. */
export function valuesOf(tables: readonly TableOf[]): (field: string, id: string) => string | undefined {
  const places = new Map(
    tables.flatMap((of) => of.table.ids.map((id, row) => [`${of.prefix}${id}`, { of, row }] as const)),
  );
  return (field, id) => {
    const place = places.get(id);
    if (place === undefined) return undefined;
    return field === "corpus" ? place.of.name : ownValue(field, place.of, place.row);
  };
}

/** Speakers and sentences of several corpora are named by their corpus, too. */
function calledBy(field: string, prefix: string, value: string): string {
  return field === "speaker" || field === "sentence" ? `${prefix}${value}` : value;
}
