/** TIM-Net: a series read forwards and backwards by gated causal convolutions of growing reach. */
import { z } from "zod";
import type { Shape, Value } from "../engine/graph.ts";
import { batchNorm, conv1d, dense, dropout, weightedSum } from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { gate, relu } from "../engine/ops/elementwise.ts";
import { averagePool, globalAveragePool } from "../engine/ops/pool.ts";
import { reduceSum } from "../engine/ops/reduce.ts";
import { concat, reshape, reverse } from "../engine/ops/shape.ts";
import { trainingParams } from "../training/options.ts";
import { dropoutRate } from "./layers/hidden.ts";
import { assertImage } from "./layers/image.ts";
import { defineNetworkModel } from "./network-model.ts";

const params = z.strictObject({
  inputNorm: z.boolean().default(true).describe("normalise each coefficient over the batch"),
  framePool: z
    .union([z.literal(1), z.literal(2), z.literal(4)])
    .default(1)
    .describe("frames averaged into one before the network"),
  channels: z.int().min(4).max(256).default(39).describe("channels of each direction"),
  blocks: z
    .int()
    .min(1)
    .max(12)
    .default(8)
    .describe("blocks of each direction, the j-th with dilation 2^(j - 1)"),
  dropout: dropoutRate.default(0.1).describe("share of a block's channels silenced while training"),
  headDropout: dropoutRate.default(0.2).describe("share of the summary's channels silenced while training"),
  ...trainingParams,
  epochs: trainingParams.epochs.default(40),
  batchSize: trainingParams.batchSize.default(16),
  learningRate: trainingParams.learningRate.default(0.005),
  weightDecay: trainingParams.weightDecay.default(0.05),
  clipNorm: trainingParams.clipNorm.default(5),
});

type Options = Pick<
  z.output<typeof params>,
  "inputNorm" | "framePool" | "channels" | "blocks" | "dropout" | "headDropout"
>;

/**
 * [row, coefficient, frame] -> [row, label].
 *
 * @throws ShapeError if the features are not an image
 */
export function timnetNetwork(shape: Shape, labels: number, options: Options): Network {
  assertImage("timnet", shape);
  return network(shape, (image) => {
    const normalised = options.inputNorm ? batchNorm(image, { name: "inputNorm" }) : image;
    const x = options.framePool > 1 ? averagePool(normalised, [options.framePool]) : normalised;
    const both = concat([x, reverse(x, 2)], 1);
    const scales = readSeries(both, options).map((series) => globalAveragePool(series));
    // The means of both directions, summed; backwards outputs need not be turned for that.
    const means = weightedSum(scales, { name: "scales" });
    const summary = reduceSum(reshape(means, [image.shape[0], 2, options.channels]), [1]);
    return dense(dropout(summary, options.headDropout, { name: "headDropout" }), labels, { name: "output" });
  });
}

/**
 * The series after each block. Both directions run side by side, as groups of channels that do not see one another.
 *
 * @param both - [row, direction x coefficient, frame]
 * @returns per block [row, direction x channel, frame]
 */
function readSeries(both: Value, { channels, blocks, dropout }: Options): Value[] {
  const directions = { channels: 2 * channels, groups: 2 };
  let x = conv1d(both, { ...directions, name: "start", kernel: 1 });
  return Array.from({ length: blocks }, (_, j) => {
    let h = x;
    for (const part of ["a", "b"]) {
      const name = `block${j + 1}${part}`;
      // No bias: the batch norm would take it away again.
      h = conv1d(h, { ...directions, name, kernel: 2, dilation: 2 ** j, padding: "causal", bias: false });
      h = relu(batchNorm(h, { name: `${name}Norm`, channelDropout: dropout }));
    }
    x = gate(x, h);
    return x;
  });
}

export const timnet = defineNetworkModel({
  id: "timnet",
  summary: "Temporal-aware bi-directional multi-scale network for images [coefficient, frame]",
  source:
    "Ye et al. 2023 (ICASSP; arXiv 2211.08233), with batch norm on the input, pooled frames and dropout before the labels",
  input: "image",
  params,
  network: timnetNetwork,
});
