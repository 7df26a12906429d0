/** Fits one recogniser on its training rows and predicts its test rows, or tries learning rates. Sees no test label. */
import { sha256 } from "../base/digest.ts";
import { ModelError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { type Dataset, widthOf } from "../dataset/dataset.ts";
import { applyScaler, fitScaler, type Scaler } from "../dataset/scale.ts";
import { chainModels } from "../engine/onnx/chain.ts";
import { createSession, floatTensor } from "../engine/onnx/session.ts";
import type { Feature } from "../features/feature.ts";
import { models } from "../models/index.ts";
import type { FitContext, Model } from "../models/model.ts";
import { isNetworkModel } from "../models/network-model.ts";
import type { Affine } from "../recogniser/index.ts";
import { applyReduction, type FittedReduction, type ReductionContext, reductions } from "../reduce/index.ts";
import { findLearningRate, type LearningRateRange } from "../training/learning-rate-range.ts";
import { decodeWeights, type WarmStart } from "../training/warm-start.ts";
import type { Cache } from "./cache.ts";
import { digestOfFit } from "./fits.ts";
import type { FitJob, FitResult, RangeJob } from "./jobs.ts";
import { assembleDataset, PREDICT_ROWS, readRows } from "./rows.ts";
import { readWeightsFile, type WarmStartSource } from "./warm-starts.ts";

export async function runFitJob(
  job: FitJob,
  cache: Cache,
  context: Pick<FitContext, "signal" | "onEpoch" | "onWarning">,
): Promise<FitResult> {
  const { recogniser, labels } = job;
  const started = performance.now();
  const { train, frames, scaler, reduction, inputOf, shape, model } = await prepareTraining(job, cache);
  const params = parseParams(`model ${model.id}`, model.params, recogniser.model.params);
  const digest = await digestOfFit(job);
  const fitted = await model.fit(train, params, {
    ...context,
    seed: job.seed,
    threads: job.threads,
    ...(job.train.some(({ group }) => group !== undefined)
      ? { groups: job.train.map(({ clipId, group }) => group ?? clipId) }
      : {}),
    ...(job.warmStart === undefined ? {} : { warmStart: await readWarmStart(job.warmStart) }),
    checkpoint: {
      read: () => cache.readCheckpoint(digest),
      write: (bytes) => cache.writeCheckpoint(digest, bytes),
    },
  });
  const seconds = (performance.now() - started) / 1000;

  const onnx = reduction === undefined ? fitted.onnx : chainModels("reduce", reduction.onnx, fitted.onnx);
  const session = await createSession(onnx, { threads: job.threads });
  const probabilities: number[] = [];
  for (let from = 0; from < job.test.length; from += PREDICT_ROWS) {
    const rows = job.test.slice(from, from + PREDICT_ROWS);
    const unscaledTest = assembleDataset(rows, await readRows(rows, cache), frames, labels);
    const test = inputOf(applyScaler(scaler, unscaledTest));
    const output = await session.run({ features: floatTensor(test.x, [rows.length, ...test.shape]) });
    const { data } = output.probabilities;
    if (!(data instanceof Float32Array)) throw new ModelError(`model ${model.id} gave no probabilities.`);
    probabilities.push(...data);
  }
  await session.release();
  return {
    probabilities,
    history: fitted.history,
    seconds,
    scaledOn: scaler.clipIds,
    reducedOn: reduction?.clipIds ?? [],
    validatedOn: fitted.validatedOn ?? [],
    shape,
    frames,
    ...(job.keepModel
      ? {
          model: {
            onnx,
            scaler: recogniser.scale === "none" ? null : broadcastable(scaler, shape),
            ...(fitted.weights === undefined ? {} : { weights: fitted.weights }),
          },
        }
      : {}),
  };
}

/** @throws ModelError if the file is not the one that the experiment was begun with */
async function readWarmStart({ path, sha256: expected, except }: WarmStartSource): Promise<WarmStart> {
  const bytes = await readWeightsFile("warm start", path);
  if ((await sha256(bytes)) !== expected) {
    throw new ModelError(
      `warm start: the weights ${path} were changed while the experiment ran; run it again.`,
    );
  }
  const { weights } = await decodeWeights(path, bytes);
  return { weights, except };
}

/** @throws ModelError, ShapeError if the network cannot be trained on the rows */
export async function runRangeJob(
  job: RangeJob,
  cache: Cache,
  context: Pick<FitContext, "signal">,
): Promise<LearningRateRange> {
  const { train, model } = await prepareTraining(job, cache);
  if (!isNetworkModel(model)) throw new Error(`the model ${model.id} has no learning rate`);
  const params = parseParams(`model ${model.id}`, model.params, job.recogniser.model.params);
  const network = model.network(train.shape, train.labels.length, params);
  return findLearningRate(network, train, params, { ...context, seed: job.seed, threads: job.threads });
}

/** The training rows, padded, scaled, reduced, and in the form that the model takes. */
async function prepareTraining(
  {
    recogniser,
    train: rows,
    labels,
    seed,
    threads,
  }: Pick<FitJob, "recogniser" | "train" | "labels" | "seed" | "threads">,
  cache: Cache,
) {
  const features = await readRows(rows, cache);
  const frames = resolveFrames(recogniser.recipe.frames, features);
  const model = models.find(recogniser.model.id);
  const unscaled = assembleDataset(rows, features, frames, labels);
  const scaler = fitScaler(unscaled, recogniser.scale);
  const scaled = applyScaler(scaler, unscaled);
  const reduction = await fitReduction(recogniser.reduce, scaled, { seed, threads });
  /** Scaled rows in the form that the saved graph takes: the model's, or the reduction's in front of it. */
  const inputOf = (dataset: Dataset): Dataset =>
    reduction === undefined ? arrange(dataset, model) : dataset;
  const input = inputOf(scaled);
  const train = reduction === undefined ? input : await applyReduction(reduction, input, threads);
  return { train, frames, scaler, reduction, inputOf, shape: input.shape, model };
}

async function fitReduction(
  config: FitJob["recogniser"]["reduce"],
  train: Dataset,
  context: ReductionContext,
): Promise<FittedReduction | undefined> {
  if (config === undefined) return undefined;
  const reduction = reductions.find(config.id);
  if (reduction.input === "image" && train.shape.length !== 2) {
    throw new ModelError(
      `reduction ${reduction.id}: needs images [coefficient, frame]; the recipe gives [${train.shape.join(", ")}]. ` +
        "Use features that have frames.",
    );
  }
  const params = parseParams(`reduction ${reduction.id}`, reduction.params, config.params);
  return reduction.fit(train, params, context);
}

/** "longest" means the longest training row: the test side has no say. */
function resolveFrames(frames: number | "longest" | null, train: readonly Feature[]): number | null {
  if (frames !== "longest") return frames;
  return train.reduce((most, feature) => Math.max(most, feature.shape.at(-1) ?? 0), 0);
}

/** The rows in the form that the model takes: as images, or flattened. */
function arrange(dataset: Dataset, model: Pick<Model, "id" | "input">): Dataset {
  if (model.input === "vector") return { ...dataset, shape: [widthOf(dataset.shape)] };
  if (dataset.shape.length === 2) return dataset;
  throw new ModelError(
    `model ${model.id}: needs images [coefficient, frame]; the recipe gives [${dataset.shape.join(", ")}]. ` +
      "Use features that have frames.",
  );
}

/** The scaler in a form that broadcasts against one row of the model's input. */
function broadcastable(scaler: Scaler, shape: readonly number[]): Affine {
  const { mean, scale } = scaler;
  if (shape.length > 1) return { mean, scale, dims: scaler.shape };
  const span = widthOf(shape) / mean.length;
  const spread = (values: Float32Array) =>
    Float32Array.from({ length: widthOf(shape) }, (_, i) => values[Math.floor(i / span)]);
  return { mean: spread(mean), scale: spread(scale), dims: shape };
}
