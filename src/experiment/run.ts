/** The whole flow of an experiment, from clips to report and files. */
import { join } from "node:path";
import { counted } from "../base/counted.ts";
import type { LeakFinding } from "../dataset/audit.ts";
import { judge } from "../dataset/judge.ts";
import type { Judged, Predictions } from "../dataset/predictions.ts";
import { formatPredictions } from "../dataset/predictions-csv.ts";
import { keepsPeopleApart, splits } from "../dataset/split/index.ts";
import type { DroppedTwin } from "../dataset/twins.ts";
import { describeLearner } from "../learners/spec.ts";
import { votesGiven } from "../learners/votes.ts";
import { BOOTSTRAP_SEED, type BootstrapOptions } from "../metrics/bootstrap.ts";
import type { Score } from "../metrics/metric.ts";
import { notSureOf } from "../metrics/not-sure.ts";
import {
  type CurvePoint,
  judgedBy,
  labelledOf,
  type Marks,
  marksOf,
  type RecogniserResult,
  type SearchSummary,
  scorePredictions,
  summariseSearches,
  voteRates,
} from "../report/index.ts";
import type { Experiment } from "./config/config.ts";
import { atomicWrite } from "./files/atomic-write.ts";
import { learningCurves } from "./fit/learning-curve.ts";
import { type Measured, measure } from "./fit/measure.ts";
import { assertStillOwn, beginFolder } from "./folder/begin-folder.ts";
import { saveFinals } from "./folder/save.ts";
import { writeReport } from "./folder/write-report.ts";
import { tellForecast } from "./forecast/forecast.ts";
import { foreseeRun } from "./forecast/foresee-run.ts";
import { reportEffort } from "./forecast/report-effort.ts";
import { tryFeatures } from "./forecast/try-features.ts";
import { tryReport } from "./forecast/try-report.ts";
import { describeNeeds, memoryNeeds } from "./plan/memory.ts";
import { audit } from "./plan/plan.ts";
import { extractAll, findFeatures, type Planned, planExperiment } from "./plan/prepare.ts";
import { isPretrained } from "./plan/warm-starts.ts";
import type { Forecast } from "./work/events.ts";
import type { Services } from "./work/services.ts";

/** A page need not hear of each. */
const TOLD_RESAMPLES = 100;

export interface RunSummary {
  readonly name: string;
  readonly protocol: string;
  readonly leaky: boolean;
  readonly folds: number;
  /** Clips that were tested. */
  readonly clips: number;
  readonly scores: readonly (Marks & { readonly name: string; readonly scores: readonly Score[] })[];
  /** Where they were asked for. */
  readonly learningCurves: readonly { readonly name: string; readonly points: readonly CurvePoint[] }[];
  /** Of learners that search. */
  readonly searches: readonly { readonly name: string; readonly found: readonly SearchSummary[] }[];
  readonly notes: readonly string[];
  /** What a person should know of the clips; told while the run went on. */
  readonly warnings: readonly string[];
  /** About how long it takes; null where that could not be told. */
  readonly forecast: Forecast | null;
  /** Path of the HTML report; null for a dry run. */
  readonly report: string | null;
  /** Paths of the files fitted on all clips. */
  readonly recognisers: readonly string[];
}

export interface RunOptions {
  /** Splits and audits only. */
  readonly dryRun?: boolean;
  /** The report holds the sound of its clips; it links to them otherwise. */
  readonly embedAudio?: boolean;
  /** Learners are also fitted on parts of the training rows. */
  readonly learningCurve?: boolean;
}

/**
 * Runs an experiment and writes everything it made into its folder.
 *
 * @throws LeakError if a training side knows its test side (unless the protocol leaks on purpose)
 * @throws ConfigError, CorpusError, AudioError, ModelError for what is wrong with file, clips or models
 */
