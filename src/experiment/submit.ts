/** A contest submission: a run's recogniser or ensemble answers clips that nobody labelled. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { formatCsv } from "../base/csv.ts";
import { ConfigError, CorpusError, ModelError } from "../base/errors.ts";
import type { Clip } from "../corpus/corpus.ts";
import { readCorpus } from "../corpus/index.ts";
import { widthOf } from "../dataset/dataset.ts";
import type { Predictions } from "../dataset/predictions.ts";
import { createPredictions } from "../dataset/predictions-table.ts";
import { rowId } from "../dataset/rows.ts";
import { parseScoresFile } from "../report/index.ts";
import { type Experiment, parseExperiment } from "./config.ts";
import { gatherFacts, isReadable, isUnreadable } from "./facts.ts";
import { extractRows } from "./features.ts";
import { recogniserPath } from "./finals.ts";
import { openRecogniser } from "./open-recogniser.ts";
import { assembleDataset, PREDICT_ROWS, readRows } from "./rows.ts";
import { combine } from "./run.ts";
import type { Services } from "./services.ts";

export interface Submission {
  /** Which recogniser or ensemble answered. */
  readonly name: string;
  readonly predictions: Predictions;
  /** `filename,label`, one row per clip. */
  readonly csv: string;
  /** Test clips whose audio was trained on: their answers are memory, not recognition. */
  readonly known: readonly string[];
}

/**
 * @param name - recogniser or ensemble of the run; by default the one that measured best, ties to the first
 * @throws ConfigError if the folder is no run, or has no such recogniser
 * @throws CorpusError naming a test clip that cannot be read: every clip needs an answer
 */
export async function createSubmission(
  runFolder: string,
  testPath: string,
  name: string | undefined,
  services: Services,
): Promise<Submission> {
  const experiment = await readRun(runFolder);
  const chosen = name ?? (await bestOf(runFolder));
  const members = recognisersOf(experiment, chosen);
  const { clips } = await readCorpus(testPath, { reader: "unlabelled" });
  const digests = await digestClips(clips, services);
  const answers = new Map<string, Predictions>();
  for (const member of members) {
    answers.set(member, await answer(runFolder, member, clips, digests, services));
  }
  const predictions = resolveEntry(experiment, chosen, answers);
  const trained = await trainingDigests(experiment, services);
  return {
    name: chosen,
    predictions,
    csv: formatSubmission(predictions, clips),
    known: clips.map((clip) => clip.id).filter((id) => trained.has(digests.get(id) ?? "")),
  };
}

/**
 * The csv of a submission.
 *
 * @throws ModelError if a clip has no answer or two: a submission has one row per test clip
 */
function formatSubmission(predictions: Predictions, clips: readonly Clip[]): string {
  const labelOf = new Map(
    predictions.clipIds.map((id, i) => [id, predictions.labels[predictions.predicted[i]]]),
  );
  if (labelOf.size !== clips.length) {
    throw new ModelError(`the submission has ${labelOf.size} rows for ${clips.length} test clips.`);
  }
  const rows = clips.map(({ id }) => {
    const label = labelOf.get(id);
    if (label === undefined) throw new ModelError(`the submission has no answer for the clip ${id}.`);
    return [id, label];
  });
  return formatCsv([["filename", "label"], ...rows]);
}

async function readRun(runFolder: string): Promise<Experiment> {
  const path = join(runFolder, "experiment.json");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) {
    throw new ConfigError(
      `${runFolder}: not a finished run: it has no experiment.json; expected a folder that train wrote.`,
    );
  }
  return parseExperiment(text, path);
}

async function bestOf(runFolder: string): Promise<string> {
  const path = join(runFolder, "scores.json");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) throw new ConfigError(`${runFolder}: not a finished run: it has no scores.json.`);
  const { recognisers } = parseScoresFile(path, text);
  if (recognisers.length === 0) throw new ConfigError(`${path}: the run has no recognisers.`);
  const accuracyOf = (one: (typeof recognisers)[number]) =>
    one.scores.find((score) => score.metric === "accuracy")?.value ?? 0;
  return recognisers.reduce((best, one) => (accuracyOf(one) > accuracyOf(best) ? one : best)).name;
}

