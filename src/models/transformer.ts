/** Layers of a transformer over frames, and the mean and deviation of what each of them gives. */
import { z } from "zod";
import type { Shape, Value } from "../engine/graph.ts";
import {
  batchNorm,
  dense,
  dropout,
  layerNorm,
  selfAttention,
  statisticsPool,
} from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { add, gelu } from "../engine/ops/elementwise.ts";
import { concat, transpose } from "../engine/ops/shape.ts";
import { trainingParams } from "../training/options.ts";
import { dropoutRate } from "./layers/hidden.ts";
import { assertImage } from "./layers/image.ts";
import { defineNetworkModel } from "./network-model.ts";

const params = z.strictObject({
  layers: z.int().min(1).max(48).default(2).describe("layers, one after the other"),
  firstLayer: z
    .int()
    .min(1)
    .max(48)
    .default(1)
    .describe("number of the first: an encoder's layers that are tuned keep their numbers"),
  heads: z.int().min(1).max(64).default(6).describe("parts of a frame that attend on their own"),
  hidden: z
    .int()
    .min(1)
    .max(8192)
    .default(1536)
    .describe("neurons between the two dense layers of each layer"),
  dropout: dropoutRate.default(0.1).describe("share of what layers add that is silenced while training"),
  outputDropout: dropoutRate.default(0.2).describe("share of pooled numbers silenced while training"),
  ...trainingParams,
  epochs: trainingParams.epochs.default(10),
  batchSize: trainingParams.batchSize.default(16),
  learningRate: trainingParams.learningRate.default(1e-4),
});

type Options = Pick<
  z.output<typeof params>,
  "layers" | "firstLayer" | "heads" | "hidden" | "dropout" | "outputDropout"
>;

/**
 * [row, coefficient, frame] -> [row, label]. Layers know of a frame's place only what its numbers tell; frames that were
 * added to fill a row are not attended to and not pooled.
 *
 * @throws ShapeError if the features are not an image, or the heads do not divide its coefficients
 */
export function transformerNetwork(shape: Shape, labels: number, options: Options): Network {
  assertImage("transformer", shape);
  const { layers, firstLayer, outputDropout } = options;
  return network(shape, (image) => {
    let frames = transpose(image, [0, 2, 1]);
    const pooled = [statisticsPool(frames)];
    for (let layer = firstLayer; layer < firstLayer + layers; layer++) {
      frames = transformerLayer(frames, `layer${layer}`, options);
      pooled.push(statisticsPool(frames));
    }
    const numbers = batchNorm(concat(pooled, 1), { name: "pooledNorm" });
    return dense(dropout(numbers, outputDropout, { name: "outputDropout" }), labels, { name: "output" });
  });
}

/** x + attention(norm(x)), then x + dense(gelu(dense(norm(x)))): normalised before, as Whisper's. */
function transformerLayer(
  x: Value,
  name: string,
  { heads, hidden, dropout: rate }: Pick<Options, "heads" | "hidden" | "dropout">,
): Value {
  const attended = selfAttention(layerNorm(x, { name: `${name}AttentionNorm` }), {
    name: `${name}Attention`,
    heads,
    realOnly: true,
  });
  const y = add(x, dropout(attended, rate, { name: `${name}AttentionDropout` }));
  const inner = dense(layerNorm(y, { name: `${name}HiddenNorm` }), hidden, { name: `${name}Hidden` });
  const outer = dense(gelu(inner), x.shape[2], { name: `${name}Output` });
  return add(y, dropout(outer, rate, { name: `${name}OutputDropout` }));
}

export const transformer = defineNetworkModel({
  id: "transformer",
  summary:
    "Layers of a transformer over frames, mean and deviation of each, and a dense layer: tunes an encoder's last layers",
  source:
    "Vaswani et al. 2017 (arXiv 1706.03762), normalised before each part as Radford et al. 2022 (Whisper); pooling as Snyder et al. 2018 (X-vectors)",
  input: "image",
  params,
  network: transformerNetwork,
});