export async function runExperiment(
  asked: Experiment,
  folder: string,
  services: Services,
  options: RunOptions = {},
): Promise<RunSummary> {
  const started = new Date();
  const planned = await planExperiment(asked, services);
  const { embedAudio = false, learningCurve = false } = options;
  const features = await tryFeatures(await findFeatures(planned, services), planned.set, services);
  await tryReport(planned, embedAudio, services);
  const told = await tellForecast(
    await foreseeRun(planned, features, services, { embedAudio, learningCurve }),
    services,
  );
  const summary = { ...summaryOf(planned), forecast: told.forecast };
  if (options.dryRun === true) return dryRun(planned, summary);

  const { experiment, set, plan } = planned;
  await beginFolder(folder, experiment, plan.folds);

  const prepared = await extractAll(planned, services, features);
  await told.afterFeatures();
  const { watched } = told;
  const measured = await told.stage("measuring", () => measure(prepared, watched));
  const findings = audit(
    experiment,
    set,
    plan.rows,
    measured.flatMap(({ seen }) => seen),
  );
  const scoresOf = (predictions: Predictions): Score[] =>
    scorePredictions(judge(predictions, planned.truth), BOOTSTRAP_SEED, speakersOf(planned));
  const curves = learningCurve
    ? await told.stage("learning curve", () => learningCurves(prepared, measured, scoresOf, watched))
    : null;
  const reporting = performance.now();
  const results = measured.map((one, place) => ({
    ...resultOf(one, planned, (done, total) => {
      if (done % TOLD_RESAMPLES !== 0) return;
      const all = { done: place * total + done, total: measured.length * total };
      services.tell?.({ kind: "stage", name: "Intervals", ...all });
    }),
    ...(curves === null ? {} : { learningCurve: curves.points.get(one.spec.name) ?? [] }),
  }));
  await assertStillOwn(folder, experiment);
  for (const { predictions } of results) {
    const path = join(folder, "predictions", `${predictions.source}.csv`);
    await atomicWrite(path, formatPredictions(predictions));
  }
  const report = await writeReport({
    folder,
    experiment,
    set,
    results,
    findings: unique(findings),
    dropped: plan.dropped,
    notes: [
      ...summary.warnings,
      ...summary.notes,
      ...new Set(measured.flatMap(({ notes }) => notes)),
      ...(curves?.notes ?? []),
    ],
    folds: plan.folds.length,
    apart: plan.apart,
    embedAudio,
    tell: services.tell,
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
  });
  services.timings.learn(
    reportEffort(planned.experiment, embedAudio),
    (performance.now() - reporting) / 1000,
  );

  const recognisers = experiment.final
    ? await told.stage("fits on all clips", () => saveFinals(prepared, results, folder, watched))
    : [];
  return {
    ...summary,
    notes: [...summary.notes, ...(curves?.notes ?? [])],
    scores: results.map(({ name, scores, ...rest }) => ({ name, ...marksOf(rest), scores })),
    learningCurves: results.flatMap(({ name, learningCurve: points }) =>
      points === undefined ? [] : [{ name, points }],
    ),
    searches: results.flatMap(({ name, scores, searches }) =>
      searches === undefined ? [] : [{ name, found: summariseSearches(searches, { name, scores }) }],
    ),
    report,
    recognisers,
  };
}

function summaryOf({
  experiment,
  set,
  plan,
  warnings,
}: Planned): Omit<
  RunSummary,
  "scores" | "learningCurves" | "searches" | "forecast" | "report" | "recognisers"
> {
  const { protocol } = experiment.split;
  return {
    name: experiment.name,
    protocol,
    leaky: splits.find(protocol).leaky,
    folds: plan.folds.length,
    clips: new Set(plan.folds.flatMap((fold) => fold.test)).size,
    warnings: [...set.warnings, ...warnings],
    notes: [
      ...plan.notes,
      ...set.skipped.map((one) => `skipped: ${one.error}`),
      ...plan.dropped.flatMap(({ clipId, twinOf, fold, how }) =>
        how === "identical"
          ? `${fold}: the clip ${clipId} is left out of training: its audio is identical to the test clip ${twinOf}.`
          : [],
      ),
      ...plan.folds.flatMap(({ name }) => overlapNote(name, plan.dropped)),
    ],
  };
}