/** The recognisers that an entry stands on: itself, or an ensemble's members all the way down. */
function recognisersOf(experiment: Experiment, name: string): string[] {
  if (Object.hasOwn(experiment.recognisers, name)) return [name];
  if (!Object.hasOwn(experiment.ensembles, name)) {
    const known = [...Object.keys(experiment.recognisers), ...Object.keys(experiment.ensembles)];
    throw new ConfigError(`the run has no recogniser "${name}"; expected one of ${known.join(", ")}.`);
  }
  return [
    ...new Set(experiment.ensembles[name].members.flatMap((member) => recognisersOf(experiment, member))),
  ];
}

function resolveEntry(
  experiment: Experiment,
  name: string,
  answers: ReadonlyMap<string, Predictions>,
): Predictions {
  const own = answers.get(name);
  if (own !== undefined) return own;
  const { id, members, params } = experiment.ensembles[name];
  return combine(
    name,
    id,
    members.map((member) => resolveEntry(experiment, member, answers)),
    params,
  );
}

/** Digests of the clips that the run was trained on; none where the corpus is no longer there. */
async function trainingDigests(experiment: Experiment, { pool, watch }: Services): Promise<Set<string>> {
  const { path, reader, exclude } = experiment.corpus;
  const found = await readCorpus(path, reader === undefined ? {} : { reader }).catch(() => undefined);
  const clips = found?.clips.filter((clip) => !exclude.includes(clip.id)) ?? [];
  const facts = await gatherFacts(clips, pool, watch);
  return new Set(facts.filter(isReadable).map((one) => one.digest));
}

async function digestClips(clips: readonly Clip[], { pool, watch }: Services): Promise<Map<string, string>> {
  const facts = await gatherFacts(clips, pool, watch);
  const bad = facts.find(isUnreadable);
  if (bad !== undefined)
    throw new CorpusError(`${bad.error}`, "A submission needs an answer for every clip.");
  return new Map(facts.filter(isReadable).map((one) => [one.id, one.digest]));
}

async function answer(
  runFolder: string,
  name: string,
  clips: readonly Clip[],
  digests: ReadonlyMap<string, string>,
  services: Services,
): Promise<Predictions> {
  const path = recogniserPath(runFolder, name);
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) {
    throw new ConfigError(`${path}: the run has no such file; train it with final: true.`);
  }
  const recogniser = await openRecogniser(path, bytes);
  const { recipe, labels, shape } = recogniser.info;
  const rows = clips.map((clip) => ({ clipId: clip.id, copy: 0 }));
  const byId = new Map(clips.map((clip) => [clip.id, clip]));
  const keys = await extractRows(
    `Features of ${name}`,
    { augment: [], recipe },
    rows,
    byId,
    digests,
    0,
    services,
  );
  const probabilities = new Float32Array(clips.length * labels.length);
  for (let from = 0; from < rows.length; from += PREDICT_ROWS) {
    services.watch.signal?.throwIfAborted();
    const sources = rows
      .slice(from, from + PREDICT_ROWS)
      .map((row) => ({ ...row, y: -1, keys: keys.get(rowId(row)) ?? [] }));
    const features = await readRows(sources, services.cache);
    const frames = typeof recipe.frames === "number" ? recipe.frames : null;
    const { x } = assembleDataset(sources, features, frames, labels);
    if (x.length !== sources.length * widthOf(shape)) {
      throw new ModelError(`${path}: the clips give features of another shape than [${shape.join(", ")}].`);
    }
    probabilities.set(await recogniser.predictRows(x, sources.length), from * labels.length);
  }
  await recogniser.release();
  return createPredictions({
    source: name,
    labels,
    clipIds: clips.map((clip) => clip.id),
    truth: new Int32Array(clips.length).fill(-1),
    probabilities,
  });
}
