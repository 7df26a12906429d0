/** The whole flow of an experiment: corpus, folds, audit, features, fits, ensembles, scores, report, final fits. */
import { join } from "node:path";
import { parseParams } from "../base/params.ts";
import type { LeakFinding } from "../dataset/audit.ts";
import type { Predictions } from "../dataset/predictions.ts";
import { formatPredictions } from "../dataset/predictions-csv.ts";
import { splits } from "../dataset/split/index.ts";
import { ensembles, voteRates } from "../ensemble/index.ts";
import type { Score } from "../metrics/metric.ts";
import { type RecogniserResult, scorePredictions } from "../report/index.ts";
import { atomicWrite } from "./atomic-write.ts";
import { type ClipSet, commonSampleRate, gatherClips } from "./clips.ts";
import type { Experiment, RecogniserConfig } from "./config.ts";
import { copiesOf, extractRows } from "./features.ts";
import { fitFinals, recogniserPath } from "./finals.ts";
import { type Measured, measure } from "./measure.ts";
import { audit, planFolds } from "./plan.ts";
import type { Services } from "./services.ts";
import { readWarmStarts, withTrainedClips } from "./warm-starts.ts";
import { writeReport } from "./write-report.ts";

/** The same resamples for every recogniser of every run, so that intervals can be compared. */
const BOOTSTRAP_SEED = 1;

export interface RunSummary {
  readonly name: string;
  readonly protocol: string;
  readonly leaky: boolean;
  readonly folds: number;
  /** Clips that were tested. */
  readonly clips: number;
  readonly scores: readonly { readonly name: string; readonly scores: readonly Score[] }[];
  readonly notes: readonly string[];
  /** Path of the HTML report; null for a dry run. */
  readonly report: string | null;
  /** Paths of the files fitted on all clips. */
  readonly recognisers: readonly string[];
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
  options: { readonly dryRun?: boolean } = {},
): Promise<RunSummary> {
  const started = new Date();
  const set = await gatherClips(asked, services.pool, services.watch);
  const experiment = settleRates(asked, set);
  const split = splits.find(experiment.split.protocol);
  const plan = planFolds(experiment, set);
  const names = Object.keys(experiment.recognisers);
  const rows = new Map(names.map((name) => [name, plan.rowsFor(experiment.recognisers[name])]));
  for (const folds of rows.values()) audit(experiment, set, folds);
  const warmStarts = await readWarmStarts(experiment);
  for (const [name, { trainedOn }] of warmStarts) {
    const folds = withTrainedClips(rows.get(name) ?? [], trainedOn, set);
    audit(experiment, set, folds, undefined, `counting what the warm start of ${name} was trained on, `);
  }

  const truth = new Map(set.clips.map((clip) => [clip.id, set.labels.indexOf(clip.label ?? "")]));
  const tested = new Set(plan.folds.flatMap((fold) => fold.test));
  const summary = {
    name: experiment.name,
    protocol: experiment.split.protocol,
    leaky: split.leaky,
    folds: plan.folds.length,
    clips: tested.size,
    notes: notesOn(set, plan.dropped),
  };
  if (options.dryRun === true) {
    const sides = plan.folds.map(
      ({ name, train, test }) => `${name}: ${train.length} clips to train on, ${test.length} to test.`,
    );
    return {
      ...summary,
      notes: [
        ...summary.notes,
        ...sides,
        split.leaky ? "The audit found the leak that was asked for." : "The audit found no leak.",
      ],
      scores: [],
      report: null,
      recognisers: [],
    };
  }
  // Written first: a folder that cannot be written fails the run before hours of training.
  await atomicWrite(join(folder, "experiment.json"), `${JSON.stringify(experiment, null, 2)}\n`);
  await atomicWrite(join(folder, "folds.json"), `${JSON.stringify(plan.folds, null, 1)}\n`);

  const clipsById = new Map(set.clips.map((clip) => [clip.id, clip]));
  const labelled = set.clips.filter((clip) => clip.label !== undefined).map((clip) => clip.id);
  const prepared = [];
  for (const name of names) {
    const config = experiment.recognisers[name];
    const finalRows = experiment.final
      ? labelled.flatMap((clipId) =>
          Array.from({ length: copiesOf(config) + 1 }, (_, copy) => ({ clipId, copy })),
        )
      : [];
    const folds = rows.get(name) ?? [];
    const wanted = [...folds.flatMap((fold) => [...fold.train, ...fold.test]), ...finalRows];
    const step = `Features of ${name}`;
    const keys = await extractRows(step, config, wanted, clipsById, set.digests, experiment.seed, services);
    prepared.push({ name, config, folds, keys, finalRows, warmStart: warmStarts.get(name) });
  }

  // With speakers apart, scores are about speakers, and validation sides are of other speakers too.
  const groups = split.apart === "speaker" ? speakersOf(set) : undefined;
  const measured = await measure(
    {
      recognisers: prepared.map((one) => ({ ...one, warmStart: one.warmStart?.source })),
      labels: set.labels,
      truth,
      groups,
      seed: experiment.seed,
    },
    services,
  );
  const findings = measured.flatMap(({ name, scaledOn, reducedOn, validatedOn }) =>
    audit(experiment, set, rows.get(name) ?? [], {
      fittedOn: [
        ...scaledOn.map((seen) => ({ what: "scaler", ...seen })),
        ...reducedOn.map((seen) => ({ what: "reduction", ...seen })),
      ],
      chosenOn: validatedOn.map((seen) => ({ what: "best epoch", ...seen })),
    }),
  );
  const scored = describeEntries(experiment, measured).map(
    (entry): RecogniserResult => ({
      ...entry,
      scores: scorePredictions(entry.predictions, BOOTSTRAP_SEED, groups),
    }),
  );
  for (const { predictions } of scored) {
    await atomicWrite(
      join(folder, "predictions", `${predictions.source}.csv`),
      formatPredictions(predictions),
    );
  }
  const report = await writeReport({
    folder,
    experiment,
    set,
    entries: scored,
    findings: unique(findings),
    dropped: plan.dropped,
    notes: summary.notes,
    folds: plan.folds.length,
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
  });

  if (experiment.final) {
    const scoresOf = new Map(scored.map((entry) => [entry.name, entry.scores]));
    await fitFinals(
      prepared.map(({ finalRows, ...one }) => ({
        ...one,
        rows: finalRows,
        scores: scoresOf.get(one.name) ?? [],
      })),
      experiment,
      set,
      { truth, groups },
      folder,
      services,
    );
  }
  const recognisers = experiment.final ? names.map((name) => recogniserPath(folder, name)) : [];
  return { ...summary, scores: scored.map(({ name, scores }) => ({ name, scores })), report, recognisers };
}

