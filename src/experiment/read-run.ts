/** A run's folder, read back. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError, messageOf } from "../base/errors.ts";
import { parseJson } from "../base/params.ts";
import type { Clip } from "../corpus/corpus.ts";
import { readCorpora } from "../corpus/several.ts";
import { parsePredictions } from "../dataset/predictions-csv.ts";
import { type FinishedRun, parseScoresFile } from "../report/index.ts";
import { corpusSchema } from "./config.ts";
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
  const scores = parseScoresFile(join(folder, "scores.json"), await textOf(folder, "scores.json"));
  const answers = await Promise.all(
    scores.recognisers.map(
      async ({ name }) =>
        [name, parsePredictions(name, await textOf(folder, join("predictions", `${name}.csv`)))] as const,
    ),
  );
  const path = join(folder, "experiment.json");
  const experiment = parseJson(path, await textOf(folder, "experiment.json"), fileSchema);
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

async function textOf(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), "utf8").catch((error: unknown) => {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new ConfigError(
      missing
        ? `${folder}: not a finished run: it has no ${name}; expected a folder that train wrote.`
        : `${join(folder, name)}: cannot be read (${messageOf(error)}).`,
    );
  });
}
