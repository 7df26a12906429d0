/** Fits one recogniser on its training rows and predicts its test rows. Sees no test label. */
import { ModelError } from "../base/errors.ts";
import { createDataset, type Dataset } from "../dataset/dataset.ts";
import { applyScaler, fitScaler } from "../dataset/scale.ts";
import { createSession, floatTensor } from "../engine/onnx/session.ts";
import type { Feature } from "../features/feature.ts";
import { joinFeatures, padFrames } from "../features/recipe.ts";
import { models } from "../models/index.ts";
import type { FitContext } from "../models/model.ts";
import { parseParams } from "../base/params.ts";
import type { Cache } from "./cache.ts";
import type { FitJob, FitResult, RowSource } from "./jobs.ts";

/** Rows predicted at once: bounds memory, whatever the size of the test side. */
const PREDICT_ROWS = 64;

export async function runFitJob(job: FitJob, cache: Cache, context: Omit<FitContext, "seed">): Promise<FitResult> {
  const { recogniser, labels } = job;
  const started = performance.now();
  const trainFeatures = await readRows(job.train, cache);
  const frames = resolveFrames(recogniser.recipe.frames, trainFeatures);
  const model = models.get(recogniser.model.id);
  const assemble = (rows: readonly RowSource[], features: readonly Feature[]) =>
    assembleDataset(rows, features, frames, labels, model.input);
  const unscaled = assemble(job.train, trainFeatures);
  const scaler = fitScaler(unscaled, recogniser.scale);
  const train = applyScaler(scaler, unscaled);
  const params = parseParams(`model ${model.id}`, model.params, recogniser.model.params);
  const fitted = await model.fit(train, params, { ...context, seed: job.seed, threads: job.threads });
  const seconds = (performance.now() - started) / 1000;

  const session = await createSession(fitted.onnx, { threads: job.threads });
  const probabilities: number[] = [];
  for (let from = 0; from < job.test.length; from += PREDICT_ROWS) {
    const rows = job.test.slice(from, from + PREDICT_ROWS);
    const test = applyScaler(scaler, assemble(rows, await readRows(rows, cache)));
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
    shape: train.shape,
    frames,
    ...(job.keepModel
      ? {
          model: {
            onnx: fitted.onnx,
            scaler: recogniser.scale === "none" ? null : { mean: scaler.mean, scale: scaler.scale, dims: scaler.dims },
          },
        }
      : {}),
  };
}

/** Joined but unpadded features of the rows, from the cache. */
async function readRows(rows: readonly RowSource[], cache: Cache): Promise<Feature[]> {
  const features: Feature[] = [];
  for (const row of rows) {
    const parts: Feature[] = [];
    for (const key of row.keys) {
      const part = await cache.readFeature(key);
      if (part === undefined) {
        throw new ModelError(`clip ${row.clipId}: a cached feature has vanished from ${cache.root}; run again.`);
      }
      parts.push(part);
    }
    features.push(joinFeatures(parts));
  }
  return features;
}

/** "longest" means the longest training row: the test side has no say. */
function resolveFrames(frames: number | "longest" | null, train: readonly Feature[]): number | null {
  if (frames !== "longest") return frames;
  return train.reduce((most, feature) => Math.max(most, feature.shape.at(-1) ?? 0), 0);
}

function assembleDataset(
  rows: readonly RowSource[],
  features: readonly Feature[],
  frames: number | null,
  labels: readonly string[],
  input: "vector" | "image",
): Dataset {
  const padded = frames === null ? features : features.map((feature) => padFrames(feature, frames));
  const { shape } = padded[0];
  const width = shape.reduce((product, length) => product * length, 1);
  const x = new Float32Array(rows.length * width);
  padded.forEach((feature, i) => {
    if (feature.shape.join() !== shape.join()) {
      throw new ModelError(
        `clip ${rows[i].clipId} has features of shape [${feature.shape.join(", ")}], ` +
          `clip ${rows[0].clipId} of [${shape.join(", ")}]; set "frames" (or "seconds") in the recipe so that all are alike.`,
      );
    }
    x.set(feature.data, i * width);
  });
  if (input === "image" && shape.length !== 2) {
    throw new ModelError(
      `the model needs an image [coefficient, frame]; the recipe gives [${shape.join(", ")}]. ` +
        "Use features that have frames.",
    );
  }
  return createDataset({
    clipIds: rows.map((row) => row.clipId),
    shape: input === "vector" ? [width] : shape,
    x,
    labels,
    y: Int32Array.from(rows, (row) => row.y),
  });
}
