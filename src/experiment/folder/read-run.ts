/** What a run measured, and the clips it measured it on. */
import { z } from "zod";
import type { Clip } from "../../corpus/corpus.ts";
import { readCorpora } from "../../corpus/several.ts";
import type { FinishedRun } from "../../report/index.ts";
import { corpusSchema } from "../config/schema.ts";
import { answersOfRun, experimentOfRun, scoresOfRun } from "./run-folder.ts";
import { portable } from "./save.ts";

/** A run whose clips can be found again. */
export interface StoredRun extends FinishedRun {
  readonly corpora: readonly z.output<typeof corpusSchema>[];
  /** What is drawn of them. */
  readonly seed: number;
}

const fileSchema = z.looseObject({ corpus: z.array(corpusSchema).min(1), seed: z.int() });

/**
 * What a run measured, whoever trained it: no plugin is loaded, and no recogniser is needed.
 *
 * @throws ConfigError if the folder is no finished run, or a file of it is damaged
 */
export async function readRun(folder: string): Promise<StoredRun> {
  const scores = await scoresOfRun(folder);
  const answers = await Promise.all(
    scores.recognisers.map(async ({ name }) => [name, await answersOfRun(folder, name)] as const),
  );
  const experiment = await experimentOfRun(folder, fileSchema);
  const { corpus: corpora, seed } = experiment;
  return {
    path: folder,
    scores,
    experiment: portable(experiment),
    answers: new Map(answers),
    corpora,
    seed,
  };
}

/** The clips of runs as their corpora have them now, those of the first run before others of the same id; none of a corpus that is gone. */
export async function clipsOfRuns(runs: readonly StoredRun[]): Promise<Map<string, Clip>> {
  const clips = new Map<string, Clip>();
  for (const { corpora, seed } of runs.toReversed()) {
    const found = await readCorpora(corpora, seed).catch(() => undefined);
    for (const clip of found?.clips ?? []) clips.set(clip.id, clip);
  }
  return clips;
}
