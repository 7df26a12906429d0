/** A corpus of synthetic speech on disk: clips and the table that names them. */
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { encodeWav } from "../audio/wav.ts";
import { formatCsv } from "../base/csv.ts";
import { readCorpus } from "../corpus/index.ts";
import { atomicWrite } from "../experiment/files/atomic-write.ts";
import { type DemoOptions, demoClips } from "../synth/index.ts";
import type { Progress } from "./progress.ts";

/** The table of the corpus, in its folder. */
export const CLIPS_TABLE = "clips.csv";

/**
 * Writes clips.csv and the folder corpus beside it, in place of those that are there.
 *
 * @returns how many clips there are
 */
export async function writeSyntheticCorpus(
  folder: string,
  options: DemoOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> {
  const corpus = join(folder, "corpus");
  const clips = [...demoClips(options)];
  await rm(corpus, { recursive: true, force: true });
  for (const [i, { name, audio }] of clips.entries()) {
    signal.throwIfAborted();
    await atomicWrite(join(corpus, name), encodeWav(audio));
    progress.update("Synthesising speech", i + 1, clips.length);
  }
  await atomicWrite(join(folder, CLIPS_TABLE), await listClips(corpus));
  return clips.length;
}

/** The clips as a table. Their names follow RAVDESS, but they are not RAVDESS: its licence and citation are not theirs. */
async function listClips(corpus: string): Promise<string> {
  const { clips } = await readCorpus(corpus, { reader: "ravdess" });
  const rows = clips.map(({ id, path, label, speaker, sex, sentence, intensity, take }) =>
    [`corpus/${basename(path)}`, label, id, speaker, sex, sentence, intensity, take].map(
      (cell) => cell ?? "",
    ),
  );
  return formatCsv([["path", "label", "id", "speaker", "sex", "sentence", "intensity", "take"], ...rows]);
}
