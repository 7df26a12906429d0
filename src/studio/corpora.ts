/** The corpora of a folder: found, read once, and kept as the text that pages get. */
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { parseCsv } from "../base/csv.ts";
import { digestOf } from "../base/digest.ts";
import { CorpusError } from "../base/errors.ts";
import { createSlots } from "../base/slots.ts";
import type { Clip, Corpus } from "../corpus/corpus.ts";
import { readCorpus, corpora as readers } from "../corpus/index.ts";
import { type ClipFacts, clipFactsSchema, inspectCorpus } from "../corpus/inspect.ts";
import type { CodedColumn, CorpusFacts, CorpusPlace, CorpusTable } from "./answers.ts";
import type { Learnt } from "./jobs/job.ts";
import type { Places } from "./places.ts";
import type { StateFiles } from "./state-files.ts";
import { StudioError } from "./trouble.ts";

export interface ReadCorpus {
  readonly corpus: Corpus;
  readonly clips: readonly Clip[];
  readonly byId: ReadonlyMap<string, Clip>;
  readonly warnings: readonly string[];
}

/** As JSON, and what names its state. */
interface TaggedTable {
  readonly json: string;
  readonly tag: string;
}

export interface Corpora {
  list(): Promise<CorpusPlace[]>;
  /** Keeps a corpus in the list that would not be found by itself. */
  add(named: string): Promise<void>;
  /** @throws StudioError, CorpusError if it is gone or no corpus */
  read(named: string): Promise<ReadCorpus>;
  table(named: string): Promise<TaggedTable>;
  clip(named: string, id: string): Promise<Clip>;
  /** What was found out about the clips' audio. */
  learn(named: string, learnt: Learnt): Promise<void>;
  /** Reads anew when asked next. */
  forget(named: string): Promise<void>;
}

const FIELDS = ["label", "speaker", "sex", "sentence", "intensity", "take", "split"] as const;

/** Folders that hold what was made of corpora. */
const NO_CORPORA = new Set(["runs", "node_modules", "labels", "experiments"]);

/** Of a table: enough for its header. */
const HEADER_BYTES = 4096;

const addedSchema = z.array(z.string());

const factsSchema = z.strictObject({
  facts: z.array(z.union([clipFactsSchema, z.strictObject({ id: z.string(), error: z.string() })])),
  near: z.array(z.tuple([z.string(), z.string()])),
});

/** Clips are known by their ids: of those that changed since, the facts are of before until they are asked for again. */
async function factsName(path: string): Promise<string> {
  return join("facts", `${(await digestOf(path)).slice(0, 16)}.json`);
}

interface Known {
  /** Of the folder or table when it was read. */
  readonly changedMs: number;
  readonly read: Promise<ReadCorpus>;
  learnt: Learnt | undefined;
  table: Promise<TaggedTable> | undefined;
}

