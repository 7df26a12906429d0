/** Friedman's stochastic gradient boosting: a tree per label and round, each a Newton step down the deviance. */
import { z } from "zod";
import { createRandom } from "../base/random.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { addFeatures, addProbabilities, trainingRowsOf } from "./kernel/training-rows.ts";
import { defineModel } from "./model.ts";
import { addTreeTo, binColumns, growBoosted } from "./trees/boosting.ts";
import { featuresPerNode } from "./trees/drawn-features.ts";
import { maxFeatures } from "./trees/forest.ts";
import { addTrees } from "./trees/graph.ts";
import type { Tree } from "./trees/tree.ts";

export const gradientBoostedTrees = defineModel({
  id: "gradient-boosted-trees",
  summary: "sum of many small trees, each fitted to what those before it leave over; softmax of the scores",
  source:
    "Friedman 2001 and 2002 (stochastic); histograms and Newton steps as LightGBM (Ke et al. 2017) and scikit-learn's HistGradientBoostingClassifier",
  input: "vector",
  params: z.strictObject({
    rounds: z.int().min(1).max(1000).default(100).describe("trees for each label"),
    learningRate: z.number().positive().max(1).default(0.1).describe("factor on every tree"),
    maxDepth: z.int().min(1).max(8).default(3).describe("most splits between root and leaf"),
    minLeaf: z.int().min(1).max(10_000).default(5).describe("least training rows of a leaf"),
    maxFeatures: maxFeatures
      .default("sqrt")
      .describe("numbers that a tree looks at, drawn anew: sqrt or log2 of all, all, or so many"),
    subsample: z
      .number()
      .positive()
      .max(1)
      .default(0.5)
      .describe("share of the training rows that a round learns from, drawn anew"),
  }),
  async fit(train, params, context) {
    const { x, present, y } = trainingRowsOf("gradient-boosted-trees", train);
    const labels = present.length;
    const columns = binColumns(x);
    const random = createRandom(context.seed);
    const counts = present.map((_, label) => y.reduce((sum, one) => sum + (one === label ? 1 : 0), 0));
    const logs = counts.map((count) => Math.log(count / x.rows));
    const middle = logs.reduce((sum, log) => sum + log, 0) / labels;
    const priors = logs.map((log) => log - middle);
    /** [label, row] */
    const scores = Float64Array.from({ length: labels * x.rows }, (_, i) => priors[Math.floor(i / x.rows)]);
    const [rows, features] = [x.rows, x.cols].map((length) => Int32Array.from({ length }, (_, i) => i));
    const sampled = Math.max(1, Math.round(params.subsample * x.rows));
    const wanted = featuresPerNode(params.maxFeatures, x.cols);
    const trees: Tree[] = [];
    for (let round = 0; round < params.rounds; round++) {
      context.signal?.throwIfAborted();
      const probabilities = softmax(scores, labels, x.rows);
      const own = sampled === x.rows ? rows : random.shuffle(rows).slice(0, sampled).toSorted();
      for (let label = 0; label < labels; label++) {
        const slope = slopeOf(probabilities, y, label, x.rows);
        const looks = wanted === x.cols ? features : random.shuffle(features).slice(0, wanted);
        const tree = growBoosted(columns, own, looks, slope, params);
        addTreeTo(x, tree, scores, label * x.rows);
        trees.push(tree);
      }
    }
    const onnx = new OnnxBuilder("gradient-boosted-trees");
    const said = addTrees(onnx, addFeatures(onnx, train.shape), trees, 1);
    const byRound = onnx.node("Reshape", [said, onnx.integers([-1, params.rounds, labels])]);
    const sums = onnx.node("ReduceSum", [byRound, onnx.integers([1])], { keepdims: { int: 0 } });
    const logits = onnx.node("Add", [sums, onnx.constant([labels], Float32Array.from(priors))]);
    addProbabilities(
      onnx,
      onnx.node("Softmax", [logits], { axis: { int: 1 } }),
      present,
      train.labels.length,
    );
    return { onnx: onnx.toBytes(), history: [] };
  },
});

/** [label, row] */
function softmax(scores: Float64Array, labels: number, rows: number): Float64Array {
  const probabilities = new Float64Array(scores.length);
  for (let row = 0; row < rows; row++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let at = row; at < scores.length; at += rows) most = Math.max(most, scores[at]);
    let sum = 0;
    for (let at = row; at < scores.length; at += rows) sum += Math.exp(scores[at] - most);
    for (let label = 0, at = row; label < labels; label++, at += rows) {
      probabilities[at] = Math.exp(scores[at] - most) / sum;
    }
  }
  return probabilities;
}

/** Derivatives of the deviance by a label's score. */
function slopeOf(probabilities: Float64Array, y: Int32Array, label: number, rows: number) {
  const own = probabilities.subarray(label * rows, (label + 1) * rows);
  return {
    gradient: own.map((p, row) => p - (y[row] === label ? 1 : 0)),
    hessian: own.map((p) => p * (1 - p)),
  };
}
