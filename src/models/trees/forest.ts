/** Forests: many trees, each on rows and columns of its own drawing; what they say is the mean of their leaves. */
import { z } from "zod";
import { createRandom, type Random } from "../../base/random.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import { OnnxBuilder } from "../../engine/onnx/builder.ts";
import { addFeatures, addProbabilities, type TrainingRows } from "../kernel/training-rows.ts";
import type { FitContext, FittedModel } from "../model.ts";
import { addTrees } from "./graph.ts";
import { balancedWeights, type LabelledRows } from "./labelled-rows.ts";
import { growTree, type Splitter, type Tree } from "./tree.ts";

export const maxFeatures = z.union([z.enum(["sqrt", "log2", "all"]), z.int().min(1).max(1e6)]);

export const forestParams = {
  trees: z.int().min(1).max(2000).default(100).describe("number of trees"),
  maxDepth: z
    .int()
    .min(1)
    .max(64)
    .default(64)
    .describe("most splits between root and leaf; 64 is as good as no limit"),
  minLeaf: z.int().min(1).max(10_000).default(1).describe("least training rows of a leaf"),
  maxFeatures: maxFeatures
    .default("sqrt")
    .describe("numbers that a node looks at, drawn anew: sqrt or log2 of all, all, or so many"),
  balanced: z
    .boolean()
    .default(false)
    .describe("weighs rows by rows / (labels x rows of the label), so that rare labels count as much"),
};

const schema = z.strictObject(forestParams);

/** @param splittersOf - what grows a tree of these rows by that chance; one is done with before the next begins */
export function fitForest(
  name: string,
  train: Dataset,
  { x, present, y }: TrainingRows,
  params: z.output<typeof schema>,
  context: FitContext,
  splittersOf: (data: LabelledRows) => (random: Random) => Splitter,
): FittedModel {
  const labels = present.length;
  const weights = params.balanced ? balancedWeights(y, labels) : new Float64Array(x.rows).fill(1);
  const splitterOf = splittersOf({ y, labels, weights });
  const trees: Tree[] = [];
  const random = createRandom(context.seed);
  for (let i = 0; i < params.trees; i++) {
    context.signal?.throwIfAborted();
    trees.push(growTree(splitterOf(random.fork(`tree ${i}`)), labels, params.maxDepth));
  }
  const onnx = new OnnxBuilder(name);
  const said = addTrees(onnx, addFeatures(onnx, train.shape), trees, labels);
  const mean = onnx.node("ReduceMean", [said, onnx.integers([1])], { keepdims: { int: 0 } });
  addProbabilities(onnx, mean, present, train.labels.length);
  return { onnx: onnx.toBytes(), history: [] };
}
