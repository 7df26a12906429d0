/** The multi-layer perceptron: dense layers with ReLU, by default the report's five. */
import { z } from "zod";
import { widthOf } from "../dataset/dataset.ts";
import { batchNorm, dense, dropout } from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { relu } from "../engine/ops/elementwise.ts";
import { trainingParams } from "../training/options.ts";
import { trainNetwork } from "../training/train-network.ts";
import { defineModel } from "./model.ts";

const rate = z.number().min(0).max(0.95).default(0);

const params = z.strictObject({
  hidden: z
    .array(z.int().min(1).max(8192))
    .min(1)
    .max(16)
    .default([2048, 2048, 1024, 256])
    .describe("neurons of each hidden layer"),
  dropout: rate.describe("share of hidden neurons silenced while training"),
  inputDropout: rate.describe("share of inputs silenced while training"),
  batchNorm: z.boolean().default(false).describe("normalise each hidden layer over the batch"),
  ...trainingParams,
});

/** [row, in] -> per hidden layer dense, batch norm (if wanted), ReLU, dropout; then dense -> [row, label]. */
export function mlpNetwork(
  width: number,
  labels: number,
  options: Pick<z.output<typeof params>, "hidden" | "dropout" | "inputDropout" | "batchNorm">,
): Network {
  return network([width], (x) => {
    let h = dropout(x, options.inputDropout, { name: "inputDropout" });
    for (const [i, neurons] of options.hidden.entries()) {
      h = dense(h, neurons, { name: `hidden${i + 1}`, bias: !options.batchNorm });
      if (options.batchNorm) h = batchNorm(h, { name: `norm${i + 1}` });
      h = dropout(relu(h), options.dropout, { name: `dropout${i + 1}` });
    }
    return dense(h, labels, { name: "output" });
  });
}

export const mlp = defineModel({
  id: "mlp",
  summary: "Multi-layer perceptron with ReLU; by default input-2048-2048-1024-256-labels",
  source: "Rumelhart, Hinton & Williams 1986; layers of the project report's baseline",
  input: "vector",
  params,
  fit(train, options, context) {
    const width = widthOf(train.shape);
    return trainNetwork(
      mlpNetwork(width, train.labels.length, options),
      { ...train, shape: [width] },
      options,
      context,
    );
  },
});
