/** The multimodal MLP: parallel perceptrons, each over all coefficients of one range of frequencies, then a common head. */
import { z } from "zod";
import type { Shape } from "../engine/graph.ts";
import { dense, flatten } from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { concat } from "../engine/ops/shape.ts";
import { trainingParams } from "../training/options.ts";
import { dropoutRate, hiddenLayers, neurons } from "./layers/hidden.ts";
import { assertImage, coefficientRanges } from "./layers/image.ts";
import { defineNetworkModel } from "./network-model.ts";

const params = z.strictObject({
  blocks: z
    .int()
    .min(2)
    .max(8)
    .default(3)
    .describe("parallel blocks, each over one range of the coefficients"),
  hidden: neurons.min(1).default([1024, 512]).describe("neurons of each hidden layer of a block"),
  head: neurons.default([512, 128]).describe("neurons of each hidden layer after the blocks"),
  dropout: dropoutRate.describe("share of hidden neurons silenced while training"),
  batchNorm: z.boolean().default(false).describe("normalise each hidden layer over the batch"),
  ...trainingParams,
});

/**
 * [row, coefficient, frame] -> [row, label]. The parallel blocks over ranges of frequencies are the report's (Figure 14);
 * the sizes of the layers are ours.
 *
 * @throws ShapeError if the features are not an image with a coefficient for each block
 */
export function multimodalMlpNetwork(
  shape: Shape,
  labels: number,
  options: Pick<z.output<typeof params>, "blocks" | "hidden" | "head" | "dropout" | "batchNorm">,
): Network {
  const { blocks, hidden, head } = options;
  assertImage("multimodal-mlp", shape, blocks);
  return network(shape, (image) => {
    const seen = coefficientRanges(image, blocks).map((range, i) =>
      hiddenLayers(flatten(range), hidden, { ...options, name: `block${i + 1}Hidden` }),
    );
    const joined = hiddenLayers(concat(seen, 1), head, { ...options, name: "head" });
    return dense(joined, labels, { name: "output" });
  });
}

export const multimodalMlp = defineNetworkModel({
  id: "multimodal-mlp",
  summary: "Parallel MLPs over ranges of coefficients, joined by dense layers",
  source: "the project report's multimodal MLP (Figure 14)",
  input: "image",
  params,
  network: multimodalMlpNetwork,
});
