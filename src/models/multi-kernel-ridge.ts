/** Kernel ridge classification with a kernel for every group of features, each as important as it proves to be. */
import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { type Dataset, widthOf } from "../dataset/dataset.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { foldsOf } from "./kernel/folds.ts";
import { addKernel, gramMatrix, type Kernel, squareBytes } from "./kernel/gram.ts";
import { chooseKernelWeights, weightedSum } from "./kernel/kernel-weights.ts";
import { ridgeInPlace, ridgeTargets } from "./kernel/ridge.ts";
import {
  addFeatures,
  addProbabilities,
  centre,
  columnMeans,
  trainingRowsOf,
} from "./kernel/training-rows.ts";
import { kernelRidge } from "./kernel-ridge.ts";
import { defineModel } from "./model.ts";

/** As many kernels as memory is reckoned for where features tell them. */
const USUAL_GROUPS = 4;

/** With one group it is kernel-ridge. */
export const multiKernelRidge = defineModel({
  id: "multi-kernel-ridge",
  summary: "kernel ridge with an RBF kernel per feature of the recipe, weighted by cross-validation",
  source:
    "Gönen & Alpaydın 2011 (JMLR 12: 2211-2268, multiple kernels); as kernel-ridge; features must be z-scored",
  input: "vector",
  params: kernelRidge.params.pick({ gammaScale: true, alpha: true, softmaxScale: true }).extend({
    groups: z
      .array(z.int().min(1))
      .max(64)
      .default([])
      .describe("numbers in each group of columns, in their order; [] for a group per feature of the recipe"),
    folds: z
      .int()
      .min(2)
      .max(100)
      .default(5)
      .describe("of the training rows, by which kernels are weighted; rows of a speaker stay together"),
  }),
  // a kernel per group, their sum, and the system of a fold
  memoryBytes: (rows, { groups }) =>
    (groups.length || USUAL_GROUPS) * squareBytes(rows, 4) + 2 * squareBytes(rows, 8),
  async fit(train, { gammaScale, alpha, softmaxScale, groups, folds }, context) {
    const { x, present, y } = trainingRowsOf("multi-kernel-ridge", train);
    const means = columnMeans(x);
    const centred = centre(x, means);
    const parts = splitColumns(centred, widthsOf(train, groups)).map((rows) => {
      const kernel: Kernel = { kind: "rbf", gamma: gammaScale / rows.cols };
      return { rows, kernel };
    });
    const grams: Matrix[] = [];
    for (const { rows, kernel } of parts) {
      grams.push(await gramMatrix(rows, kernel, context.threads));
      context.signal?.throwIfAborted();
    }
    const targets = ridgeTargets(y, present.length);
    const weights = await chooseKernelWeights({
      grams,
      targets,
      folds: foldsOf(context.groups ?? train.clipIds, folds),
      alpha,
      threads: context.threads,
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
    await ridgeInPlace(weightedSum(grams, weights), targets, alpha, context.threads);

    const onnx = new OnnxBuilder("multi-kernel-ridge");
    const features = onnx.node("Sub", [addFeatures(onnx, train.shape), onnx.constant([x.cols], means)]);
    const lengths = onnx.integers(parts.map(({ rows }) => rows.cols));
    const columns = onnx.nodeMany("Split", [features, lengths], parts.length, { axis: { int: 1 } });
    const kernels = parts.map(({ rows, kernel }, g) => {
      const support = onnx.constant([rows.rows, rows.cols], rows.data);
      const values = addKernel(onnx, columns[g], support, kernel);
      return onnx.node("Mul", [values, onnx.scalar(weights[g])]);
    });
    const solved = onnx.constant([x.rows, present.length], new Float32Array(targets.data));
    const scores = onnx.node("Gemm", [onnx.node("Sum", kernels), solved], { alpha: softmaxScale });
    addProbabilities(
      onnx,
      onnx.node("Softmax", [scores], { axis: { int: 1 } }),
      present,
      train.labels.length,
    );
    return { onnx: onnx.toBytes(), history: [] };
  },
});

/** @throws ModelError if the groups that were asked for are not all of the columns */
function widthsOf({ shape, parts }: Dataset, groups: readonly number[]): readonly number[] {
  const width = widthOf(shape);
  if (groups.length === 0) return parts ?? [width];
  const sum = groups.reduce((all, one) => all + one, 0);
  if (sum === width) return groups;
  throw new ModelError(
    `model multi-kernel-ridge: groups: expected ${width} numbers in all, those of a row; got ${sum}.`,
  );
}

function splitColumns({ rows, cols, data }: Matrix, widths: readonly number[]): Matrix[] {
  let from = 0;
  return widths.map((width) => {
    const own = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++)
      own.set(data.subarray(row * cols + from, row * cols + from + width), row * width);
    from += width;
    return { rows, cols: width, data: own };
  });
}
