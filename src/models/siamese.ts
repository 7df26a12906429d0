/**
 * A Siamese network: an embedding in which clips of one label are near and others far, learnt from pairs; labels are then
 * told by the nearest of their centroids. That is the report's idea of a network for same and different emotions whose
 * embeddings form eight clusters; its unsupervised step is replaced by the centroids, since labels are known.
 */
import { z } from "zod";
import type { Dataset } from "../dataset/dataset.ts";
import type { AnyDataset } from "../dataset/stored-dataset.ts";
import { exportNetwork } from "../engine/export.ts";
import { dense } from "../engine/layers/index.ts";
import { type Network, network, type Weights } from "../engine/network.ts";
import { createEvaluator } from "../training/evaluator.ts";
import { regimeParams } from "../training/options.ts";
import { pairTask } from "../training/pairs.ts";
import { trainWeights } from "../training/train-network.ts";
import { dropoutRate, hiddenLayers, neurons } from "./layers/hidden.ts";
import { defineModel, type FitContext, type FittedModel } from "./model.ts";
import { asVectors, refuseContradictions } from "./network-model.ts";

const params = z.strictObject({
  hidden: neurons.default([256, 128]).describe("neurons of each hidden layer"),
  embedding: z.int().min(1).max(1024).default(32).describe("numbers of an embedding"),
  margin: z
    .number()
    .gt(0)
    .max(1000)
    .default(1)
    .describe("distance that embeddings of different labels should have"),
  temperature: z
    .number()
    .gt(0)
    .max(100)
    .default(0.25)
    .describe("of the softmax over negative squared distances to the centroids, in squared margins"),
  dropout: dropoutRate.describe("share of hidden neurons silenced while training"),
  batchNorm: z.boolean().default(false).describe("normalise each hidden layer over the batch"),
  ...regimeParams,
  batchSize: regimeParams.batchSize.describe("pairs per training step"),
  learningRate: regimeParams.learningRate.default(0.003),
});

type Options = z.output<typeof params>;

/** [row, in] -> hidden layers, dense -> [row, number of the embedding]. */
export function embeddingNetwork(
  width: number,
  options: Pick<Options, "hidden" | "embedding" | "dropout" | "batchNorm">,
): Network {
  return network([width], (x) => {
    const h = hiddenLayers(x, options.hidden, { ...options, name: "hidden" });
    return dense(h, options.embedding, { name: "embedding" });
  });
}

async function fit(train: AnyDataset, options: Options, context: FitContext): Promise<FittedModel> {
  const data = asVectors(train);
  const embed = embeddingNetwork(data.shape[0], options);
  const { weights, ...trained } = await trainWeights(embed, data, options, context, pairTask(data, options));
  const embeddings = await embeddingsOf(embed, data, weights, context.threads);
  const centroids = centroidsOf(embeddings, data, options.embedding);
  const classifier = network(data.shape, (x) =>
    dense(embed.build(x), data.labels.length, { name: "centroids" }),
  );
  const head = nearestCentroid(centroids, options.embedding, options.temperature * options.margin ** 2);
  const onnx = exportNetwork(
    classifier,
    new Map([...weights, ["centroids.weight", head.weight], ["centroids.bias", head.bias]]),
  );
  return { ...trained, onnx };
}

export const siamese = defineModel({
  id: "siamese",
  summary: "Embedding learnt from pairs of the same and of different labels; then the nearest centroid",
  source: "Hadsell, Chopra & LeCun 2006; the project report's training on pairs for similarity",
  input: "vector",
  params: refuseContradictions(params),
  fit,
  fitStored: fit,
});

/** [row, number of the embedding], in inference. */
async function embeddingsOf(
  embed: Network,
  data: AnyDataset,
  weights: Weights,
  threads = 0,
): Promise<Float32Array> {
  const evaluator = await createEvaluator(embed, data, { threads });
  try {
    return await evaluator.outputs(
      weights,
      Uint32Array.from(data.clipIds, (_, row) => row),
    );
  } finally {
    await evaluator.release();
  }
}

/** Per label the mean of its rows' embeddings; undefined without rows. */
function centroidsOf(
  embeddings: Float32Array,
  { y, labels }: Pick<Dataset, "y" | "labels">,
  numbers: number,
): (Float64Array | undefined)[] {
  return labels.map((_, label) => {
    const sum = new Float64Array(numbers);
    let count = 0;
    for (const [row, own] of y.entries()) {
      if (own !== label) continue;
      count += 1;
      for (let i = 0; i < numbers; i++) sum[i] += embeddings[row * numbers + i];
    }
    return count === 0 ? undefined : sum.map((one) => one / count);
  });
}

/** A logit so low that its probability is 0. */
const NEVER = -1e30;

/**
 * Softmax of - |e - c|^2 / temperature over the centroids c is that of a dense layer, since |e|^2 is the same for all:
 * its weights are 2 c / temperature, its biases - |c|^2 / temperature. Labels without a centroid are never chosen.
 */
function nearestCentroid(
  centroids: readonly (Float64Array | undefined)[],
  numbers: number,
  temperature: number,
): { readonly weight: Float32Array<ArrayBuffer>; readonly bias: Float32Array<ArrayBuffer> } {
  return {
    weight: Float32Array.from(
      centroids.flatMap((one) => [...(one ?? new Float64Array(numbers))]),
      (c) => (2 * c) / temperature,
    ),
    bias: Float32Array.from(centroids, (one) =>
      one === undefined ? NEVER : -one.reduce((sum, c) => sum + c * c, 0) / temperature,
    ),
  };
}