type Entry = Omit<RecogniserResult, "scores">;

function describeEntries(experiment: Experiment, measured: readonly Measured[]): Entry[] {
  const entries = measured.map(
    (one): Entry => ({
      ...one,
      kind: "recogniser",
      description: describeRecogniser(experiment.recognisers[one.name]),
    }),
  );
  for (const [name, { id, members, params }] of Object.entries(experiment.ensembles)) {
    const chosen = members.map((member) => {
      const entry = entries.find((one) => one.name === member);
      if (entry === undefined) throw new Error(`the ensemble ${name} has no member ${member}`);
      return entry.predictions;
    });
    entries.push({
      name,
      kind: "ensemble",
      description: `${id} of ${members.join(", ")}`,
      predictions: combine(name, id, chosen, params),
      fitSeconds: 0,
      voteRates: voteRates(chosen),
    });
  }
  return entries;
}

/** An ensemble's predictions, by the id of the ensemble. */
export function combine(
  name: string,
  id: string,
  members: readonly Predictions[],
  params: Record<string, unknown>,
): Predictions {
  const ensemble = ensembles.find(id);
  return ensemble.combine(name, members, parseParams(`ensemble ${name}`, ensemble.params, params));
}

/** "mfcc + w-mfcc (copies: 2 x speed, 1 x noise) → svm": the parameters are in the configuration. */
function describeRecogniser({ recipe, augment, reduce, model }: RecogniserConfig): string {
  const features = recipe.features
    .map(({ id, overTime }) => (overTime === undefined ? id : `${id} over time`))
    .join(" + ");
  const counts = new Map<string, number>();
  for (const { id, copies } of augment) counts.set(id, (counts.get(id) ?? 0) + copies);
  const copies = [...counts].map(([id, count]) => `${count} x ${id}`).join(", ");
  return `${features}${copies === "" ? "" : ` (copies: ${copies})`} → ${reduce === undefined ? "" : `${reduce.id} → `}${model.id}`;
}

function speakersOf(set: ClipSet): Map<string, string> {
  return new Map(set.clips.map((clip) => [clip.id, clip.speaker ?? clip.id]));
}

/** Recipes that leave the sampling rate open get the clips' own. */
export function settleRates(experiment: Experiment, set: ClipSet): Experiment {
  const recognisers = Object.fromEntries(
    Object.entries(experiment.recognisers).map(([name, one]) => {
      const sampleRate = one.recipe.sampleRate ?? commonSampleRate(`recognisers.${name}`, set);
      return [name, { ...one, recipe: { ...one.recipe, sampleRate } }];
    }),
  );
  return { ...experiment, recognisers };
}

function notesOn(
  set: ClipSet,
  dropped: readonly { clipId: string; twinOf: string; fold: string }[],
): string[] {
  return [
    ...set.skipped.map((one) => `skipped: ${one.error}`),
    ...dropped.map(
      ({ clipId, twinOf, fold }) =>
        `${fold}: the clip ${clipId} is left out of training: its audio is identical to the test clip ${twinOf}.`,
    ),
  ];
}

/** Recognisers with the same rows have the same findings: each is told once. */
function unique(findings: readonly LeakFinding[]): LeakFinding[] {
  return [...new Map(findings.map((finding) => [`${finding.fold} ${finding.message}`, finding])).values()];
}
