/** Measuring: every estimator is fitted on the folds, and scored on what it was not fitted on. */
import { columnOf, type JudgedEstimates, judgeEstimates, mergeEstimates } from "../../dataset/numbers.ts";
import { keepsPeopleApart } from "../../dataset/split/index.ts";
import { networksOf } from "../../features/recipe.ts";
import { describeEstimator, type Estimator } from "../../learners/estimator.ts";
import { BOOTSTRAP_SEED } from "../../metrics/bootstrap.ts";
import { bootstrapNumbers, numberMetrics } from "../../metrics/numbers/index.ts";
import type { DimensionScores, EstimatorResult } from "../../report/numbers/index.ts";
import type { ClipSet } from "../clips/clips.ts";
import type { Plan } from "../plan/plan.ts";
import { type FittedEstimator, fitEstimator, type NumberWork } from "./fit-estimator.ts";
import type { PlannedNumbers } from "./plan-numbers.ts";

interface FittedFolds {
  readonly estimator: Estimator;
  readonly fits: readonly { readonly fold: string; readonly fit: FittedEstimator }[];
}

export function fitFolds({ experiment, plan }: PlannedNumbers, work: NumberWork): Promise<FittedFolds[]> {
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

export function measuredBy({ estimator, fits }: FittedFolds, { plan, set, targets }: PlannedNumbers) {
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