export function openCorpora(places: Places, state: StateFiles): Corpora {
  const known = new Map<string, Known>();
  const adding = createSlots(1);

  async function knownOf(named: string): Promise<Known> {
    const path = await places.find(named);
    const { mtimeMs } = await stat(path);
    const before = known.get(path);
    if (before !== undefined && before.changedMs === mtimeMs) return before;
    const learnt = await state.read(await factsName(path), factsSchema);
    const one: Known = { changedMs: mtimeMs, read: readAll(path), learnt, table: undefined };
    known.set(path, one);
    one.read.catch(() => {
      if (known.get(path) === one) known.delete(path);
    });
    return one;
  }

  async function added(): Promise<readonly string[]> {
    return (await state.read("corpora.json", addedSchema)) ?? [];
  }

  return {
    async list() {
      const found = new Map<string, CorpusPlace>();
      for (const root of places.roots) {
        for (const place of await findCorpora(root, places)) found.set(place.at, place);
      }
      for (const at of await added()) {
        if (!found.has(at)) found.set(at, await addedPlace(at, places));
      }
      return [...found.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
    },
    async add(named) {
      const path = await places.find(named);
      const at = places.nameOf(path);
      await (await knownOf(at)).read;
      await adding.use(async () => state.write("corpora.json", [...new Set([...(await added()), at])]));
    },
    read: async (named) => (await knownOf(named)).read,
    async table(named) {
      const one = await knownOf(named);
      const read = await one.read;
      one.table ??= tagged(JSON.stringify(tableOf(named, read, one.learnt)));
      return one.table;
    },
    async clip(named, id) {
      const clip = (await (await knownOf(named)).read).byId.get(id);
      if (clip === undefined)
        throw new StudioError(404, `${named}: the corpus has no clip "${id}".`, "Reload the page.");
      return { ...clip, path: await places.find(clip.path) };
    },
    async learn(named, learnt) {
      const one = await knownOf(named);
      one.learnt = learnt;
      one.table = undefined;
      // found out again where it cannot be kept
      await state.write(await factsName(await places.find(named)), learnt).catch(() => undefined);
    },
    async forget(named) {
      known.delete(await places.find(named));
    },
  };
}

/** Told by what it says, so that a studio that is opened again knows what browsers have kept. */
async function tagged(json: string): Promise<TaggedTable> {
  return { json, tag: `"${(await digestOf(json)).slice(0, 16)}"` };
}

/** As training would read it, but for two spellings of one name, which the inspection tells of. */
async function readAll(path: string): Promise<ReadCorpus> {
  const warnings: string[] = [];
  const { corpus, clips } = await readCorpus(path, {
    spellings: "apart",
    warn: (message) => warnings.push(message),
  });
  return { corpus, clips, byId: new Map(clips.map((clip) => [clip.id, clip])), warnings };
}

/**
 * Of the studio's own folder what stands directly in it, or itself if nothing does; a folder beside it was named on purpose,
 * and is the corpus if it is one.
 */
async function findCorpora(root: string, places: Places): Promise<CorpusPlace[]> {
  const itself = async (): Promise<CorpusPlace[]> => {
    const own = await recognised(root, { generic: false });
    return own === undefined ? [] : [{ at: places.nameOf(root), reader: own.id, problem: null }];
  };
  if (root !== places.folder) {
    const own = await itself();
    if (own.length > 0) return own;
  }
  const found: CorpusPlace[] = [];
  for (const entry of await readdir(root, { withFileTypes: true }).catch(() => [])) {
    if (entry.name.startsWith(".") || NO_CORPORA.has(entry.name)) continue;
    const path = await places.find(join(root, entry.name)).catch(() => undefined);
    if (path === undefined) continue;
    const reader = await recognised(path, { generic: true });
    if (reader !== undefined) found.push({ at: places.nameOf(path), reader: reader.id, problem: null });
  }
  return found.length === 0 && root === places.folder ? itself() : found;
}

async function recognised(
  path: string,
  { generic }: { readonly generic: boolean },
): Promise<Corpus | undefined> {
  for (const reader of readers.list) {
    if (reader.generic === true && !generic) continue;
    if (await reader.recognises(path).catch(() => false)) {
      // any table looks like one of clips until its header is read
      return reader.id !== "csv" || (await namesFiles(path)) ? reader : undefined;
    }
  }
  return undefined;
}

async function namesFiles(path: string): Promise<boolean> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const line = buffer.subarray(0, bytesRead).toString("utf8").replaceAll("\0", "").split(/\r?\n/)[0];
    const [header] = parseCsv(
      line,
      () => {
        throw new CorpusError("no header");
      },
      { tidy: true },
    );
    return (
      header?.cells.some((cell) => ["path", "file", "filename", "filepath"].includes(cell.toLowerCase())) ??
      false
    );
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

async function addedPlace(at: string, places: Places): Promise<CorpusPlace> {
  try {
    const path = await places.find(at);
    const reader = await recognised(path, { generic: true });
    const problem = reader === undefined ? `${at}: no reader knows what is there now.` : null;
    return { at, reader: reader?.id ?? null, problem };
  } catch (error) {
    if (error instanceof StudioError) return { at, reader: null, problem: error.message };
    throw error;
  }
}

function tableOf(
  at: string,
  { corpus, clips, warnings }: ReadCorpus,
  learnt: Learnt | undefined,
): CorpusTable {
  const others = [...new Set(clips.flatMap(({ columns }) => Object.keys(columns ?? {})))];
  const fields: [string, CodedColumn][] = [
    ...FIELDS.map((field): [string, CodedColumn] => [field, coded(clips.map((clip) => clip[field]))]),
    ...others.map((name): [string, CodedColumn] => [
      name,
      coded(clips.map(({ columns }) => columns?.[name])),
    ]),
  ];
  return {
    at,
    reader: corpus.id,
    licence: corpus.licence,
    citation: corpus.citation,
    warnings,
    ids: clips.map(({ id }) => id),
    fields: Object.fromEntries(fields.filter(([, { values }]) => values.length > 0)),
    facts: learnt === undefined ? null : factsOf(clips, learnt),
  };
}

/** Values in order, numbers by size. */
function coded(texts: readonly (string | undefined)[]): CodedColumn {
  const distinct = new Set<string>();
  for (const text of texts) if (text !== undefined) distinct.add(text);
  const values = [...distinct].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const places = new Map(values.map((value, i) => [value, i]));
  return { values, codes: texts.map((text) => (text === undefined ? -1 : (places.get(text) ?? -1))) };
}

function factsOf(clips: readonly Clip[], { facts, near }: Learnt): CorpusFacts {
  const byId = new Map(facts.map((one) => [one.id, one]));
  const numbers = (of: (one: Exclude<ClipFacts, { error: string }>) => number): (number | null)[] =>
    clips.map(({ id }) => {
      const one = byId.get(id);
      return one === undefined || "error" in one ? null : Number(of(one).toFixed(3));
    });
  return {
    seconds: numbers(({ samples, sampleRate }) => samples / sampleRate),
    levelDb: numbers(({ levelDb }) => levelDb),
    inspection: inspectCorpus(clips, facts, near),
    unseen: clips.filter(({ id }) => !byId.has(id)).length,
  };
}
