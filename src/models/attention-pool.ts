/** Attention pooling: every frame by itself through a dense layer, then means over the frames whose shares are learnt. */
import { z } from "zod";
import type { Shape } from "../engine/graph.ts";
import { dense, dropout, flatten, attentionPool as pool } from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { relu } from "../engine/ops/elementwise.ts";
import { transpose } from "../engine/ops/shape.ts";
import { trainingParams } from "../training/options.ts";
import { dropoutRate, hiddenLayers, neurons } from "./layers/hidden.ts";
import { assertImage } from "./layers/image.ts";
import { defineNetworkModel } from "./network-model.ts";

const params = z.strictObject({
  channels: z.int().min(1).max(4096).default(128).describe("numbers that every frame is projected to"),
  heads: z.int().min(1).max(64).default(4).describe("means that are made, each with shares of its own"),
  hidden: neurons.default([]).describe("neurons of each hidden layer after the means"),
  inputDropout: dropoutRate.describe("share of the features' numbers silenced while training"),
  dropout: dropoutRate.default(0.3).describe("share of projected and hidden numbers silenced while training"),
  ...trainingParams,
  epochs: trainingParams.epochs.default(30),
  batchSize: trainingParams.batchSize.default(32),
});

type Options = Pick<z.output<typeof params>, "channels" | "heads" | "hidden" | "inputDropout" | "dropout">;

/**
 * [row, coefficient, frame] -> [row, label]; frames that were added to fill a row have no share.
 *
 * @throws ShapeError if the features are not an image
 */
export function attentionPoolNetwork(shape: Shape, labels: number, options: Options): Network {
  assertImage("attention-pool", shape);
  return network(shape, (image) => {
    const kept = dropout(image, options.inputDropout, { name: "inputDropout" });
    const frames = relu(dense(transpose(kept, [0, 2, 1]), options.channels, { name: "projection" }));
    const dropped = dropout(frames, options.dropout, { name: "projectionDropout" });
    const means = flatten(pool(dropped, { name: "attention", heads: options.heads }));
    const h = hiddenLayers(means, options.hidden, {
      name: "hidden",
      batchNorm: false,
      dropout: options.dropout,
    });
    return dense(h, labels, { name: "output" });
  });
}

export const attentionPool = defineNetworkModel({
  id: "attention-pool",
  summary:
    "Frames projected by a dense layer, pooled by learned attention over the real ones, then dense layers",
  source:
    "Mirsamadi, Barsoum & Zhang 2017 (ICASSP); several heads as Lin et al. 2017 (ICLR; arXiv 1703.03130)",
  input: "image",
  params,
  network: attentionPoolNetwork,
});
