/** Runs: folders that `prosodia train` has written, found and read. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { parseJson } from "../base/params.ts";
import type { Judged } from "../dataset/predictions.ts";
import {
  answersOfRun,
  experimentOfRun,
  foldsOfRun,
  scoresOfRun,
  textOfRun,
} from "../experiment/folder/run-folder.ts";
import { recogniserPath } from "../experiment/folder/save.ts";
import { marksOf } from "../report/marks.ts";
import type { FoldHistory } from "../report/report.ts";
import type { RunAnswers, RunCorpus, RunDetails, RunList, RunRow } from "./answers.ts";
import type { Places } from "./places.ts";
import { StudioError } from "./trouble.ts";

export interface Runs {
  /** Newest first, with what is damaged. */
  list(): Promise<RunList>;
  /** @throws StudioError if it is no finished run, or one of its files is damaged; so do the next */
  read(at: string): Promise<RunDetails>;
  answers(at: string, learner: string): Promise<RunAnswers>;
  /** The report's page. */
  report(at: string): Promise<string>;
}

/** Runs lie in runs/, and folders of runs below it. */
const DEPTH = 3;
const SKIPPED = new Set(["node_modules", "predictions", "recognisers", "checks"]);

const experimentSchema = z.looseObject({
  corpus: z.array(z.looseObject({ path: z.string() })).min(1),
});

const historySchema: z.ZodType<FoldHistory[]> = z.array(
  z.object({
    fold: z.string(),
    epochs: z.array(
      z.object({
        epoch: z.number(),
        loss: z.number(),
        accuracy: z.number(),
        learningRate: z.number(),
        validationLoss: z.number().exactOptional(),
        validationAccuracy: z.number().exactOptional(),
      }),
    ),
  }),
);

/** What the page shows of report.json beside the scores; where numbers were told, there is neither audit nor history. */
const reportSchema = z.looseObject({
  notes: z.array(z.string()),
  audit: z
    .looseObject({ findings: z.array(z.looseObject({ fold: z.string(), message: z.string() })) })
    .optional(),
  recognisers: z.array(z.looseObject({ name: z.string(), history: historySchema.optional() })).default([]),
});

/** What a page reads of a run, beside what was said of every clip. */
const FILES = ["scores.json", "experiment.json", "folds.json", "report.json"] as const;

/** What a row is made of, but for where its corpora are now. */
interface RowParts {
  readonly row: Omit<RunRow, "corpora">;
  readonly paths: readonly string[];
}

/** A run as the list has it: no row where what a row is made of is damaged. */
interface Listed {
  readonly row: RowParts | undefined;
  readonly problems: readonly string[];
}

