/** Everything before the first fit of estimators: clips, rates, folds, audit, features. */
import { ConfigError } from "../../base/errors.ts";
import { columnsOf } from "../../dataset/rows.ts";
import { splits } from "../../dataset/split/index.ts";
import type { Recipe } from "../../features/recipe.ts";
import type { Estimator } from "../../learners/estimator.ts";
import { type ClipSet, commonSampleRate, gatherClips } from "../clips/clips.ts";
import type { NumberTargets } from "../clips/targets.ts";
import type { Experiment } from "../config/config.ts";
import { type FoundFeatures, lookForFeatures, rowRecipe } from "../features/found-features.ts";
import { assertColumns } from "../plan/assert-columns.ts";
import { assertMemory, memoryNeeds } from "../plan/memory.ts";
import { audit, type Plan, planFolds } from "../plan/plan.ts";
import { separatedRecordings } from "../plan/separated-recordings.ts";
import { settleRecipe } from "../rows/network-files.ts";
import type { Services } from "../work/services.ts";
import type { NumberWork } from "./fit-estimator.ts";

export interface PlannedNumbers {
  /** With sampling rates, and knowing the files of networks. */
  readonly experiment: Experiment;
  readonly set: ClipSet;
  readonly targets: NumberTargets;
  readonly plan: Plan;
  /** What a person should know of folds; told already. */
  readonly warnings: readonly string[];
}

export async function planNumbers(asked: Experiment, services: Services): Promise<PlannedNumbers> {
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
  assertMemory(memoryNeeds({ experiment, plan, truth: set.numbers.values }));
  return { experiment, set, targets: set.numbers, plan, warnings };
}

/** Looks for the features of all clips; nothing is computed. */
export async function findFeatures(
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

export function workOf(
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
