/** Final fits: each estimator once more on all clips whose numbers are known, saved as one file. */
import { basename } from "node:path";
import { digestOf } from "../../base/digest.ts";
import { ModelError } from "../../base/errors.ts";
import { rangeOf } from "../../base/range.ts";
import { VERSION } from "../../base/version.ts";
import { provenanceOf } from "../../corpus/several.ts";
import { networksOf } from "../../features/recipe.ts";
import type { Estimator } from "../../learners/estimator.ts";
import { type EstimatorInfo, encodeEstimator } from "../../recogniser/index.ts";
import type { EstimatorResult } from "../../report/numbers/index.ts";
import { atomicWrite } from "../files/atomic-write.ts";
import { portable, recogniserPath } from "../folder/save.ts";
import { KEPT } from "../jobs/training.ts";
import { networkAtHand } from "../rows/network-files.ts";
import { type FittedEstimator, fitEstimator, type NumberWork } from "./fit-estimator.ts";
import type { PlannedNumbers } from "./plan-numbers.ts";

function trainedOn({ targets, set }: PlannedNumbers): string[] {
  return [...targets.values.keys()].filter((id) => set.facts.has(id));
}

export function fitOnAll(
  estimator: Estimator,
  planned: PlannedNumbers,
  work: NumberWork,
): Promise<FittedEstimator> {
  return fitEstimator(
    estimator,
    { train: trainedOn(planned), asked: [] },
    { scope: "all", keep: true },
    work,
  );
}

/** @returns path of the file */
export async function saveEstimator(
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
