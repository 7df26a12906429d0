/** Everything before the first fit: clips, rates, folds, audit, features. What measures, tries or explores begins here. */
import { canonicalJson } from "../../base/digest.ts";
import type { FoldSeen, LeakFinding } from "../../dataset/audit.ts";
import { type Columns, columnsOf } from "../../dataset/rows.ts";
import type { Recipe } from "../../features/recipe.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import { recogniser } from "../../learners/recogniser.ts";
import { mapLearners, paramsOf, walk } from "../../learners/spec.ts";
import { alwaysFollowed } from "../../learners/votes.ts";
import { assertMarkable } from "../../recogniser/heard.ts";
import { type ClipSet, commonSampleRate, gatherClips } from "../clips/clips.ts";
import type { Experiment } from "../config/config.ts";
import type { FeatureKeys, RowRecipe } from "../features/extract-rows.ts";
import { extractFound, type FoundFeatures, lookForFeatures, rowRecipe } from "../features/found-features.ts";
import { settleRecipe } from "../rows/network-files.ts";
import type { Services } from "../work/services.ts";
import { assertColumns, goesBy } from "./assert-columns.ts";
import { copiesOf, leavesOf } from "./leaves.ts";
import { assertMemory, memoryNeeds } from "./memory.ts";
import { audit, type Plan, planFolds } from "./plan.ts";
import { separatedRecordings } from "./separated-recordings.ts";
import { clipsKnownTo, type ReadWarmStart, readWarmStarts } from "./warm-starts.ts";

export interface Planned {
  /** With the sampling rates that it left open. */
  readonly experiment: Experiment;
  readonly set: ClipSet;
  readonly plan: Plan;
  /** Of a protocol that leaks on purpose. */
  readonly findings: readonly LeakFinding[];
  /** Clip id -> what is known of it. */
  readonly columns: ReadonlyMap<string, Columns>;
  /** Clip id -> label, of the clips that have one. */
  readonly truth: ReadonlyMap<string, string>;
  /** Weights files, by path. */
  readonly warmStarts: ReadonlyMap<string, ReadWarmStart>;
  /** What a person should know of folds and learners; told already. */
  readonly warnings: readonly string[];
}

export interface Prepared extends Planned {
  /** Where the features of a recogniser's rows are. */
  featuresOf(recogniser: RowRecipe): FeatureKeys;
  /** Where they are together; undefined where they are not. */
  packOf(recogniser: RowRecipe): string | undefined;
}

/**
 * Clips, folds and the audit of their rows; nothing is computed from the audio but what it is, and whether it is another clip's.
 *
 * @throws LeakError if a training side knows its test side (unless the protocol leaks on purpose)
 * @throws ConfigError, CorpusError, AudioError for what is wrong with file or clips, or needs more memory than there is
 */
export async function planExperiment(asked: Experiment, services: Services): Promise<Planned> {
  const set = await gatherClips(asked, services);
  const experiment = await settleFiles(settleRates(asked, set), services);
  const columns = new Map(set.clips.map((clip) => [clip.id, columnsOf(clip)]));
  const truth = new Map(
    set.clips.flatMap(({ id, label }) => (label === undefined ? [] : [[id, label] as const])),
  );
  const plan = planFolds(experiment, set);
  assertColumns(goesBy(experiment.learners), plan, columns);
  const apart = await separatedRecordings(experiment, set, plan, services);
  const warnings = [...plan.missing, ...apart, ...idleVotes(experiment)];
  for (const message of warnings) services.tell?.({ kind: "warning", message });
  const findings = audit(experiment, set, plan.rows);
  const warmStarts = await readWarmStarts(leavesOf(experiment.learners));
  audit(experiment, set, plan.rows, warmSeen([...warmStarts.values()], set, plan));
  assertMemory(memoryNeeds({ experiment, plan, truth }));
  if (experiment.final && experiment.marks) assertMarkable(truth.size);
  return { experiment, set, plan, findings, columns, truth, warmStarts, warnings };
}

/** Votes that say what one of their members says, always. */
function idleVotes({ learners }: Experiment): string[] {
  const sentences = learners.flatMap(walk).flatMap((spec) => {
    const leader = alwaysFollowed(spec);
    if (leader === null) return [];
    return `${spec.name}: always answers as ${leader}, which the other members cannot outvote. Let three or more vote, or take mean-probability.`;
  });
  return [...new Set(sentences)];
}

