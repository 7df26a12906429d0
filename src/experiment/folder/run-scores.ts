/** The scores of a finished run, by the file that it left. */
import { readFile, stat } from "node:fs/promises";
import { ConfigError } from "../../base/errors.ts";
import { didYouMean } from "../../base/registry.ts";
import type { LocalScore } from "../../contest/index.ts";
import { parseScoresFile, rankByUar, type ScoresFile } from "../../report/index.ts";
import { scoresOfRun } from "./run-folder.ts";

/**
 * @param place - a run folder, or a file of scores
 * @throws ConfigError if it is neither
 */
export async function readRunScores(place: string): Promise<ScoresFile> {
  const isFile = (await stat(place).catch(() => undefined))?.isFile() === true;
  return isFile ? parseScoresFile(place, await readFile(place, "utf8")) : scoresOfRun(place);
}

/**
 * The recogniser of a name, or the one with the greatest UAR; ties to the first. One that was measured knowing its speakers by
 * other clips answers strangers with less than its score: it is only taken where there are no others.
 *
 * @throws ConfigError if there is none
 */
export function recogniserOf(
  { name: run, recognisers }: ScoresFile,
  name?: string,
): ScoresFile["recognisers"][number] {
  const unaided = recognisers.filter(({ knowsSpeakers }) => knowsSpeakers === undefined);
  const found =
    name === undefined
      ? rankByUar(unaided.length > 0 ? unaided : recognisers)[0]
      : recognisers.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = recognisers.map((one) => one.name);
  throw new ConfigError(
    `the run ${run} has no recogniser${name === undefined ? "" : ` "${name}"`}; expected one of ${names.join(", ")}.`,
    name === undefined ? undefined : didYouMean(name, names),
  );
}

/** Accuracy on the labelled clips, as a contest's log keeps it; none where nothing was scored, or with the speakers known. */
export function localScoreOf(
  { protocol }: ScoresFile,
  { scores, knowsSpeakers }: ScoresFile["recognisers"][number],
): LocalScore | undefined {
  const accuracy = scores.find(({ metric }) => metric === "accuracy");
  if (accuracy === undefined || knowsSpeakers === true) return undefined;
  const { value, low, high, n } = accuracy;
  return { protocol, value, low, high, n };
}
