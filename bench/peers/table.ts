/** What is compared: clips of EMO-DB as the tables that the peers read, as they are and with faults planted in them. */
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { formatCsv } from "../../src/base/csv.ts";
import { readCorpus } from "../../src/corpus/index.ts";

export interface Row {
  readonly file: string;
  readonly id: string;
  readonly emotion: string;
  readonly speaker: string;
}

const foldsSchema = z.array(z.object({ test: z.array(z.string()) }));

export async function rowsOf(corpus: string): Promise<Row[]> {
  const { clips } = await readCorpus(corpus);
  return clips.map(({ id, path, label, speaker }) => {
    if (label === undefined || speaker === undefined) throw new Error(`clip ${id} has no label or speaker`);
    return { file: path, id, emotion: label, speaker };
  });
}

/** file, emotion, speaker, fold: the folds are those of a run of ours. */
export async function foldTable(rows: readonly Row[], foldsFile: string): Promise<string> {
  const folds = foldsSchema.parse(JSON.parse(await readFile(foldsFile, "utf8")));
  const foldOf = new Map(folds.flatMap(({ test }, fold) => test.map((id) => [id, String(fold)] as const)));
  const cells = rows.map(({ file, id, emotion, speaker }) => {
    const fold = foldOf.get(id);
    if (fold === undefined) throw new Error(`clip ${id} is tested in no fold`);
    return [file, emotion, speaker, fold];
  });
  return formatCsv([["file", "emotion", "speaker", "fold"], ...cells]);
}

export function speakerTable(rows: readonly Row[], header: readonly string[]): string {
  return formatCsv([header, ...rows.map(({ file, emotion, speaker }) => [file, emotion, speaker])]);
}

/** Faults that put what is tested among what is trained on, as they happen; none of them is in EMO-DB. */
export const FAULTS = {
  "ten recordings are there a second time, under another name and speaker": async (
    rows: readonly Row[],
    folder: string,
  ) => {
    await mkdir(join(folder, "copies"), { recursive: true });
    const copies = firstOfEach(rows).map(async (row) => {
      const file = join(folder, "copies", `again-${basename(row.file)}`);
      await copyFile(row.file, file);
      return { ...row, file, speaker: otherSpeaker(rows, row.speaker) };
    });
    return [...rows, ...(await Promise.all(copies))];
  },
  "a speaker is spelt S03 in one half of the rows and s03 in the other": async (rows: readonly Row[]) =>
    rows.map((row, i) => ({
      ...row,
      speaker: `${row.speaker === "03" && i % 2 === 0 ? "s" : "S"}${row.speaker}`,
    })),
  "ten files are listed twice, under two speakers": async (rows: readonly Row[]) => [
    ...rows,
    ...firstOfEach(rows).map((row) => ({ ...row, speaker: otherSpeaker(rows, row.speaker) })),
  ],
} as const;

function speakersOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.map(({ speaker }) => speaker))];
}

function firstOfEach(rows: readonly Row[]): Row[] {
  return speakersOf(rows).flatMap((speaker) => rows.filter((row) => row.speaker === speaker).slice(0, 1));
}

function otherSpeaker(rows: readonly Row[], speaker: string): string {
  const speakers = speakersOf(rows);
  return speakers[(speakers.indexOf(speaker) + 1) % speakers.length];
}