export function openRuns(places: Places): Runs {
  /** With the times of the files that were read. */
  const known = new Map<string, { readonly times: string; readonly listed: Listed }>();

  async function listed(folder: string): Promise<Listed> {
    const [endedMs, ...others] = await Promise.all(FILES.map((name) => timeOf(join(folder, name))));
    // removed since it was found
    if (endedMs === undefined) return { row: undefined, problems: [] };
    const times = [endedMs, ...others].join();
    const before = known.get(folder);
    if (before?.times === times) return before.listed;
    const problems: string[] = [];
    const tried = async (work: Promise<unknown>): Promise<void> => {
      await work.catch((error: unknown) => problems.push(damageOf(error, folder).message));
    };
    let row: RowParts | undefined;
    await tried(
      rowOf(folder, endedMs).then((read) => {
        row = read;
      }),
    );
    await tried(foldsOfRun(folder));
    await tried(reportOf(folder));
    const found = { row, problems };
    known.set(folder, { times, listed: found });
    return found;
  }

  /** @throws ConfigError if one of its files is damaged */
  async function rowOf(folder: string, endedMs: number): Promise<RowParts> {
    const { recognisers, ...scores } = await scoresOfRun(folder);
    const { name, corpus, clips, protocol, folds, seed, leaky, target = "label" } = scores;
    const experiment = await experimentOfRun(folder, experimentSchema);
    const row = {
      at: places.nameOf(folder),
      name,
      corpus,
      protocol,
      folds,
      seed,
      leaky,
      target,
      clips,
      ended: new Date(endedMs).toISOString(),
      recognisers: recognisers.map(
        ({ name: own, learner, description, scores: all, fitSeconds, ...marks }) => ({
          name: own,
          learner,
          description,
          ...marksOf(marks),
          scores: all,
          fitSeconds,
        }),
      ),
      settings: flattened(experiment),
    };
    return { row, paths: experiment.corpus.map(({ path }) => path) };
  }

  const withCorpora = async ({ row, paths }: RowParts): Promise<RunRow> => ({
    ...row,
    corpora: await corporaOf(paths, row.corpus, places),
  });

  /** @throws what is no damaged file, as it is */
  function damageOf(error: unknown, folder: string): ConfigError {
    if (!(error instanceof ConfigError)) throw error;
    return new ConfigError(error.message.replaceAll(folder, places.nameOf(folder)));
  }

  /** @returns its folder, and when its scores were written */
  async function finished(at: string): Promise<{ readonly folder: string; readonly endedMs: number }> {
    const folder = await places.find(at);
    const endedMs = await timeOf(join(folder, "scores.json"));
    if (endedMs !== undefined) return { folder, endedMs };
    throw new StudioError(404, `${at}: holds no finished run.`, "It may run still, or have been moved.");
  }

  /** Reads a run. */
  async function ofRun<T>(at: string, read: (folder: string, endedMs: number) => Promise<T>): Promise<T> {
    const { folder, endedMs } = await finished(at);
    try {
      return await read(folder, endedMs);
    } catch (error) {
      if (error instanceof StudioError) throw error;
      throw new StudioError(409, damageOf(error, folder).message, "Train the run again.");
    }
  }

  return {
    async list() {
      const folders: string[] = [];
      for (const root of places.roots) await findRuns(root, DEPTH, folders);
      const all = await Promise.all(folders.map(listed));
      const rows = await Promise.all(all.flatMap(({ row }) => (row === undefined ? [] : withCorpora(row))));
      return {
        runs: rows.sort((a, b) => (a.ended < b.ended ? 1 : -1)),
        problems: all.flatMap(({ problems }) => problems),
      };
    },
    read: (at) =>
      ofRun(at, async (folder, endedMs) => {
        const row = await withCorpora(await rowOf(folder, endedMs));
        const experiment = await experimentOfRun(folder, experimentSchema);
        const { notes, audit, recognisers } = await reportOf(folder);
        const files = row.recognisers.map(({ name }) => recogniserPath(folder, name));
        const times = await Promise.all(files.map(timeOf));
        return {
          ...row,
          yaml: stringify(experiment),
          notes,
          findings: audit?.findings.map(({ fold, message }) => `${fold}: ${message}`) ?? null,
          histories: recognisers.flatMap(({ name, history = [] }) =>
            history.every(({ epochs }) => epochs.length === 0) ? [] : [{ learner: name, folds: history }],
          ),
          files: files.filter((_, i) => times[i] !== undefined).map((path) => places.nameOf(path)),
        };
      }),
    answers: (at, learner) =>
      ofRun(at, async (folder) => {
        const { recognisers } = await scoresOfRun(folder);
        const own = recognisers.find(({ name }) => name === learner);
        if (own === undefined) throw new StudioError(404, `${at}: has no learner "${learner}".`);
        // a link may lead elsewhere
        await places.find(join(folder, "predictions", `${learner}.csv`));
        const answers = await answersOfRun(folder, learner);
        const folds = await foldsOfRun(folder);
        const foldOf = new Map(folds.flatMap(({ test }, fold) => test.map((id) => [id, fold])));
        return answersOf(at, answers, own.votes ?? null, foldOf);
      }),
    async report(at) {
      return readFile(await places.find(join((await finished(at)).folder, "report.html")), "utf8");
    },
  };
}

async function findRuns(folder: string, depth: number, found: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some(({ name }) => name === "scores.json")) found.push(folder);
  if (depth === 0) return;
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith(".") || SKIPPED.has(entry.name)) continue;
    await findRuns(join(folder, entry.name), depth - 1, found);
  }
}

/** Undefined where there is no such file. */
async function timeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

/** @throws ConfigError if it is damaged */
async function reportOf(folder: string): Promise<z.output<typeof reportSchema>> {
  return parseJson(join(folder, "report.json"), await textOfRun(folder, "report.json"), reportSchema);
}

/** @param name - of the run's corpora together: each is called by its own, in their order */
async function corporaOf(
  paths: readonly string[],
  name: string,
  places: Places,
): Promise<readonly RunCorpus[]> {
  // no name has a plus
  const names = name.split("+");
  return Promise.all(
    paths.map(async (path, i) => {
      const one = { name: names[i], prefix: paths.length === 1 ? "" : `${names[i]}/` };
      try {
        return { ...one, at: places.nameOf(await places.find(path)), problem: null };
      } catch (error) {
        if (error instanceof StudioError) return { ...one, at: null, problem: error.message };
        throw error;
      }
    }),
  );
}

function answersOf(
  at: string,
  { source, labels, clipIds, truth, predicted, probabilities }: Judged,
  votes: number | null,
  foldOf: ReadonlyMap<string, number>,
): RunAnswers {
  return {
    at,
    learner: source,
    labels,
    ids: clipIds,
    truth: [...truth],
    predicted: [...predicted],
    probabilities: Array.from(probabilities, (p) => Number(p.toPrecision(5))),
    votes,
    folds: clipIds.map((id) => foldOf.get(id) ?? -1),
  };
}

/** Dotted keys of what a run was told; names of learners are not settings. */
function flattened(value: unknown, above = ""): Record<string, string | number | boolean> {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return { [above]: value };
  if (typeof value !== "object" || value === null) return {};
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, one]) => flattened(one, above === "" ? key : `${above}.${key}`)),
  );
}
