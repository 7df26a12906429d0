/** `prosodia results`: tables over the scores of many runs. */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ConfigError } from "../../base/errors.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { portable } from "../../experiment/folder/save.ts";
import {
  type MeasuredRun,
  namedApart,
  parseScoresFile,
  renderDrawsTable,
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
  readonly draws?: true;
}

export async function results(places: readonly string[], options: ResultsOptions): Promise<void> {
  const table = tableOf((await Promise.all(places.map(readScores))).flat(), options);
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

function tableOf(runs: readonly MeasuredRun[], { best, draws }: ResultsOptions): string {
  if (draws === true) return renderDrawsTable(runs.map(({ scores }) => scores));
  const scores = namedApart(runs);
  return best === undefined ? allOf(scores) : renderSummary(scores, best);
}

function allOf(scores: readonly ScoresFile[]): string {
  return `${renderResultsTable(scores)}\nThe same by protocol (UAR, %):\n\n${renderProtocolTable(scores)}`;
}

/**
 * Of a file, or of all of a folder.
 *
 * @throws ConfigError if there are none, or one is damaged
 */
async function readScores(place: string): Promise<MeasuredRun[]> {
  const found = await stat(place).catch(() => undefined);
  if (found === undefined) throw new ConfigError(`${place}: there is no such file or folder.`);
  const isFolder = found.isDirectory();
  const entries = isFolder ? await readdir(place, { recursive: true }) : [place];
  const paths = entries.filter((path) => /(^|[/\\]|\.)scores\.json$/.test(path)).toSorted();
  if (paths.length === 0) throw new ConfigError(`${place}: expected scores.json of runs there; got none.`);
  return Promise.all(paths.map((path) => readMeasured(isFolder ? join(place, path) : path)));
}

/** Scores, and the experiment where they lie in a run's folder. */
async function readMeasured(path: string): Promise<MeasuredRun> {
  const scores = parseScoresFile(path, await readFile(path, "utf8"));
  const isRun = basename(path) === "scores.json";
  const text = isRun
    ? await readFile(join(dirname(path), "experiment.json"), "utf8").catch(() => null)
    : null;
  return {
    path: isRun ? dirname(path) : path.replace(/\.scores\.json$/, ""),
    scores,
    experiment: text === null ? undefined : portable(parseJson(text)),
  };
}

/** Undefined where it is damaged: the scores are what is asked for. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
