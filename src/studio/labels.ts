/** Labels that people give by ear: a table per corpus in labels/, to which rows are added, one for every change of mind. */
import { mkdir, open, readdir, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatCsv } from "../base/csv.ts";
import { WriteError } from "../base/errors.ts";
import { fileTrouble } from "../base/file-trouble.ts";
import { CORRECTION_COLUMNS, type Opinion, readOpinions } from "../corpus/corrections.ts";
import type { GivenLabel, LabelFile } from "./answers.ts";
import type { Corpora } from "./corpora.ts";
import type { LiveMessage } from "./jobs/job.ts";
import type { Places } from "./places.ts";

export const LABELS = "labels";

export interface Labels {
  /** Tables that there are, as pages name them. */
  files(): Promise<string[]>;
  read(corpus: string): Promise<LabelFile>;
  /** Is on the disk when it returns. @throws StudioError if there is no such clip; WriteError that says why */
  give(corpus: string, given: Omit<GivenLabel, "at">): Promise<void>;
}

export function openLabels(places: Places, corpora: Corpora, tell: (message: LiveMessage) => void): Labels {
  const writing = new Map<string, Promise<void>>();
  const nameFor = (corpus: string): string =>
    `${LABELS}/${corpus.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "") || "folder"}.csv`;

  return {
    async files() {
      const names = await readdir(join(places.folder, LABELS)).catch(() => []);
      return names
        .filter((name) => name.endsWith(".csv"))
        .map((name) => `${LABELS}/${name}`)
        .sort();
    },
    async read(corpus) {
      const file = nameFor(places.nameOf(await places.find(corpus)));
      const path = await places.place(file);
      await writing.get(path)?.catch(() => undefined);
      // where it cannot be dropped, reading tells of it
      await dropTornRow(path).catch(() => undefined);
      return { file, given: (await readGiven(path)).map(toGiven) };
    },
    async give(corpus, given) {
      const at = places.nameOf(await places.find(corpus));
      await corpora.clip(at, given.id);
      const path = await places.place(nameFor(at));
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

async function readGiven(path: string): Promise<Opinion[]> {
  const size = await sizeOf(path);
  // a header alone, or nothing, is no table yet
  return size <= formatCsv([CORRECTION_COLUMNS]).length ? [] : readOpinions(path);
}

async function sizeOf(path: string): Promise<number> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return 0;
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

function toGiven({ clipId, annotator, label, bad }: Opinion): GivenLabel {
  return { id: clipId, annotator, label: label ?? null, bad, at: "" };
}

async function append(path: string, { id, label, bad, annotator, at }: GivenLabel): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await dropTornRow(path);
    const file = await open(path, "a");
    try {
      const { size } = await file.stat();
      const row = [id, label ?? "", bad ? "yes" : "no", annotator, at];
      try {
        // goes on until all is written: a nearly full disk takes what it has room for, and refuses only what comes after
        await file.appendFile(formatCsv(size === 0 ? [CORRECTION_COLUMNS, row] : [row]));
        await file.sync();
      } catch (error) {
        // half a row would be read as a label
        await file.truncate(size);
        throw error;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new WriteError(
      `${path}: the label cannot be saved (${fileTrouble(error)}).`,
      "Nothing else was lost; free some space, then give it again.",
    );
  }
}

const TAIL_BYTES = 65_536;

/** A row that was being written when power was lost: everything behind the last line end. */
async function dropTornRow(path: string): Promise<void> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return;
  let whole: number;
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from);
    const last = buffer.subarray(0, bytesRead).lastIndexOf(0x0a);
    whole = last < 0 ? from : from + last + 1;
    if (whole === size) return;
  } finally {
    await file.close();
  }
  await truncate(path, whole);
}
