/** The residual squeeze-and-excitation network in two dimensions, for images such as log-mel spectrograms. */
import { z } from "zod";
import type { Shape, Value } from "../engine/graph.ts";
import { batchNorm, channelDropout, conv2d, dense, dropout, squeezeExcite } from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { add, relu } from "../engine/ops/elementwise.ts";
import { averagePool, globalAveragePool, globalMaxPool } from "../engine/ops/pool.ts";
import { concat, reshape } from "../engine/ops/shape.ts";
import { imageTrainingParams } from "../training/options.ts";
import { dropoutRate } from "./layers/hidden.ts";
import { assertImage } from "./layers/image.ts";
import { defineNetworkModel } from "./network-model.ts";

const channels = z.int().min(1).max(1024);

const params = z.strictObject({
  stem: channels.default(16).describe("channels of the first convolution, which halves the coefficients"),
  blocks: z
    .array(channels)
    .min(1)
    .max(32)
    .default([32, 64, 128, 128])
    .describe("channels of each residual block; one with other channels than before halves the image"),
  blockDropout: dropoutRate.default(0.1).describe("share of each block's channels silenced while training"),
  dropout: dropoutRate.default(0.2).describe("share of pooled channels silenced while training"),
  ...imageTrainingParams,
  coefficientMask: imageTrainingParams.coefficientMask.default(9),
  frameMask: imageTrainingParams.frameMask.default(16),
  learningRate: imageTrainingParams.learningRate.default(0.003),
  batchSize: imageTrainingParams.batchSize.default(16),
  weightDecay: imageTrainingParams.weightDecay.default(0.05),
});

/**
 * [row, coefficient, frame] -> [row, label]: a strided 5x5 convolution, residual blocks, and of each channel the mean and
 * the maximum.
 *
 * @throws ShapeError if the features are not an image
 */
export function seResnetNetwork(
  shape: Shape,
  labels: number,
  options: Pick<z.output<typeof params>, "stem" | "blocks" | "blockDropout" | "dropout">,
): Network {
  assertImage("se-resnet", shape);
  return network(shape, (image) => {
    const { stem, blocks, blockDropout } = options;
    let x = relu(convNorm(reshape(image, [image.shape[0], 1, ...shape]), "stem", stem, 5, [2, 1]));
    for (const [i, width] of blocks.entries()) {
      const name = `block${i + 1}`;
      x = channelDropout(block(x, name, width), blockDropout, { name: `${name}Dropout` });
    }
    const pooled = concat([globalAveragePool(x), globalMaxPool(x)], 1);
    return dense(dropout(pooled, options.dropout), labels, { name: "output" });
  });
}

/** Two convolutions and squeeze-and-excitation, added to the input: averaged and converted where the channels differ. */
function block(x: Value, name: string, width: number): Value {
  const changes = x.shape[1] !== width;
  const first = relu(convNorm(x, `${name}First`, width, 3, changes ? [2, 2] : [1, 1]));
  const y = squeezeExcite(convNorm(first, `${name}Second`, width, 3), { name: `${name}Attention` });
  const skipped = changes ? convNorm(averagePool(x, [2, 2]), `${name}Skip`, width, 1) : x;
  return relu(add(y, skipped));
}

function convNorm(
  x: Value,
  name: string,
  channels: number,
  kernel: number,
  stride: readonly [number, number] = [1, 1],
): Value {
  const convolved = conv2d(x, {
    ...{ name, channels, stride, bias: false },
    ...{ kernel: [kernel, kernel], padding: "same" },
  });
  return batchNorm(convolved, { name: `${name}Norm` });
}

export const seResnet = defineNetworkModel({
  id: "se-resnet",
  summary: "2-D residual squeeze-and-excitation CNN for images [coefficient, frame], mean and maximum pooled",
  source: "He et al. 2016 (CVPR); Hu, Shen & Sun 2018 (CVPR; arXiv 1709.01507)",
  input: "image",
  params,
  network: seResnetNetwork,
});
