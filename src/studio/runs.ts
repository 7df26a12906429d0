/** Runs: folders that `prosodia train` has written, found and read. */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import type { Judged } from "../dataset/predictions.ts";
import { parsePredictions } from "../dataset/predictions-csv.ts";
import { parseScoresFile } from "../report/index.ts";
import type { FoldHistory } from "../report/report.ts";
import type { RunAnswers, RunCorpus, RunDetails, RunRow } from "./answers.ts";
import type { Places } from "./places.ts";
import { StudioError } from "./trouble.ts";

export interface Runs {
  /** Newest first. */
  list(): Promise<RunRow[]>;
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

const foldsSchema = z.array(z.looseObject({ test: z.array(z.string()) }));

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

/** What the page shows of report.json beside the scores. */
const reportSchema = z.looseObject({
  notes: z.array(z.string()),
  audit: z.looseObject({ findings: z.array(z.looseObject({ fold: z.string(), message: z.string() })) }),
  recognisers: z.array(z.looseObject({ name: z.string(), history: historySchema.optional() })),
});

export function openRuns(places: Places): Runs {
  /** A run's scores are written last, and once. */
  const known = new Map<string, { readonly endedMs: number; readonly row: RunRow }>();

  async function rowOf(folder: string): Promise<RunRow> {
    const { mtime } = await stat(join(folder, "scores.json"));
    const before = known.get(folder);
    if (before?.endedMs === mtime.getTime()) return before.row;
    const row = await readRow(folder, mtime);
    known.set(folder, { endedMs: mtime.getTime(), row });
    return row;
  }

  async function readRow(folder: string, mtime: Date): Promise<RunRow> {
    const at = places.nameOf(folder);
    const text = await readFile(join(folder, "scores.json"), "utf8");
    const {
      name,
      corpus,
      clips,
      protocol,
      folds,
      seed,
      leaky,
      target = "label",
      recognisers,
    } = parseScoresFile(at, text);
    const experiment = await readJson(join(folder, "experiment.json"), experimentSchema);
    return {
      at,
      name,
      corpus,
      protocol,
      folds,
      seed,
      leaky,
      target,
      clips,
      ended: mtime.toISOString(),
      recognisers: recognisers.map(({ name: own, learner, description, scores, fitSeconds }) => ({
        name: own,
        learner,
        description,
        scores,
        fitSeconds,
      })),
      settings: experiment === undefined ? {} : flattened(experiment),
    };
  }

  async function find(at: string): Promise<string> {
    const folder = await places.find(at);
    if ((await stat(join(folder, "scores.json")).catch(() => undefined)) !== undefined) return folder;
    throw new StudioError(404, `${at}: holds no finished run.`, "It may run still, or have been moved.");
  }

  return {
    async list() {
      const folders: string[] = [];
      for (const root of places.roots) await findRuns(root, DEPTH, folders);
      const rows = await Promise.all(
        folders.map((folder) =>
          rowOf(folder).catch((error: unknown) => {
            // of another version, or half written: not a run that can be shown
            if (error instanceof ConfigError) return undefined;
            throw error;
          }),
        ),
      );
      return rows.flatMap((row) => row ?? []).sort((a, b) => (a.ended < b.ended ? 1 : -1));
    },
    async read(at) {
      const folder = await find(at);
      const row = await rowOf(folder);
      const experiment = await readJson(join(folder, "experiment.json"), experimentSchema);
      const report = await readJson(join(folder, "report.json"), reportSchema);
      const names = await readdir(folder, { recursive: true });
      const paths = experiment?.corpus.map(({ path }) => path) ?? [];
      return {
        ...row,
        corpora: await corporaOf(paths, row.corpus, places),
        yaml: experiment === undefined ? "" : stringify(experiment),
        notes: report?.notes ?? [],
        findings: (report?.audit.findings ?? []).map(({ fold, message }) => `${fold}: ${message}`),
        histories: (report?.recognisers ?? []).flatMap(({ name, history = [] }) =>
          history.every(({ epochs }) => epochs.length === 0) ? [] : [{ learner: name, folds: history }],
        ),
        files: names.filter((name) => name.endsWith(".onnx")).map((name) => `${at}/${name}`),
      };
    },
    async answers(at, learner) {
      const folder = await find(at);
      const path = await places.find(join(folder, "predictions", `${basename(learner)}.csv`));
      const folds = (await readJson(join(folder, "folds.json"), foldsSchema)) ?? [];
      const foldOf = new Map(folds.flatMap(({ test }, fold) => test.map((id) => [id, fold])));
      const scores = parseScoresFile(at, await readFile(join(folder, "scores.json"), "utf8"));
      const votes = scores.recognisers.find(({ name }) => name === learner)?.votes ?? null;
      return answersOf(at, parsePredictions(learner, await readFile(path, "utf8")), votes, foldOf);
    },
    async report(at) {
      return readFile(await places.find(join(await find(at), "report.html")), "utf8");
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

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** @param name - of the run's corpora together: each is called by its own, in their order */
async function corporaOf(
  paths: readonly string[],
  name: string,
  places: Places,
): Promise<readonly RunCorpus[]> {
  if (paths.length === 0)
    return [{ name, prefix: "", at: null, problem: "the run does not say where its corpus is." }];
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
