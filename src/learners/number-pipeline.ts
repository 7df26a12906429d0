/** Steps and a regressor, fitted one after the other on training rows, as one graph. */
import { parseParams } from "../base/params.ts";
import type { Seen } from "../dataset/audit.ts";
import type { NumberDataset } from "../dataset/numbers.ts";
import { regressors } from "../regressors/index.ts";
import type { TrainingContext } from "../training/context.ts";
import type { Choice } from "./learner.ts";
import { type AverageGroup, arrange, chainGraph, fitSteps, type MayOverwrite, seenBy } from "./pipeline.ts";

export interface FittedNumberPipeline {
  /** ONNX bytes: `features` [n, ...shape of a row], where normalised also `mean`, `scale`, `count` -> `values`. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** What each part has seen. */
  readonly seen: readonly Seen[];
}

/**
 * @param train - training rows only, normalised by group already where `normalised` is given
 * @throws ModelError if the rows cannot be fitted so
 */
export async function fitNumberPipeline(
  train: NumberDataset,
  chosen: { readonly steps: readonly Choice[]; readonly regressor: Choice },
  context: TrainingContext & MayOverwrite,
  normalised?: AverageGroup,
): Promise<FittedNumberPipeline> {
  const { dimensions, values, ...features } = train;
  // steps of numbers look at features alone
  const unlabelled = { ...features, labels: [], y: new Int32Array(features.clipIds.length).fill(-1) };
  const { rows, fitted, seen } = await fitSteps(unlabelled, chosen.steps, context);
  const regressor = regressors.find(chosen.regressor.id);
  const { labels: _none, y: _unknown, ...input } = arrange(rows, regressor);
  const params = parseParams(`regressor ${regressor.id}`, regressor.params, chosen.regressor.params);
  const { onnx, validatedOn = [] } = await regressor.fit({ ...input, dimensions, values }, params, context);
  const output = { name: "values", width: dimensions.length };
  return {
    onnx: chainGraph(train.shape, fitted, [regressor.id, onnx, input.shape], output, normalised),
    seen: seenBy(seen, regressor.id, input.clipIds, validatedOn),
  };
}
