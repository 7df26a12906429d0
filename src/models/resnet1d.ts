/** The 1-D ResNet: ResNet-50's skeleton with one-dimensional convolutions and fewer blocks. */
import { z } from "zod";
import { type Shape, sizeOf, type Value } from "../engine/graph.ts";
import { batchNorm, conv1d, dense, dropout } from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { add, relu } from "../engine/ops/elementwise.ts";
import { globalAveragePool, maxPool } from "../engine/ops/pool.ts";
import { reshape } from "../engine/ops/shape.ts";
import { trainingParams } from "../training/options.ts";
import { dropoutRate } from "./layers/hidden.ts";
import { assertImage } from "./layers/image.ts";
import { defineNetworkModel } from "./network-model.ts";

const params = z.strictObject({
  input: z
    .enum(["channels", "unrolled"])
    .default("channels")
    .describe(
      "the image as one series per coefficient, or as one long series, row by row (thirty times the work)",
    ),
  channels: z
    .int()
    .min(1)
    .max(256)
    .default(64)
    .describe("channels of the stem and inside the first stage's blocks"),
  blocks: z
    .array(z.int().min(1).max(32))
    .min(1)
    .max(4)
    .default([1, 1, 1])
    .describe("bottleneck blocks of each stage; each stage has twice the channels of the one before"),
  dropout: dropoutRate.describe("share of pooled channels silenced while training"),
  ...trainingParams,
  epochs: trainingParams.epochs.default(76),
  learningRate: trainingParams.learningRate.default(0.1),
  optimizer: trainingParams.optimizer.default("sgd"),
  weightDecay: trainingParams.weightDecay.default(1e-4),
});

/** Channels of a bottleneck's output per channel inside it. */
const EXPANSION = 4;

/**
 * [row, coefficient, frame] -> [row, label]. The skeleton is ResNet-50's as torchvision has it (a stage's stride sits in
 * the convolution of length 3); one-dimensional convolutions, three stages and the unrolled input are the report's.
 *
 * @throws ShapeError if the features are not an image
 */
export function resnet1dNetwork(
  shape: Shape,
  labels: number,
  options: Pick<z.output<typeof params>, "input" | "channels" | "blocks" | "dropout">,
): Network {
  assertImage("resnet1d", shape);
  return network(shape, (image) => {
    const { channels } = options;
    const series = options.input === "unrolled" ? reshape(image, [image.shape[0], 1, sizeOf(shape)]) : image;
    const stem = relu(convNorm(series, "stem", channels, 7, 2));
    let x = maxPool(stem, [3], { stride: [2], padding: [1] });
    for (const [stage, count] of options.blocks.entries()) {
      for (let block = 0; block < count; block++) {
        const stride = stage > 0 && block === 0 ? 2 : 1;
        x = bottleneck(x, `stage${stage + 1}Block${block + 1}`, channels * 2 ** stage, stride);
      }
    }
    return dense(dropout(globalAveragePool(x), options.dropout), labels, { name: "output" });
  });
}

/** Fewer channels, a convolution among them, more channels again; added to the input, which is converted where it differs. */
function bottleneck(x: Value, name: string, width: number, stride: number): Value {
  const channels = EXPANSION * width;
  let y = relu(convNorm(x, `${name}Reduce`, width, 1));
  y = relu(convNorm(y, `${name}Middle`, width, 3, stride));
  y = convNorm(y, `${name}Expand`, channels, 1);
  const same = stride === 1 && x.shape[1] === channels;
  return relu(add(y, same ? x : convNorm(x, `${name}Shortcut`, channels, 1, stride)));
}

function convNorm(x: Value, name: string, channels: number, kernel: number, stride = 1): Value {
  const padding = (kernel - 1) / 2;
  return batchNorm(conv1d(x, { name, channels, kernel, stride, padding, bias: false }), {
    name: `${name}Norm`,
  });
}

export const resnet1d = defineNetworkModel({
  id: "resnet1d",
  summary: "1-D ResNet of bottleneck blocks, by default one in each of three stages",
  source: "He et al. 2016 (CVPR; arXiv 1512.03385); one-dimensional as in the project report",
  input: "image",
  params,
  network: resnet1dNetwork,
});
