/** A perceptron whose hidden layers are to tell labels, but not speakers: a second head works against them while training. */
import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import type { AnyDataset } from "../dataset/stored-dataset.ts";
import { exportNetwork } from "../engine/export.ts";
import type { Value } from "../engine/graph.ts";
import { dense, dropout } from "../engine/layers/index.ts";
import { type Network, network } from "../engine/network.ts";
import { gradientReversal } from "../engine/ops/gradient-reversal.ts";
import { concat } from "../engine/ops/shape.ts";
import { adversaryTask, numberGroups } from "../training/adversary.ts";
import { trainingParams } from "../training/options.ts";
import { trainWeights } from "../training/train-network.ts";
import { dropoutRate, hiddenLayers, neurons } from "./layers/hidden.ts";
import { defineModel, type FitContext, type FittedModel } from "./model.ts";
import { asVectors, refuseContradictions } from "./network-model.ts";

const params = z.strictObject({
  hidden: neurons.min(1).default([512]).describe("neurons of each hidden layer before both heads"),
  speakerHidden: neurons.default([128]).describe("neurons of each hidden layer of the speakers' head"),
  reversal: z
    .number()
    .min(0)
    .max(100)
    .default(0.3)
    .describe("weight of the speakers' reversed gradient; 0 lets their head look on"),
  dropout: dropoutRate.default(0.5).describe("share of hidden neurons silenced while training"),
  inputDropout: dropoutRate.describe("share of inputs silenced while training"),
  batchNorm: z.boolean().default(true).describe("normalise each hidden layer over the batch"),
  ...trainingParams,
});

type Params = z.output<typeof params>;
type Options = Pick<
  Params,
  "hidden" | "speakerHidden" | "reversal" | "dropout" | "inputDropout" | "batchNorm"
>;

/** What both heads see, and the labels' head: [row, in] -> hidden, [row, label]. */
function labelHead(x: Value, labels: number, options: Options): { hidden: Value; logits: Value } {
  const kept = dropout(x, options.inputDropout, { name: "inputDropout" });
  const hidden = hiddenLayers(kept, options.hidden, { ...options, name: "hidden" });
  return { hidden, logits: dense(hidden, labels, { name: "output" }) };
}

/** As it is trained: [row, in] -> logits [row, labels, then speakers]. */
export function adversarialNetwork(
  width: number,
  labels: number,
  speakers: number,
  options: Options,
): Network {
  return network([width], (x) => {
    const { hidden, logits } = labelHead(x, labels, options);
    const seen = gradientReversal(hidden, options.reversal);
    const h = hiddenLayers(seen, options.speakerHidden, { ...options, name: "speakerHidden" });
    return concat([logits, dense(h, speakers, { name: "speakerOutput" })], 1);
  });
}

async function fit(train: AnyDataset, options: Params, context: FitContext): Promise<FittedModel> {
  const data = asVectors(train);
  const [width] = data.shape;
  const labels = data.labels.length;
  if (context.groups === undefined)
    throw new ModelError(
      "speaker-adversarial-mlp: nobody says which rows are of one speaker; expected a split that keeps speakers apart, such as speaker.",
    );
  const groups = numberGroups(context.groups);
  const whole = adversarialNetwork(width, labels, Math.max(1, groups.names.length), options);
  const task = adversaryTask(data, groups, options);
  const { weights, ...trained } = await trainWeights(whole, data, options, context, task);
  const told = network([width], (x) => labelHead(x, labels, options).logits);
  return { ...trained, onnx: exportNetwork(told, weights) };
}

export const speakerAdversarialMlp = defineModel({
  id: "speaker-adversarial-mlp",
  summary:
    "Multi-layer perceptron that unlearns what the split keeps apart, such as speakers, by a reversed gradient",
  source: "Ganin & Lempitsky 2015 (ICML; arXiv 1409.7495), with a constant weight",
  input: "vector",
  params: refuseContradictions(params),
  fit,
  fitStored: fit,
});