/**
 * All features that fits on the folds, and on all clips where the experiment asks for them, will need.
 *
 * @throws as `planExperiment`
 */
export async function prepare(asked: Experiment, services: Services): Promise<Prepared> {
  return extractAll(await planExperiment(asked, services), services);
}

/** Looks for the features of all rows that a run needs; nothing is computed. */
export async function findFeatures(planned: Planned, services: Services): Promise<FoundFeatures[]> {
  const { experiment, set, plan, truth } = planned;
  const { seed } = experiment;
  const all = new Map<string, FoundFeatures>();
  for (const { name, params } of leavesOf(experiment.learners)) {
    const row = rowRecipe(params);
    if (all.has(row)) continue;
    const copies = copiesOf(params);
    const used = plan.rows.flatMap(({ train, test, enrol }) => [
      ...train.filter(({ copy }) => copy <= copies),
      ...test,
      ...enrol.map((clipId) => ({ clipId, copy: 0 })),
    ]);
    const final = experiment.final ? [...truth.keys()].flatMap((clipId) => rowsOfClip(clipId, copies)) : [];
    all.set(row, await lookForFeatures(name, params, [...used, ...final], { set, seed }, services));
  }
  return [...all.values()];
}

/**
 * @param wanted - as `findFeatures` gives them
 * @throws AudioError naming the clip whose features cannot be computed
 */
export async function extractAll(
  planned: Planned,
  services: Services,
  wanted?: readonly FoundFeatures[],
): Promise<Prepared> {
  const all = wanted ?? (await findFeatures(planned, services));
  return withFeatures(planned, all, await extractFound(all, services));
}

/** @param packs - row recipe -> where features are together */
export function withFeatures(
  planned: Planned,
  all: readonly FoundFeatures[],
  packs: ReadonlyMap<string, string>,
): Prepared {
  return {
    ...planned,
    packOf: (params) => packs.get(rowRecipe(params)),
    featuresOf(params) {
      const found = all.find(({ row }) => row === rowRecipe(params));
      if (found === undefined) throw new Error("a recogniser's features were not prepared");
      return found.found.keys;
    },
  };
}

/** A clip's original and its copies. */
export function rowsOfClip(clipId: string, copies: number): { clipId: string; copy: number }[] {
  return Array.from({ length: copies + 1 }, (_, copy) => ({ clipId, copy }));
}

/** Whatever a warm start was trained on counts as trained on, in every fold. */
function warmSeen(starts: readonly ReadWarmStart[], set: ClipSet, { folds }: Plan): FoldSeen[] {
  return starts.flatMap((start) => {
    const clipIds = clipsKnownTo(start, set.digests);
    const what = `warm start (${start.path})`;
    return folds.map(({ name }) => ({ what, how: "fitted" as const, fold: name, clipIds }));
  });
}

/** Recipes with networks behind their features get to know what the files of those are. */
async function settleFiles(experiment: Experiment, { cache }: Services): Promise<Experiment> {
  const settled = new Map<string, Recipe>();
  for (const { params } of leavesOf(experiment.learners)) {
    const key = canonicalJson(params.recipe);
    if (!settled.has(key)) settled.set(key, await settleRecipe(params.recipe, cache));
  }
  const settle = (spec: LearnerSpec): LearnerSpec => {
    if (spec.id !== recogniser.id) return spec;
    const { recipe } = recogniser.params.parse(paramsOf(spec));
    return { ...spec, recipe: settled.get(canonicalJson(recipe)) ?? recipe };
  };
  return { ...experiment, learners: experiment.learners.map((spec) => mapLearners(spec, settle)) };
}

/** Recipes that leave the sampling rate open get the clips' own. */
function settleRates(experiment: Experiment, set: ClipSet): Experiment {
  const settle = (spec: LearnerSpec): LearnerSpec => {
    if (spec.id !== recogniser.id) return spec;
    const params = recogniser.params.parse(paramsOf(spec));
    const sampleRate = params.recipe.sampleRate ?? commonSampleRate(spec.name, set);
    return { ...spec, recipe: { ...params.recipe, sampleRate } };
  };
  return { ...experiment, learners: experiment.learners.map((spec) => mapLearners(spec, settle)) };
}
