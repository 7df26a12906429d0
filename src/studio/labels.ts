/** Labels that people give by ear: a table per corpus in labels/, to which rows are added, one for every change of mind. */
import { existsSync } from "node:fs";
import { mkdir, open, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatCsv } from "../base/csv.ts";
import { digestOf } from "../base/digest.ts";
import { WriteError } from "../base/errors.ts";
import { fileTrouble } from "../base/file-trouble.ts";
import { CORRECTION_COLUMNS, type Opinion, parseOpinions } from "../corpus/corrections.ts";
import { readText } from "../corpus/table.ts";
import type { GivenLabel, LabelFile } from "./answers.ts";
import type { Corpora } from "./corpora.ts";
import type { LiveMessage } from "./jobs/job.ts";
import type { Places } from "./places.ts";
import { withoutTornRow } from "./torn-row.ts";
import { StudioError } from "./trouble.ts";

export const LABELS = "labels";
const HEADER = CORRECTION_COLUMNS.join(",");

export interface Labels {
  /** Tables that there are, as pages name them. */
  files(): Promise<string[]>;
  read(corpus: string): Promise<LabelFile>;
  /** Is on the disk when it returns. @throws StudioError if there is no such clip; WriteError that says why */
  give(corpus: string, given: Omit<GivenLabel, "at">): Promise<void>;
}

export function openLabels(places: Places, corpora: Corpora, tell: (message: LiveMessage) => void): Labels {
  const writing = new Map<string, Promise<void>>();

  return {
    async files() {
      const names = await readdir(join(places.folder, LABELS)).catch(() => []);
      return names
        .filter((name) => name.endsWith(".csv"))
        .map((name) => `${LABELS}/${name}`)
        .sort();
    },
    async read(corpus) {
      const file = await nameFor(places.nameOf(await places.find(corpus)));
      const path = await places.place(file);
      await writing.get(path)?.catch(() => undefined);
      return { file, given: (await readGiven(path)).map(toGiven) };
    },
    async give(corpus, given) {
      const at = places.nameOf(await places.find(corpus));
      await corpora.clip(at, given.id);
      const path = await places.place(await nameFor(at));
      const row = { ...given, at: new Date().toISOString() };
      // one after another, so that rows stay whole
      const before = writing.get(path) ?? Promise.resolve();
      const own = before.catch(() => undefined).then(() => append(path, row));
      writing.set(path, own);
      await own;
      tell({ kind: "label", corpus: at, given: row });
    },
  };
}

/** Where a name cannot be a file's, what it is called tells it from its like. */
async function nameFor(corpus: string): Promise<string> {
  const name = corpus.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "") || "folder";
  return `${LABELS}/${name === corpus ? name : `${name}-${(await digestOf(corpus)).slice(0, 8)}`}.csv`;
}

async function readGiven(path: string): Promise<Opinion[]> {
  if (!existsSync(path)) return [];
  const text = withoutTornRow(await readText(path));
  return isBegun(text) ? [] : parseOpinions(text, path);
}

/** A header alone, or a part of it, is no table yet. */
function isBegun(text: string): boolean {
  return HEADER.startsWith(text.trimEnd());
}

function toGiven({ clipId, annotator, label, bad }: Opinion): GivenLabel {
  return { id: clipId, annotator, label: label ?? null, bad, at: "" };
}

async function append(path: string, { id, label, bad, annotator, at }: GivenLabel): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, "a+");
    try {
      // one letter a byte, whatever the encoding: lengths are places in the file
      const found = await file.readFile("latin1");
      const table = isBegun(found) ? "" : withoutTornRow(found);
      const [header] = table.split(/[\r\n]/, 1);
      if (table !== "" && header.replace(/^\xEF\xBB\xBF/, "").replaceAll('"', "") !== HEADER) {
        throw new StudioError(
          409,
          `${path}: does not begin with ${HEADER}, as the studio writes it; no label is added.`,
          "Save it as such a table, or move it away.",
        );
      }
      if (table.length < found.length) await file.truncate(table.length);
      const row = formatCsv([[id, label ?? "", bad ? "yes" : "no", annotator, at]]);
      const before = table === "" ? `${HEADER}\n` : /[\r\n]$/.test(table) ? "" : "\n";
      try {
        // goes on until all is written: a nearly full disk takes what it has room for, and refuses only what comes after
        await file.appendFile(before + row);
        await file.sync();
      } catch (error) {
        // half a row would be read as a label
        await file.truncate(table.length);
        throw error;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new WriteError(
      `${path}: the label cannot be saved (${fileTrouble(error)}).`,
      "Nothing else was lost; free some space, then give it again.",
    );
  }
}
