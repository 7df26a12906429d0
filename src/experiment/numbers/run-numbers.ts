/** The whole flow of an experiment that learns numbers, from clips to report and files. */
import { basename, join } from "node:path";
import { digestOf } from "../../base/digest.ts";
import { ConfigError, ModelError } from "../../base/errors.ts";
import { VERSION } from "../../base/version.ts";
import { provenanceOf } from "../../corpus/several.ts";
import { formatEstimates } from "../../dataset/estimates-csv.ts";
import { columnOf, type JudgedEstimates, judgeEstimates, mergeEstimates } from "../../dataset/numbers.ts";
import { columnsOf } from "../../dataset/rows.ts";
import { keepsPeopleApart, splits } from "../../dataset/split/index.ts";
import type { Recipe } from "../../features/recipe.ts";
import { networksOf } from "../../features/recipe.ts";
import { describeEstimator, type Estimator } from "../../learners/estimator.ts";
import { bootstrapNumbers, numberMetrics } from "../../metrics/numbers/index.ts";
import { type EstimatorInfo, encodeEstimator } from "../../recogniser/index.ts";
import {
  type DimensionScores,
  type EstimatorResult,
  type NumbersReport,
  numbersScoresFile,
  renderNumbersHtml,
  renderNumbersJson,
  renderNumbersMarkdown,
} from "../../report/numbers/index.ts";
import { atomicWrite } from "../atomic-write.ts";
import { beginFolder } from "../begin-folder.ts";
import { type ClipSet, commonSampleRate, gatherClips } from "../clips.ts";
import type { Experiment } from "../config.ts";
import { extractRows, type FeatureKeys } from "../extract-rows.ts";
import { KEPT } from "../jobs/fit.ts";
import { networkAtHand, settleRecipe } from "../network-files.ts";
import { audit, type Plan, planFolds } from "../plan.ts";
import { portable, recogniserPath } from "../save.ts";
import type { Services } from "../services.ts";
import { REPORT_FILES } from "../write-report.ts";
import { fitEstimator, type NumberWork } from "./fit-estimator.ts";
import type { NumberTargets } from "./targets.ts";

/** The same resamples for every estimator of every run. */
const BOOTSTRAP_SEED = 1;

export interface NumbersSummary {
  readonly name: string;
  readonly protocol: string;
  readonly folds: number;
  readonly clips: number;
  readonly dimensions: readonly string[];
  readonly scores: readonly { readonly name: string; readonly dimensions: readonly DimensionScores[] }[];
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  /** Path of the HTML report; null for a dry run. */
  readonly report: string | null;
  /** Paths of the files fitted on all clips. */
  readonly estimators: readonly string[];
}

/**
 * Measures estimators, reports, and fits them on all clips.
 *
 * @throws LeakError if a training side knows its test side
 * @throws ConfigError, CorpusError, AudioError, ModelError for what is wrong with file, clips or models
 */
export async function runNumbers(
  asked: Experiment,
  folder: string,
  services: Services,
  options: { readonly dryRun?: boolean } = {},
): Promise<NumbersSummary> {
  const started = new Date();
  const { set, targets, experiment, plan } = await planNumbers(asked, services);
  const summary = summaryOf(experiment, set, targets, plan);
  if (options.dryRun === true) return { ...summary, scores: [], report: null, estimators: [] };
  await beginFolder(folder, { experiment, plan }, REPORT_FILES);

  const work = await workOf(experiment, set, targets, plan, services);
  const measured = await Promise.all(
    experiment.estimators.map((estimator) =>
      measureEstimator(estimator, { experiment, set, targets, plan }, work),
    ),
  );
  audit(
    experiment,
    set,
    plan.rows,
    measured.flatMap(({ seen }) => seen),
  );
  for (const { result } of measured) {
    await atomicWrite(join(folder, "predictions", `${result.name}.csv`), formatEstimates(result.estimates));
  }
  const report: NumbersReport = {
    title: experiment.name,
    dimensions: targets.dimensions,
    protocol: { id: experiment.split.protocol, folds: plan.folds.length, seed: experiment.seed },
    newPeople: keepsPeopleApart(splits.find(experiment.split.protocol).apart),
    corpus: { ...provenanceOf(set.corpora), clips: set.clips.length, fingerprint: set.fingerprint },
    estimators: measured.map(({ result }) => result),
    notes: [...summary.warnings, ...summary.notes],
    environment: {
      versions: { prosodia: VERSION, node: process.versions.node },
      started: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
    },
  };
  const [scores, json, markdown, html] = REPORT_FILES.map((name) => join(folder, name));
  await atomicWrite(scores, `${JSON.stringify(numbersScoresFile(report), null, 2)}\n`);
  await atomicWrite(json, renderNumbersJson(report));
  await atomicWrite(markdown, renderNumbersMarkdown(report));
  await atomicWrite(html, await renderNumbersHtml(report));
  return {
    ...summary,
    scores: report.estimators.map(({ name, dimensions }) => ({ name, dimensions })),
    report: html,
    estimators: experiment.final
      ? await Promise.all(
          measured.map(({ estimator, result }) =>
            saveEstimator(estimator, result, folder, { experiment, set, targets, plan }, work),
          ),
        )
      : [],
  };
}

