/** The multi-layer perceptron for numbers: dense layers with ReLU, one output per dimension. */
import { z } from "zod";
import type { Dataset } from "../dataset/dataset.ts";
import { exportNetwork } from "../engine/export.ts";
import { dense, dropout } from "../engine/layers/index.ts";
import { network } from "../engine/network.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { dropoutRate, hiddenLayers, neurons } from "../models/layers/hidden.ts";
import { refuseContradictions } from "../models/network-model.ts";
import { NUMBER_LOSSES, numberTask } from "../training/number-task.ts";
import { regimeParams } from "../training/options.ts";
import { trainWeights } from "../training/train-network.ts";
import { addValues, numberRowsOf } from "./number-rows.ts";
import { defineRegressor } from "./regressor.ts";

export const mlp = defineRegressor({
  id: "mlp",
  summary: "multi-layer perceptron with ReLU and one output per dimension",
  source:
    "Rumelhart, Hinton & Williams 1986; concordance as a loss: Weninger et al. 2016, Trigeorgis et al. 2016",
  input: "vector",
  params: refuseContradictions(
    z.strictObject({
      hidden: neurons.min(1).default([256, 64]).describe("neurons of each hidden layer"),
      dropout: dropoutRate.default(0.3).describe("share of hidden neurons silenced while training"),
      inputDropout: dropoutRate.describe("share of inputs silenced while training"),
      batchNorm: z.boolean().default(false).describe("normalise each hidden layer over the batch"),
      loss: z
        .enum(NUMBER_LOSSES)
        .default("ccc")
        .describe("the squared error, or 1 - concordance (CCC) within the batch"),
      ...regimeParams,
    }),
  ),
  async fit(train, options, context) {
    const rows = numberRowsOf("mlp", train);
    const { cols } = rows.x;
    const count = train.dimensions.length;
    const net = network([cols], (x) => {
      const kept = dropout(x, options.inputDropout, { name: "inputDropout" });
      return dense(hiddenLayers(kept, options.hidden, { ...options, name: "hidden" }), count, {
        name: "output",
      });
    });
    const data = { ...train, shape: [cols] };
    const task = numberTask(data, rows.y.data, options);
    const { weights, validatedOn } = await trainWeights(net, banded(data), options, context, task);
    const onnx = new OnnxBuilder("mlp");
    const flat = onnx.input("features", ["n", ...train.shape]);
    const features = train.shape.length === 1 ? flat : onnx.node("Flatten", [flat], { axis: { int: 1 } });
    const { values } = onnx.inline(exportNetwork(net, weights, "values"), "network", { features });
    addValues(onnx, onnx.node("Identity", [values]), rows);
    return { onnx: onnx.toBytes(), ...(validatedOn === undefined ? {} : { validatedOn }) };
  },
});

/** Below or above the median of the first dimension: a validation side that is drawn has some of both. */
function banded({ values, dimensions, ...rows }: Parameters<typeof numberRowsOf>[1]): Dataset {
  const first = rows.clipIds.map((_, row) => values[row * dimensions.length]);
  const median = first.toSorted((a, b) => a - b)[Math.floor(first.length / 2)];
  const isLow = first.some((value) => value < median);
  const y = Int32Array.from(first, (value) => Number(isLow ? value >= median : value > median));
  return { ...rows, labels: ["low", "high"], y };
}
