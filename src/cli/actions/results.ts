/** `prosodia results`: tables over the scores of many runs. */
import { readdir, readFile } from "node:fs/promises";
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

export async function results(folder: string, options: ResultsOptions): Promise<void> {
  const scores = await readScores(folder);
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

/** @throws ConfigError if there are none, or one is damaged */
async function readScores(folder: string): Promise<ScoresFile[]> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const paths = entries.filter((path) => /(^|[/\\]|\.)scores\.json$/.test(path)).toSorted();
  if (paths.length === 0) throw new ConfigError(`${folder}: expected scores.json of runs there; got none.`);
  return Promise.all(
    paths.map(async (path) => parseScoresFile(path, await readFile(join(folder, path), "utf8"))),
  );
}