/** Of windows that slide over a recording most overlap: one note for all. */
function overlapNote(fold: string, dropped: readonly DroppedTwin[]): string[] {
  const own = dropped.filter((one) => one.fold === fold && one.how === "overlapping");
  if (own.length === 0) return [];
  const some = own.slice(0, 3).map(({ clipId, twinOf }) => `${clipId} with ${twinOf}`);
  const more = own.length > 3 ? ", …" : "";
  return [
    `${fold}: ${counted(own.length, "clip")} left out of training: audio shared with test clips (${some.join(", ")}${more}).`,
  ];
}

function dryRun(
  planned: Planned,
  summary: ReturnType<typeof summaryOf> & Pick<RunSummary, "forecast">,
): RunSummary {
  const needs = describeNeeds(memoryNeeds(planned));
  const sides = planned.plan.folds.map(
    ({ name, train, test }) =>
      `${name}: ${counted(train.length, "clip")} to train on, ${test.length} to test.`,
  );
  const found = summary.leaky ? "The audit found the leak that was asked for." : "The audit found no leak.";
  return {
    ...summary,
    notes: [...summary.notes, ...sides, ...needs, found],
    scores: [],
    learningCurves: [],
    searches: [],
    report: null,
    recognisers: [],
  };
}

/** Predictions meet the truth here, after all fits. */
function resultOf(
  { spec, predictions, members, history, fitSeconds, knowsSpeakers, searches }: Measured,
  planned: Planned,
  tell: BootstrapOptions["tell"],
): RecogniserResult {
  const { set, truth } = planned;
  const judged = judge(predictions, truth);
  const votes = votesGiven(spec);
  const speakers = speakersOf(planned);
  return {
    name: spec.name,
    learner: spec.id,
    description: describeLearner(spec),
    predictions: judged,
    ...doubtOf(judged, planned),
    scores: scorePredictions(judged, BOOTSTRAP_SEED, speakers, tell),
    ...(set.corpora.length < 2
      ? {}
      : {
          byCorpus: [...judgedBy(judged, set.clips, "corpus")].map(([corpus, own]) => ({
            corpus,
            scores: scorePredictions(own, BOOTSTRAP_SEED, speakers),
          })),
        }),
    fitSeconds,
    ...(isPretrained(spec, planned.warmStarts) ? { pretrained: true } : {}),
    ...(knowsSpeakers ? { knowsSpeakers } : {}),
    ...(history.length === 0 ? {} : { history }),
    ...(searches.length === 0 ? {} : { searches }),
    ...(members.length === 0 ? {} : { voteRates: voteRates(members) }),
    ...(votes === null ? {} : { votes }),
  };
}

/** Who speaks, where scores are about other people: with speakers or corpora apart. */
function speakersOf({ plan, set }: Planned): Map<string, string> | undefined {
  if (!keepsPeopleApart(plan.apart)) return undefined;
  return new Map(set.clips.map((clip) => [clip.id, clip.speaker ?? clip.id]));
}

/** When it should say that it is not sure, where the experiment asks for that. */
function doubtOf(judged: Judged, { experiment, plan }: Planned): Pick<RecogniserResult, "notSure"> {
  if (experiment.notSure === undefined) return {};
  const foldOf = new Map(plan.folds.flatMap(({ test }, fold) => test.map((id) => [id, fold])));
  const labelled = labelledOf(judged);
  if (labelled.truth.length === 0) return {};
  const folds = labelled.clipIds.map((id) => foldOf.get(id) ?? -1);
  return { notSure: notSureOf(labelled, folds, experiment.notSure.error) };
}

/** Learners with the same rows have the same findings: each is told once. */
function unique(findings: readonly LeakFinding[]): LeakFinding[] {
  return [...new Map(findings.map((finding) => [`${finding.fold} ${finding.message}`, finding])).values()];
}
