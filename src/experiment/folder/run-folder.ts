/** The folder of a finished run, file by file: what train wrote there, read back. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { parseJson } from "../../base/params.ts";
import type { Judged } from "../../dataset/predictions.ts";
import { parsePredictions } from "../../dataset/predictions-csv.ts";
import { parseScoresFile, type ScoresFile } from "../../report/index.ts";

const foldsSchema = z.array(z.looseObject({ name: z.string(), test: z.array(z.string()) }));

/**
 * The text of one of its files.
 *
 * @param name - relative to the folder
 * @throws ConfigError if the folder is no finished run, or the file cannot be read
 */
export async function textOfRun(folder: string, name: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, name));
  } catch (error) {
    throw await whyMissing(folder, name, error);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigError(`${join(folder, name)}: expected text in UTF-8, got other bytes.`);
  }
}

async function whyMissing(folder: string, name: string, error: unknown): Promise<ConfigError> {
  const isMissing =
    error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
  if (!isMissing) return new ConfigError(`${join(folder, name)}: cannot be read (${fileTrouble(error)}).`);
  const what = `${folder}: not a finished run: it has no ${name}`;
  return (await isRun(folder))
    ? new ConfigError(`${what}.`, "Run its train to the end, or leave it out.")
    : new ConfigError(`${what}; expected a folder that train wrote.`);
}

/** Whether train began there: the experiment is what it writes first. */
export async function isRun(folder: string): Promise<boolean> {
  const found = await stat(join(folder, "experiment.json")).catch(() => undefined);
  return found?.isFile() === true;
}

/** What the run was told, as far as the schema looks at it. */
export async function experimentOfRun<S extends z.ZodType>(folder: string, schema: S): Promise<z.output<S>> {
  const text = await textOfRun(folder, "experiment.json");
  return parseJson(join(folder, "experiment.json"), text, schema);
}

export async function scoresOfRun(folder: string): Promise<ScoresFile> {
  return parseScoresFile(join(folder, "scores.json"), await textOfRun(folder, "scores.json"));
}

/** Its folds with the ids of their test clips. */
export async function foldsOfRun(folder: string): Promise<z.output<typeof foldsSchema>> {
  return parseJson(join(folder, "folds.json"), await textOfRun(folder, "folds.json"), foldsSchema);
}

/** What a learner of the run answered, out of fold. */
export async function answersOfRun(folder: string, learner: string): Promise<Judged> {
  return parsePredictions(learner, await textOfRun(folder, join("predictions", `${learner}.csv`)));
}
