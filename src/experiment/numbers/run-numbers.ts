/** The whole flow of an experiment that learns numbers, from clips to report and files. */
import { basename, join } from "node:path";
import { digestOf } from "../../base/digest.ts";
import { ConfigError, ModelError } from "../../base/errors.ts";
import { rangeOf } from "../../base/range.ts";
import { VERSION } from "../../base/version.ts";
import { provenanceOf } from "../../corpus/several.ts";
import { formatEstimates } from "../../dataset/estimates-csv.ts";
import { columnOf, type JudgedEstimates, judgeEstimates, mergeEstimates } from "../../dataset/numbers.ts";
import { columnsOf } from "../../dataset/rows.ts";
import { keepsPeopleApart, splits } from "../../dataset/split/index.ts";
import type { Recipe } from "../../features/recipe.ts";
import { networksOf } from "../../features/recipe.ts";
import { describeEstimator, type Estimator } from "../../learners/estimator.ts";
import { BOOTSTRAP_SEED } from "../../metrics/bootstrap.ts";
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
import { type ClipSet, commonSampleRate, gatherClips } from "../clips/clips.ts";
import { separatedRecordings } from "../clips/separated-recordings.ts";
import type { Experiment } from "../config/config.ts";
import { atomicWrite } from "../files/atomic-write.ts";
import { beginFolder } from "../folder/begin-folder.ts";
import { portable, recogniserPath } from "../folder/save.ts";
import { REPORT_FILES } from "../folder/write-report.ts";
import type { Forecast } from "../forecast/describe-forecast.ts";
import { piecesOf, tellForecast } from "../forecast/forecast.ts";
import { featurePieces, type Piece, type Stage } from "../forecast/stage.ts";
import type { Effort } from "../forecast/timings.ts";
import { tryFeatures } from "../forecast/try-features.ts";
import { KEPT } from "../jobs/fit.ts";
import { assertColumns } from "../plan/assert-columns.ts";
import { audit, type Plan, planFolds } from "../plan/plan.ts";
import { extractFound, type FoundFeatures, lookForFeatures, rowRecipe } from "../rows/found-features.ts";
import { networkAtHand, settleRecipe } from "../rows/network-files.ts";
import type { Services } from "../work/services.ts";
import { type FittedEstimator, fitEstimator, type NumberWork } from "./fit-estimator.ts";
import type { NumberTargets } from "./targets.ts";

export interface NumbersSummary {
  readonly name: string;
  readonly protocol: string;
  readonly folds: number;
  readonly clips: number;
  readonly dimensions: readonly string[];
  readonly scores: readonly { readonly name: string; readonly dimensions: readonly DimensionScores[] }[];
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  /** About how long it takes; null where that could not be told. */
  readonly forecast: Forecast | null;
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
  const planned = await planNumbers(asked, services);
  const { set, targets, experiment, plan } = planned;
  const features = await tryFeatures(await findFeatures(planned, services), set, services);
  const told = await tellForecast(await foreseeNumbers(planned, features, services), services);
  const summary = { ...summaryOf(planned), forecast: told.forecast };
  if (options.dryRun === true) return { ...summary, scores: [], report: null, estimators: [] };
  await beginFolder(folder, { experiment, plan }, REPORT_FILES);

