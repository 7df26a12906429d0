/** The header of an audformat database: db.yaml, as far as clips follow from it. */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { CorpusError } from "../base/errors.ts";
import { fileTrouble } from "../base/file-trouble.ts";

const attributes = z.record(z.string(), z.unknown()).nullish();

const columnSchema = z.looseObject({ scheme_id: z.string().nullish() });

/** A list, a mapping from a label to what else is known of it, or the name of a misc table. */
const labelsSchema = z.union([z.array(z.unknown()), z.record(z.string(), attributes), z.string()]).nullish();

const headerSchema = z.looseObject({
  schemes: z.record(z.string(), z.looseObject({ labels: labelsSchema })).nullish(),
  splits: z.record(z.string(), z.looseObject({ type: z.string().nullish() })).nullish(),
  tables: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      split_id: z.string().nullish(),
      columns: z.record(z.string(), columnSchema).nullish(),
    }),
  ),
});

export interface AudformatTable {
  readonly id: string;
  /** Whether its rows are parts of files. */
  readonly segmented: boolean;
  readonly split: "train" | "test" | undefined;
  /** Column -> name of its scheme. */
  readonly columns: ReadonlyMap<string, string | undefined>;
}

export type Labels = ReadonlyMap<string, Readonly<Record<string, string>>>;

export interface AudformatHeader {
  readonly tables: readonly AudformatTable[];
  /** Scheme -> label -> what else is known of it, such as a speaker's age. */
  readonly schemes: ReadonlyMap<string, Labels>;
  /** Scheme -> name of the table that tells so instead. */
  readonly misc: ReadonlyMap<string, string>;
}

/** @throws CorpusError that names the file, if it is no such header */
export async function readHeader(path: string): Promise<AudformatHeader> {
  let raw: unknown;
  try {
    raw = parse(await readFile(path, "utf8"), { maxAliasCount: 100 });
  } catch (error) {
    throw new CorpusError(`${path}: the header cannot be read (${fileTrouble(error)}).`);
  }
  const parsed = headerSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CorpusError(
      `${path}: is no header of audformat: ${issue.path.join(".") || "the whole"}: ${issue.message}.`,
    );
  }
  const { tables, schemes, splits } = parsed.data;
  return {
    tables: Object.entries(tables).map(([id, { type, split_id, columns }]) => ({
      id,
      segmented: type === "segmented",
      split: sideOf(split_id == null ? undefined : splits?.[split_id]?.type),
      columns: new Map(
        Object.entries(columns ?? {}).map(([name, { scheme_id }]) => [name, scheme_id ?? undefined]),
      ),
    })),
    schemes: new Map(Object.entries(schemes ?? {}).map(([id, { labels }]) => [id, knownOf(labels)])),
    misc: new Map(
      Object.entries(schemes ?? {}).flatMap(([id, { labels }]) =>
        typeof labels === "string" ? [[id, labels] as const] : [],
      ),
    ),
  };
}

/** Sides for choosing settings are neither trained on nor tested by name. */
function sideOf(type: string | null | undefined): "train" | "test" | undefined {
  return type === "train" || type === "test" ? type : undefined;
}

function knownOf(labels: z.output<typeof labelsSchema>): Labels {
  if (labels == null || Array.isArray(labels) || typeof labels === "string") return new Map();
  return new Map(Object.entries(labels).map(([label, known]) => [label, textsOf(known ?? {})]));
}

function textsOf(known: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? [[name, String(value)]]
        : [],
    ),
  );
}
