/** `prosodia results`: tables over the scores of many runs. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../base/errors.ts";
import { atomicWrite } from "../../experiment/atomic-write.ts";
import {
  parseScoresFile,
  renderProtocolTable,
  renderResultsTable,
  renderSummary,
  type ScoresFile,
} from "../../report/index.ts";
import { printLines } from "../lines.ts";
import { RESULTS_BEGIN, RESULTS_END } from "../results-place.ts";

export interface ResultsOptions {
  readonly write?: string;
  readonly best?: number;
}

export async function results(places: readonly string[], options: ResultsOptions): Promise<void> {
  const scores = (await Promise.all(places.map(readScores))).flat();
  const table = options.best === undefined ? allOf(scores) : renderSummary(scores, options.best);
  if (options.write === undefined) {
    printLines(...table.trimEnd().split("\n"));
    return;
  }
  const text = await readFile(options.write, "utf8").catch(() => "");
  const begin = text.indexOf(RESULTS_BEGIN);
  const end = text.indexOf(RESULTS_END);
  if (begin < 0 || end < begin) {
    throw new ConfigError(
      `--write ${options.write}: expected a document with the lines ${RESULTS_BEGIN} and ${RESULTS_END}.`,
    );
  }
  await atomicWrite(
    options.write,
    `${text.slice(0, begin + RESULTS_BEGIN.length)}\n\n${table}\n${text.slice(end)}`,
  );
}

function allOf(scores: readonly ScoresFile[]): string {
  return `${renderResultsTable(scores)}\nThe same by protocol (UAR, %):\n\n${renderProtocolTable(scores)}`;
}

/**
 * Of a file, or of all of a folder.
 *
 * @throws ConfigError if there are none, or one is damaged
 */
async function readScores(place: string): Promise<ScoresFile[]> {
  const isFolder = (await stat(place).catch(() => undefined))?.isDirectory() === true;
  const entries = isFolder ? await readdir(place, { recursive: true }) : [place];
  const paths = entries.filter((path) => /(^|[/\\]|\.)scores\.json$/.test(path)).toSorted();
  if (paths.length === 0) throw new ConfigError(`${place}: expected scores.json of runs there; got none.`);
  return Promise.all(
    paths.map(async (path) =>
      parseScoresFile(path, await readFile(isFolder ? join(place, path) : path, "utf8")),
    ),
  );
}