  await extractFound(features, services);
  await told.afterFeatures();
  const work = workOf(planned, features, told.watched);
  const fitted = await told.stage("measuring", () => fitFolds(planned, work));
  const reporting = performance.now();
  const measured = fitted.map((one) => measuredBy(one, planned));
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
    newPeople: keepsPeopleApart(plan.apart),
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
  services.timings.learn(reportEffort(experiment), (performance.now() - reporting) / 1000);
  return {
    ...summary,
    scores: report.estimators.map(({ name, dimensions }) => ({ name, dimensions })),
    report: html,
    estimators: experiment.final
      ? await told.stage("fits on all clips", () =>
          Promise.all(
            measured.map(({ estimator, result }) => saveEstimator(estimator, result, folder, planned, work)),
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
  /** What a person should know of folds; told already. */
  readonly warnings: readonly string[];
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
  assertColumns(
    estimators.flatMap(({ name, normalise }) =>
      normalise === null ? [] : [{ who: `${name}: normalise`, column: normalise.by }],
    ),
    plan,
    new Map(set.clips.map((clip) => [clip.id, columnsOf(clip)])),
  );
  const warnings = await separatedRecordings(experiment, set, plan, services);
  for (const message of warnings) services.tell?.({ kind: "warning", message });
  audit(experiment, set, plan.rows);
  return { experiment, set, targets: set.numbers, plan, warnings };
}

function summaryOf({ experiment, set, targets, plan, warnings }: PlannedNumbers) {
  const { name, split } = experiment;
  const { dimensions, agreement } = targets;
  const { folds, dropped } = plan;
  return {
    name,
    protocol: split.protocol,
    folds: folds.length,
    clips: new Set(folds.flatMap(({ test }) => test)).size,
    dimensions,
    warnings: [...set.warnings, ...warnings],
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

/** Looks for the features of all clips; nothing is computed. */
async function findFeatures(
  { experiment, set }: PlannedNumbers,
  services: Services,
): Promise<FoundFeatures[]> {
  const { seed, estimators } = experiment;
  const rows = set.clips.map(({ id: clipId }) => ({ clipId, copy: 0 }));
  const all = new Map<string, FoundFeatures>();
  for (const { name, recipe } of estimators) {
    const needed = { augment: [], recipe };
    const row = rowRecipe(needed);
    if (!all.has(row)) all.set(row, await lookForFeatures(name, needed, rows, { set, seed }, services));
  }
  return [...all.values()];
}

/** The work of a run, stage by stage, that is not in the cache yet. */
async function foreseeNumbers(
  planned: PlannedNumbers,
  found: readonly FoundFeatures[],
  services: Services,
): Promise<Stage[]> {
  const { experiment } = planned;
  const { workers: atOnce, timings } = services;
  const foresee = (work: (own: NumberWork) => Promise<unknown>): Promise<Piece[]> =>
    piecesOf((foreseeing) => work(workOf(planned, found, foreseeing)), services);
  const report = reportEffort(experiment);
  const isReportKnown = (await timings.guess(report)) !== undefined;
  return [
    { name: "features", atOnce: 1, pieces: featurePieces(found) },
    { name: "measuring", atOnce, pieces: await foresee((work) => fitFolds(planned, work)) },
    {
      name: "fits on all clips",
      atOnce,
      pieces: experiment.final
        ? await foresee((work) =>
            Promise.all(experiment.estimators.map((estimator) => fitOnAll(estimator, planned, work))),
          )
        : [],
    },
    { name: "report", atOnce: 1, pieces: isReportKnown ? [{ name: "report", effort: report }] : [] },
  ];
}

function reportEffort({ estimators }: Experiment): Effort {
  return { of: { report: "numbers" }, size: estimators.length };
}

function workOf(
  { experiment, set, targets, plan }: PlannedNumbers,
  features: readonly FoundFeatures[],
  services: Services,
): NumberWork {
  return {
    services,
    seed: experiment.seed,
    threads: services.threadsFor(experiment.estimators.length * plan.folds.length),
    apart: plan.apart,
    targets,
    columns: new Map(set.clips.map((clip) => [clip.id, columnsOf(clip)])),
    featuresOf({ recipe }) {
      const own = rowRecipe({ augment: [], recipe });
      const one = features.find(({ row }) => row === own);
      if (one === undefined) throw new Error("an estimator's features were not prepared");
      return one.found.keys;
    },
  };
}

interface FittedFolds {
  readonly estimator: Estimator;
  readonly fits: readonly { readonly fold: string; readonly fit: FittedEstimator }[];
}

function fitFolds({ experiment, plan }: PlannedNumbers, work: NumberWork): Promise<FittedFolds[]> {
  return Promise.all(
    experiment.estimators.map(async (estimator) => ({
      estimator,
      fits: await Promise.all(
        plan.folds.map(async ({ name, train, test }) => {
          const sides = { train, asked: test };
          const fit = await fitEstimator(estimator, sides, { scope: name, keep: false }, work);
          work.services.tell?.({ kind: "fold", learner: estimator.name, fold: name });
          return { fold: name, fit };
        }),
      ),
    })),
  );
}

function measuredBy({ estimator, fits }: FittedFolds, { plan, set, targets }: PlannedNumbers) {
  const merged = mergeEstimates(
    estimator.name,
    fits.map(({ fit }) => fit.estimates),
  );
  const estimates = judgeEstimates(merged, targets.values);
  const result: EstimatorResult = {
    name: estimator.name,
    description: describeEstimator(estimator),
    estimates,
    dimensions: scoresOf(estimates, plan, set),
    fitSeconds: fits.reduce((sum, { fit }) => sum + fit.seconds, 0),
    ...(networksOf(estimator.recipe).length > 0 ? { pretrained: true as const } : {}),
    ...(estimator.normalise === null ? {} : { knowsSpeakers: true as const }),
  };
  return {
    estimator,
    result,
    seen: fits.flatMap(({ fold, fit }) => fit.seen.map((one) => ({ ...one, fold }))),
  };
}

function scoresOf(estimates: JudgedEstimates, { apart }: Plan, { clips }: ClipSet): DimensionScores[] {
  const { dimensions, clipIds, truth, values } = estimates;
  const speakers = new Map(clips.map(({ id, speaker }) => [id, speaker ?? id]));
  const groups = keepsPeopleApart(apart) ? { groups: clipIds.map((id) => speakers.get(id) ?? id) } : {};
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

function trainedOn({ targets, set }: PlannedNumbers): string[] {
  return [...targets.values.keys()].filter((id) => set.facts.has(id));
}

function fitOnAll(estimator: Estimator, planned: PlannedNumbers, work: NumberWork): Promise<FittedEstimator> {
  return fitEstimator(
    estimator,
    { train: trainedOn(planned), asked: [] },
    { scope: "all", keep: true },
    work,
  );
}

/** @returns path of the file */
async function saveEstimator(
  estimator: Estimator,
  { dimensions: measured, knowsSpeakers }: EstimatorResult,
  folder: string,
  planned: PlannedNumbers,
  work: NumberWork,
): Promise<string> {
  const { experiment, set, targets, plan } = planned;
  const { cache } = work.services;
  const train = trainedOn(planned);
  const { key, result } = await fitOnAll(estimator, planned, work);
  const onnx = await cache.readBlob(KEPT.graph, key);
  if (onnx === undefined) throw new ModelError(`a fitted graph has vanished from ${cache.root}; run again.`);
  const recipe = portable({ ...estimator.recipe, frames: result.frames });
  const ranges = targets.dimensions.map((name, d) => {
    const values = train.map((id) => targets.values.get(id)?.[d] ?? 0);
    return { name, ...rangeOf(values) };
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
      apart: plan.apart,
      scores: measured.flatMap(({ dimension, scores }) =>
        scores.map((score) => ({ ...score, metric: `${dimension} ${score.metric}` })),
      ),
      ...(knowsSpeakers === undefined ? {} : { knowsSpeakers }),
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
