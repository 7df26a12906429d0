/** The multi-layer perceptron: dense layers with ReLU, by default the report's five. */
import { z } from "zod";
import { dense, dropout, rbf } from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { trainingParams } from "../training/options.ts";
import { dropoutRate, hiddenLayers, neurons } from "./layers/hidden.ts";
import { defineNetworkModel } from "./network-model.ts";

const params = z.strictObject({
  hidden: neurons.min(1).default([2048, 2048, 1024, 256]).describe("neurons of each hidden layer"),
  firstLayer: z
    .enum(["dense", "rbf"])
    .default("dense")
    .describe(
      "the first hidden layer: dense, or Gaussian radial basis functions whose centres and widths are learnt",
    ),
  dropout: dropoutRate.describe("share of hidden neurons silenced while training"),
  inputDropout: dropoutRate.describe("share of inputs silenced while training"),
  batchNorm: z.boolean().default(false).describe("normalise each hidden layer over the batch"),
  ...trainingParams,
});

/**
 * [row, in] -> per hidden layer dense, batch norm (if wanted), ReLU, dropout; then dense -> [row, label]. Radial basis
 * functions are a layer of their own kind: they stand in place of the first layer, with dropout alone.
 */
export function mlpNetwork(
  width: number,
  labels: number,
  options: Pick<z.output<typeof params>, "hidden" | "firstLayer" | "dropout" | "inputDropout" | "batchNorm">,
): Network {
  return network([width], (x) => {
    const kept = dropout(x, options.inputDropout, { name: "inputDropout" });
    const [first, ...rest] = options.hidden;
    const named = { ...options, name: "hidden" };
    const h =
      options.firstLayer === "rbf"
        ? hiddenLayers(dropout(rbf(kept, first), options.dropout), rest, named)
        : hiddenLayers(kept, options.hidden, named);
    return dense(h, labels, { name: "output" });
  });
}

export const mlp = defineNetworkModel({
  id: "mlp",
  summary: "Multi-layer perceptron with ReLU; by default input-2048-2048-1024-256-labels",
  source: "Rumelhart, Hinton & Williams 1986; layers of the project report's baseline",
  input: "vector",
  params,
  network: ([width], labels, options) => mlpNetwork(width, labels, options),
});