interface PlannedNumbers {
  /** With sampling rates, and knowing the files of networks. */
  readonly experiment: Experiment;
  readonly set: ClipSet;
  readonly targets: NumberTargets;
  readonly plan: Plan;
}

async function planNumbers(asked: Experiment, services: Services): Promise<PlannedNumbers> {
  const { protocol } = asked.split;
  if (splits.find(protocol).leaky || protocol === "contest") {
    throw new ConfigError(
      `split.protocol: ${protocol} is about labels; expected another where numbers are learnt.`,
    );
  }
  if (asked.split.enrol > 0) {
    throw new ConfigError("split.enrol: estimators know groups by all of their clips; expected 0.");
  }
  const set = await gatherClips(asked, services);
  if (set.numbers === undefined) throw new Error("the experiment learns no numbers");
  const estimators: Estimator[] = [];
  for (const one of asked.estimators) {
    const sampleRate = one.recipe.sampleRate ?? commonSampleRate(one.name, set);
    const recipe: Recipe = await settleRecipe({ ...one.recipe, sampleRate }, services.cache);
    estimators.push({ ...one, recipe });
  }
  const experiment = { ...asked, estimators };
  const plan = planFolds(experiment, set);
  audit(experiment, set, plan.rows);
  return { experiment, set, targets: set.numbers, plan };
}

function summaryOf(
  { name, split }: Experiment,
  set: ClipSet,
  { dimensions, agreement }: NumberTargets,
  { folds, dropped }: Plan,
) {
  return {
    name,
    protocol: split.protocol,
    folds: folds.length,
    clips: new Set(folds.flatMap(({ test }) => test)).size,
    dimensions,
    warnings: set.warnings,
    notes: [
      ...agreement,
      ...set.skipped.map(({ error }) => `skipped: ${error}`),
      ...dropped.map(
        ({ fold, clipId, twinOf }) =>
          `${fold}: the clip ${clipId} is left out of training: it shares its audio with ${twinOf}.`,
      ),
    ],
  };
}

async function workOf(
  experiment: Experiment,
  set: ClipSet,
  targets: NumberTargets,
  plan: Plan,
  services: Services,
): Promise<NumberWork> {
  const clips = new Map(set.clips.map((clip) => [clip.id, clip]));
  const rows = [...clips.keys()].map((clipId) => ({ clipId, copy: 0 }));
  const keys = new Map<string, FeatureKeys>();
  for (const { name, recipe } of experiment.estimators) {
    const source = { clips, digests: set.digests, seed: experiment.seed };
    keys.set(name, await extractRows(`Features of ${name}`, { augment: [], recipe }, rows, source, services));
  }
  return {
    services,
    seed: experiment.seed,
    threads: services.threadsFor(experiment.estimators.length * plan.folds.length),
    apart: splits.find(experiment.split.protocol).apart,
    targets,
    columns: new Map(set.clips.map((clip) => [clip.id, columnsOf(clip)])),
    featuresOf({ name }) {
      const found = keys.get(name);
      if (found === undefined) throw new Error("an estimator's features were not prepared");
      return found;
    },
  };
}

