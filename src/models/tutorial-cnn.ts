/** The convolutional network of tutorials: one-dimensional convolutions along the numbers of a vector, such as mean MFCC. */
import { z } from "zod";
import { conv1d, dense, dropout, flatten } from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { relu } from "../engine/ops/elementwise.ts";
import { maxPool } from "../engine/ops/pool.ts";
import { reshape } from "../engine/ops/shape.ts";
import { trainingParams } from "../training/options.ts";
import { dropoutRate } from "./layers/hidden.ts";
import { defineNetworkModel } from "./network-model.ts";

const params = z.strictObject({
  channels: z
    .array(z.int().min(1).max(1024))
    .min(1)
    .max(8)
    .default([128, 128])
    .describe("channels of each convolution along the numbers"),
  kernel: z.int().min(1).max(63).default(5).describe("numbers that a convolution sees at once"),
  pool: z
    .int()
    .min(1)
    .max(64)
    .default(8)
    .describe("numbers of which the greatest is kept, between one convolution and the next"),
  dropout: dropoutRate.default(0.1).describe("share of each convolution's numbers silenced while training"),
  ...trainingParams,
});

/** [row, number] -> per convolution ReLU, dropout and, but for the last, maxima; then dense -> [row, label]. */
export function tutorialCnnNetwork(
  width: number,
  labels: number,
  options: Pick<z.output<typeof params>, "channels" | "kernel" | "pool" | "dropout">,
): Network {
  const { kernel, pool } = options;
  return network([width], (x) => {
    let h = reshape(x, [x.shape[0], 1, width]);
    for (const [i, channels] of options.channels.entries()) {
      const name = `layer${i + 1}`;
      if (i > 0 && pool > 1) h = maxPool(h, [pool]);
      h = relu(conv1d(h, { name, channels, kernel, padding: "same" }));
      h = dropout(h, options.dropout, { name: `${name}Dropout` });
    }
    return dense(flatten(h), labels, { name: "output" });
  });
}

export const tutorialCnn = defineNetworkModel({
  id: "tutorial-cnn",
  summary: "1-D CNN along the numbers of a vector, as tutorials have it for the mean of 40 MFCC",
  source: "after de Pinto, Polignano, Lops & Semeraro 2020 (EAIS): a CNN on the mean of 40 MFCC",
  input: "vector",
  params,
  network: ([width], labels, options) => tutorialCnnNetwork(width, labels, options),
});
