/** Support-vector classification, one machine per pair of labels, with calibrated probabilities. */
import { z } from "zod";
import type { Matrix } from "../base/matrix.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { addCoupling } from "./kernel/coupling.ts";
import { addKernel, gramMatrix, type Kernel, squareBytes } from "./kernel/gram.ts";
import { type Pair, rowsOutside, trainPair } from "./kernel/pairwise.ts";
import {
  addFeatures,
  addProbabilities,
  centre,
  columnMeans,
  trainingRowsOf,
} from "./kernel/training-rows.ts";
import { defineModel } from "./model.ts";

const params = z.strictObject({
  kernel: z
    .enum(["poly", "linear", "rbf"])
    .default("rbf")
    .describe("poly (gamma <a, b> + coef0)^degree, linear <a, b>, rbf exp(-gamma |a - b|^2)"),
  degree: z.int().min(1).max(5).default(3).describe("degree of the poly kernel"),
  C: z.number().positive().max(1e6).default(1).describe("cost of a training row on the wrong side"),
  gamma: z
    .union([z.enum(["scale", "auto"]), z.number().positive().max(1e6)])
    .default("scale")
    .describe("scale = 1 / (d variance of the features), auto = 1 / d, or a number; d features"),
  coef0: z
    .number()
    .min(-1000)
    .max(1000)
    .default(0)
    .describe("constant of the poly kernel; 1 keeps the lower degrees and is often far better than 0"),
  balanced: z
    .boolean()
    .default(true)
    .describe(
      "weighs C by rows / (labels x rows of the label), so that rare labels count as much (as SVC's class_weight=balanced, which it has not by default)",
    ),
});

/**
 * The machine has no seed: the folds that calibrate its probabilities are fixed, and copies of one clip share a
 * fold. The label of greatest probability may differ from LIBSVM's vote of the pairs.
 */
export const svm = defineModel({
  id: "svm",
  summary: "support-vector machine on unrolled features, pairwise coupled probabilities",
  source:
    "Cortes & Vapnik 1995; solver Fan, Chen & Lin 2005; probabilities Wu, Lin & Weng 2004; parameters and, but for balanced, defaults as scikit-learn's SVC",
  input: "vector",
  params,
  // the products of all rows, and those of the rows of two labels, all of them at most, and of those outside of a fold
  memoryBytes: (rows) => 2 * squareBytes(rows, 4) + squareBytes(rowsOutside(rows), 4),
  async fit(train, params, context) {
    const { x, present, y } = trainingRowsOf("svm", train);
    const { rows: n, cols } = x;
    const kernel = kernelOf(params, x);
    const means = kernel.kind === "rbf" ? columnMeans(x) : undefined; // products would change with the centre
    const rows = means === undefined ? x : centre(x, means);
    const gram = await gramMatrix(rows, kernel, context.threads);
    const counts = present.map((_, label) => y.reduce((sum, one) => sum + (one === label ? 1 : 0), 0));
    const costs = counts.map((count) => params.C * (params.balanced ? n / (present.length * count) : 1));

    const pairs: Pair[] = [];
    const options = { costs, groups: train.clipIds, signal: context.signal };
    for (let first = 0; first < present.length; first++) {
      for (let second = first + 1; second < present.length; second++) {
        pairs.push(trainPair(gram, y, first, second, options));
      }
    }

    const onnx = new OnnxBuilder("svm");
    let features = addFeatures(onnx, train.shape);
    if (means !== undefined) features = onnx.node("Sub", [features, onnx.constant([cols], means)]);
    const pairProbabilities = addPairs(onnx, features, rows, pairs, kernel);
    addProbabilities(
      onnx,
      addCoupling(onnx, pairProbabilities, present.length),
      present,
      train.labels.length,
    );
    return { onnx: onnx.toBytes(), history: [] };
  },
});

function kernelOf(options: z.output<typeof params>, x: Matrix): Kernel {
  if (options.kernel === "linear") return { kind: "linear" };
  const gamma = typeof options.gamma === "number" ? options.gamma : gammaOf(options.gamma, x);
  return options.kernel === "rbf"
    ? { kind: "rbf", gamma }
    : { kind: "polynomial", gamma, coef0: options.coef0, degree: options.degree };
}

/** scikit-learn's meaning: the variance of "scale" is over all numbers of all rows, not by column. */
function gammaOf(rule: "scale" | "auto", { cols, data }: Matrix): number {
  if (rule === "auto") return 1 / cols;
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i];
  const mean = sum / data.length;
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += (data[i] - mean) ** 2;
  return squares === 0 ? 1 : data.length / (cols * squares);
}

/** Adds decision values and sigmoids of all pairs: [n, pair]. Only support vectors enter the graph. */
function addPairs(
  onnx: OnnxBuilder,
  features: string,
  rows: Matrix,
  pairs: readonly Pair[],
  kernel: Kernel,
): string {
  const isSupport = new Uint8Array(rows.rows);
  for (const { rows: members, machine } of pairs) {
    members.forEach((row, i) => {
      if (machine.coefficients[i] !== 0) isSupport[row] = 1;
    });
  }
  const placeOf = new Int32Array(rows.rows).fill(-1);
  let supports = 0;
  for (let row = 0; row < rows.rows; row++) if (isSupport[row]) placeOf[row] = supports++;
  const vectors = new Float32Array(supports * rows.cols);
  placeOf.forEach((place, row) => {
    if (place >= 0) {
      vectors.set(rows.data.subarray(row * rows.cols, (row + 1) * rows.cols), place * rows.cols);
    }
  });
  // The sigmoid's slope and offset are folded into the weights: P(first) = sigmoid(-(slope f + offset)).
  const weights = new Float32Array(supports * pairs.length);
  pairs.forEach(({ rows: members, machine, sigmoid }, pair) => {
    members.forEach((row, i) => {
      if (placeOf[row] >= 0) {
        weights[placeOf[row] * pairs.length + pair] = -sigmoid.slope * machine.coefficients[i];
      }
    });
  });
  const offsets = Float32Array.from(
    pairs,
    ({ machine, sigmoid }) => sigmoid.slope * machine.rho - sigmoid.offset,
  );
  const k = addKernel(onnx, features, onnx.constant([supports, rows.cols], vectors), kernel);
  const logits = onnx.node("Gemm", [
    k,
    onnx.constant([supports, pairs.length], weights),
    onnx.constant([pairs.length], offsets),
  ]);
  return onnx.node("Sigmoid", [logits]);
}