async function measureEstimator(
  estimator: Estimator,
  { experiment, set, targets, plan }: PlannedNumbers,
  work: NumberWork,
) {
  const fits = await Promise.all(
    plan.folds.map(async ({ name, train, test }) => {
      const fit = await fitEstimator(estimator, { train, asked: test }, { scope: name, keep: false }, work);
      work.services.tell?.({ kind: "fold", learner: estimator.name, fold: name });
      return { fold: name, fit };
    }),
  );
  const merged = mergeEstimates(
    estimator.name,
    fits.map(({ fit }) => fit.estimates),
  );
  const estimates = judgeEstimates(merged, targets.values);
  const result: EstimatorResult = {
    name: estimator.name,
    description: describeEstimator(estimator),
    estimates,
    dimensions: scoresOf(estimates, experiment, set),
    fitSeconds: fits.reduce((sum, { fit }) => sum + fit.seconds, 0),
    ...(networksOf(estimator.recipe).length > 0 ? { pretrained: true as const } : {}),
  };
  return {
    estimator,
    result,
    seen: fits.flatMap(({ fold, fit }) => fit.seen.map((one) => ({ ...one, fold }))),
  };
}

function scoresOf(estimates: JudgedEstimates, { split }: Experiment, { clips }: ClipSet): DimensionScores[] {
  const { dimensions, clipIds, truth, values } = estimates;
  const speakers = new Map(clips.map(({ id, speaker }) => [id, speaker ?? id]));
  const isOfNewPeople = keepsPeopleApart(splits.find(split.protocol).apart);
  const groups = isOfNewPeople ? { groups: clipIds.map((id) => speakers.get(id) ?? id) } : {};
  return dimensions.map((dimension, d) => ({
    dimension,
    scores: bootstrapNumbers(
      numberMetrics.list,
      {
        truth: columnOf(truth, d, dimensions.length),
        predicted: columnOf(values, d, dimensions.length),
      },
      { seed: BOOTSTRAP_SEED, ...groups },
    ),
  }));
}

/** @returns path of the file */
async function saveEstimator(
  estimator: Estimator,
  { dimensions: measured }: EstimatorResult,
  folder: string,
  { experiment, set, targets, plan }: PlannedNumbers,
  work: NumberWork,
): Promise<string> {
  const { cache } = work.services;
  const train = [...targets.values.keys()].filter((id) => set.facts.has(id));
  const { key, result } = await fitEstimator(
    estimator,
    { train, asked: [] },
    { scope: "all", keep: true },
    work,
  );
  const onnx = await cache.readBlob(KEPT.graph, key);
  if (onnx === undefined) throw new ModelError(`a fitted graph has vanished from ${cache.root}; run again.`);
  const recipe = portable({ ...estimator.recipe, frames: result.frames });
  const ranges = targets.dimensions.map((name, d) => {
    const values = train.map((id) => targets.values.get(id)?.[d] ?? 0);
    return { name, low: Math.min(...values), high: Math.max(...values) };
  });
  const { reader, folder: where, licence, citation } = provenanceOf(set.corpora);
  const info: EstimatorInfo = {
    format: 1,
    name: estimator.name,
    dimensions: ranges,
    inputs: [
      { from: "audio", name: "features", recipe, shape: result.shape },
      ...(["mean", "scale", "count"] as const).flatMap((statistic) =>
        result.normalisedShape === null || estimator.normalise === null
          ? []
          : [
              {
                from: "group" as const,
                name: statistic,
                column: estimator.normalise.by,
                of: "features",
                statistic,
                shape: statistic === "count" ? result.normalisedShape.map(() => 1) : result.normalisedShape,
              },
            ],
      ),
    ],
    estimator: { ...portable(estimator) },
    trainedOn: {
      corpus: `${reader} ${where}`,
      clips: train.length,
      fingerprint: set.fingerprint,
      licence,
      citation,
    },
    measured: {
      protocol: experiment.split.protocol,
      folds: plan.folds.length,
      scores: measured.flatMap(({ dimension, scores }) =>
        scores.map((score) => ({ ...score, metric: `${dimension} ${score.metric}` })),
      ),
    },
    fit: await digestOf({ estimator: { ...estimator, recipe: portable(recipe) }, key }),
    seed: experiment.seed,
    version: VERSION,
  };
  const carried = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { sha256, embed } of networksOf(estimator.recipe)) {
    const bytes = embed ? await networkAtHand(sha256, cache) : undefined;
    if (bytes !== undefined) carried.set(sha256, bytes);
  }
  const path = recogniserPath(folder, basename(estimator.name));
  await atomicWrite(path, await encodeEstimator(onnx, info, carried));
  return path;
}
