/**
 * The 1-D multimodal CNN: an image unrolled row by row and cut into ranges of frequencies; each range has its own
 * convolutions, the wider kernels for the lower ranges; then common dense layers.
 */
import { z } from "zod";
import { type Shape, sizeOf } from "../engine/graph.ts";
import { batchNorm, conv1d, dense, flatten } from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { relu } from "../engine/ops/elementwise.ts";
import { averagePool } from "../engine/ops/pool.ts";
import { concat, reshape } from "../engine/ops/shape.ts";
import { trainingParams } from "../training/options.ts";
import { dropoutRate, hiddenLayers, neurons } from "./layers/hidden.ts";
import { assertImage, coefficientRanges } from "./layers/image.ts";
import { defineNetworkModel } from "./network-model.ts";

const kernel = z
  .int()
  .min(1)
  .max(255)
  .refine((length) => length % 2 === 1, "expected an odd number");

const params = z.strictObject({
  kernels: z
    .array(kernel)
    .min(2)
    .max(8)
    .default([31, 15, 7])
    .describe("kernel length of each parallel block, the block of the lowest coefficients first"),
  channels: z
    .array(z.int().min(1).max(512))
    .min(1)
    .max(8)
    .default([16, 32, 32])
    .describe("channels of each convolution of a block"),
  stride: z.int().min(1).max(16).default(4).describe("stride of a block's first convolution"),
  pool: z.int().min(1).max(16).default(4).describe("numbers averaged into one after each convolution"),
  head: neurons.default([128]).describe("neurons of each hidden layer after the blocks"),
  dropout: dropoutRate.default(0.3).describe("share of the hidden neurons silenced while training"),
  ...trainingParams,
  epochs: trainingParams.epochs.default(90),
  learningRate: trainingParams.learningRate.default(1),
  optimizer: trainingParams.optimizer.default("sgd"),
  momentum: trainingParams.momentum.default(0),
  schedule: trainingParams.schedule.default({ id: "step", factor: 0.3, epochs: 70 }),
  weightDecay: trainingParams.weightDecay.default(1e-4),
});

/**
 * [row, coefficient, frame] -> [row, label]. The report has the unrolling by rows, three parallel blocks over ranges of
 * frequencies with kernels sized by resolution, and dense layers after them; its training, too, is the default: plain SGD
 * in batches of 64, 70 epochs at a rate of 1 and 20 at 0.3. The kind of the convolutions is that of Wang, Yan & Oates.
 * Numbers of layers and channels, the stride, average pooling (the report advises against maxima), and the batch norm of the
 * dense layers, without which a rate of 1 is too high, are ours.
 *
 * @throws ShapeError if the features are not an image with a coefficient for each block
 */
export function multimodalCnnNetwork(
  shape: Shape,
  labels: number,
  options: Pick<z.output<typeof params>, "kernels" | "channels" | "stride" | "pool" | "head" | "dropout">,
): Network {
  const { kernels, channels, stride, pool, head, dropout } = options;
  assertImage("multimodal-cnn", shape, kernels.length);
  return network(shape, (image) => {
    const seen = coefficientRanges(image, kernels.length).map((range, block) => {
      let x = reshape(range, [range.shape[0], 1, sizeOf(range.shape.slice(1))]);
      for (const [i, count] of channels.entries()) {
        const name = `block${block + 1}Layer${i + 1}`;
        const kernel = kernels[block];
        const padding = (kernel - 1) / 2;
        x = conv1d(x, { name, channels: count, kernel, stride: i === 0 ? stride : 1, padding, bias: false });
        x = relu(batchNorm(x, { name: `${name}Norm` }));
        if (pool > 1) x = averagePool(x, [pool]);
      }
      return flatten(x);
    });
    const joined = hiddenLayers(concat(seen, 1), head, { name: "head", batchNorm: true, dropout });
    return dense(joined, labels, { name: "output" });
  });
}

export const multimodalCnn = defineNetworkModel({
  id: "multimodal-cnn",
  summary: "1-D CNN with parallel blocks over ranges of coefficients, each with its own kernel length",
  source: "the project report's 1-D multimodal CNN, after Wang, Yan & Oates 2017 (IJCNN; arXiv 1611.06455)",
  input: "image",
  params,
  network: multimodalCnnNetwork,
});
