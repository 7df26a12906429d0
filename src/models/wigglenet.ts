/**
 * WiggleNet, the report's two-dimensional semi-global residual attention network. The blocks are our reading of its
 * Figure 15: a 5x31 convolution with stride (2, 4), the "wiggle filter", sees large shapes and downsamples at once; two
 * parallel convolutions see it at two scales; attention weighs channels by what global average pooling finds; residuals
 * are downsampled; nothing is max-pooled. All convolutions are padded to ceil(length / stride).
 */
import { z } from "zod";
import { ShapeError } from "../base/errors.ts";
import { showShape, type Value } from "../engine/graph.ts";
import {
  batchNorm,
  type Conv2dOptions,
  conv2d,
  dense,
  dropout,
  squeezeExcite,
} from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { add, relu } from "../engine/ops/elementwise.ts";
import { averagePool, globalAveragePool } from "../engine/ops/pool.ts";
import { concat, reshape } from "../engine/ops/shape.ts";
import { trainingParams } from "../training/options.ts";
import { dropoutRate } from "./layers/hidden.ts";
import { defineNetworkModel } from "./network-model.ts";

const params = z.strictObject({
  design: z
    .enum(["intended", "as-run"])
    .default("intended")
    .describe("what is average-pooled: the 3x1 branch, or (as the report ran it) the 3x7 branch"),
  channels: z.int().min(4).max(256).default(32).describe("channels of the wiggle filter and of the branches"),
  dropout: dropoutRate.describe("share of pooled channels silenced while training"),
  ...trainingParams,
  epochs: trainingParams.epochs.default(19),
  batchSize: trainingParams.batchSize.default(4),
});

/**
 * [row, coefficient, frame] -> [row, label].
 *
 * @throws ShapeError if the image is smaller than 4x8
 */
export function wigglenetNetwork(
  shape: readonly number[],
  labels: number,
  options: Pick<z.output<typeof params>, "design" | "channels" | "dropout">,
): Network {
  const C = options.channels;
  if (shape.length !== 2 || shape[0] < 4 || shape[1] < 8) {
    throw new ShapeError(
      `layer wiggle (conv2d): expected an image of 4 coefficients x 8 frames or more; got ${showShape(shape)}.`,
    );
  }
  return network(shape, (image) => {
    const x = relu(convNorm(reshape(image, [image.shape[0], 1, ...shape]), "wiggle", C, [5, 31], [2, 4]));
    const q = relu(convNorm(x, "wide", C, [3, 7]));
    // As run, the 3x1 branch fed nothing: it is left out, since it could not influence anything.
    const pooled = options.design === "intended" ? relu(convNorm(x, "tall", C, [3, 1])) : q;
    const learned = relu(convNorm(q, "down", C, [3, 3], [2, 2]));
    const y = squeezeExcite(concat([averagePool(pooled, [2, 2]), learned], 1), { name: "attention1" });
    const z = relu(add(y, convNorm(x, "residual", 2 * C, [1, 1], [2, 2])));
    const w = squeezeExcite(relu(convNorm(z, "last", 2 * C, [3, 3], [1, 2])), { name: "attention2" });
    const summary = globalAveragePool(add(w, averagePool(z, [1, 2])));
    return dense(dropout(summary, options.dropout), labels, { name: "output" });
  });
}

function convNorm(
  x: Value,
  name: string,
  channels: number,
  kernel: Conv2dOptions["kernel"],
  stride: Conv2dOptions["kernel"] = [1, 1],
): Value {
  const convolved = conv2d(x, { name, channels, kernel, stride, padding: "same", bias: false });
  return batchNorm(convolved, { name: `${name}Norm` });
}

export const wigglenet = defineNetworkModel({
  id: "wigglenet",
  summary: "Semi-global residual attention CNN for images [coefficient, frame]",
  source: "the project report's WiggleNet (Figure 15), intended and as run",
  input: "image",
  params,
  network: wigglenetNetwork,
});
