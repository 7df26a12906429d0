/** `prosodia results`: tables over the scores of many runs. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { ConfigError } from "../../base/errors.ts";
import { atomicWrite } from "../../experiment/atomic-write.ts";
import {
  parseScoresFile,
  renderProtocolTable,
  renderResultsTable,
  type ScoresFile,
} from "../../report/index.ts";

/** What a document has around the tables that this command keeps up to date. */
const BEGIN = "<!-- results: begin -->";
const END = "<!-- results: end -->";

export function addResultsCommand(program: Command): void {
  program
    .command("results <folder>")
    .description("tables over all *.scores.json of a folder, or scores.json of the runs in it")
    .option("--write <file.md>", `put them between ${BEGIN} and ${END} in a document`)
    .action(results);
}

async function results(folder: string, options: { write?: string }): Promise<void> {
  const scores = await readScores(folder);
  const table = `${renderResultsTable(scores)}\nThe same recognisers by protocol (UAR, %):\n\n${renderProtocolTable(scores)}`;
  if (options.write === undefined) {
    process.stdout.write(table);
    return;
  }
  const text = await readFile(options.write, "utf8").catch(() => "");
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new ConfigError(
      `--write ${options.write}: expected a document with the lines ${BEGIN} and ${END}.`,
    );
  }
  await atomicWrite(options.write, `${text.slice(0, begin + BEGIN.length)}\n\n${table}\n${text.slice(end)}`);
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
