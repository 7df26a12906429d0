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
  gaborConv2d,
  rbfConv2d,
  squeezeExcite,
} from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { add, relu } from "../engine/ops/elementwise.ts";
import { averagePool, globalAveragePool } from "../engine/ops/pool.ts";
import { concat, reshape } from "../engine/ops/shape.ts";
import { trainingParams } from "../training/options.ts";
import { dropoutRate } from "./layers/hidden.ts";
import { defineNetworkModel } from "./network-model.ts";

/** The wiggle filter's kernels: any numbers, or a shape whose few parameters are learnt. */
const WIGGLES = { free: conv2d, gabor: gaborConv2d, rbf: rbfConv2d } as const;

const params = z.strictObject({
  design: z
    .enum(["intended", "as-run", "left-in-training"])
    .default("intended")
    .describe(
      "what is average-pooled: the 3x1 branch, or (as the report ran it) the 3x7 branch; left in training mode, batch " +
        "normalisation goes by the clips that are answered together",
    ),
  wiggle: z
    .enum(["free", "gabor", "rbf"])
    .default("free")
    .describe("kernels of the wiggle filter: free, or Gabor or Gaussian ones whose parameters are learnt"),
  planes: z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe("images of as many coefficients below one another, which are seen as channels of one image"),
  channels: z.int().min(4).max(256).default(32).describe("channels of the wiggle filter and of the branches"),
  dropout: dropoutRate.describe("share of pooled channels silenced while training"),
  ...trainingParams,
  epochs: trainingParams.epochs.default(19),
  batchSize: trainingParams.batchSize.default(4),
});

type WiggleNetOptions = Pick<
  z.output<typeof params>,
  "design" | "wiggle" | "planes" | "channels" | "dropout"
>;

/**
 * [row, coefficient, frame] -> [row, label]; coefficients of all planes, one plane after another.
 *
 * @throws ShapeError if the coefficients do not divide into planes, or the image is smaller than 4x8
 */
export function wigglenetNetwork(
  shape: readonly number[],
  labels: number,
  { design, wiggle, planes, channels: C, dropout: rate }: WiggleNetOptions,
): Network {
  const [coefficients, frames] = shape;
  if (shape.length !== 2 || coefficients % planes !== 0 || coefficients < 4 * planes || frames < 8) {
    const expected = planes === 1 ? "an image" : `${planes} planes, each`;
    throw new ShapeError(
      `layer wiggle (conv2d): expected ${expected} of 4 coefficients x 8 frames or more; got ${showShape(shape)}.`,
    );
  }
  const leftInTraining = design === "left-in-training";
  const convNorm = (
    x: Value,
    name: string,
    channels: number,
    kernel: Conv2dOptions["kernel"],
    stride: Conv2dOptions["kernel"] = [1, 1],
    convolve = conv2d,
  ): Value =>
    batchNorm(convolve(x, { name, channels, kernel, stride, padding: "same", bias: false }), {
      name: `${name}Norm`,
      leftInTraining,
    });
  return network(shape, (image) => {
    const seen = reshape(image, [image.shape[0], planes, coefficients / planes, frames]);
    const x = relu(convNorm(seen, "wiggle", C, [5, 31], [2, 4], WIGGLES[wiggle]));
    const q = relu(convNorm(x, "wide", C, [3, 7]));
    // As run, the 3x1 branch fed nothing: it is left out, since it could not influence anything.
    const pooled = design === "intended" ? relu(convNorm(x, "tall", C, [3, 1])) : q;
    const learned = relu(convNorm(q, "down", C, [3, 3], [2, 2]));
    const y = squeezeExcite(concat([averagePool(pooled, [2, 2]), learned], 1), { name: "attention1" });
    const z = relu(add(y, convNorm(x, "residual", 2 * C, [1, 1], [2, 2])));
    const w = squeezeExcite(relu(convNorm(z, "last", 2 * C, [3, 3], [1, 2])), { name: "attention2" });
    const summary = globalAveragePool(add(w, averagePool(z, [1, 2])));
    return dense(dropout(summary, rate), labels, { name: "output" });
  });
}

export const wigglenet = defineNetworkModel({
  id: "wigglenet",
  summary: "Semi-global residual attention CNN for images [coefficient, frame]",
  source: "the project report's WiggleNet (Figure 15), intended and as run",
  input: "image",
  params,
  network: wigglenetNetwork,
});
