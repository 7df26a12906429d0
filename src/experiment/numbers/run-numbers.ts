/** The whole flow of an experiment that learns numbers, from clips to report and files. */
import { join } from "node:path";
import { VERSION } from "../../base/version.ts";
import { provenanceOf } from "../../corpus/several.ts";
import { formatEstimates } from "../../dataset/estimates-csv.ts";
import { keepsPeopleApart } from "../../dataset/split/index.ts";
import {
  type DimensionScores,
  type NumbersReport,
  numbersScoresFile,
  renderNumbersHtml,
  renderNumbersJson,
  renderNumbersMarkdown,
} from "../../report/numbers/index.ts";
import type { Experiment } from "../config/config.ts";
import { extractFound } from "../features/found-features.ts";
import { atomicWrite } from "../files/atomic-write.ts";
import { assertStillOwn, beginFolder } from "../folder/begin-folder.ts";
import { REPORT_FILES } from "../folder/write-report.ts";
import { tellForecast } from "../forecast/forecast.ts";
import { tryFeatures } from "../forecast/try-features.ts";
import { describeNeeds, memoryNeeds } from "../plan/memory.ts";
import { audit } from "../plan/plan.ts";
import type { Forecast } from "../work/events.ts";
import type { Services } from "../work/services.ts";
import { foreseeNumbers, reportEffort } from "./foresee-numbers.ts";
import { fitFolds, measuredBy } from "./measure-numbers.ts";
import { findFeatures, type PlannedNumbers, planNumbers, workOf } from "./plan-numbers.ts";
import { saveEstimator } from "./save-estimator.ts";

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
  if (options.dryRun === true) {
    const needs = describeNeeds(memoryNeeds({ experiment, plan, truth: targets.values }));
    return { ...summary, notes: [...summary.notes, ...needs], scores: [], report: null, estimators: [] };
  }
  await beginFolder(folder, experiment, plan.folds);

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
  await assertStillOwn(folder, experiment);
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
