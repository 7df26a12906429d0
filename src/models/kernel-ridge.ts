/** Kernel ridge classification: one linear solve, no iterations, no seed. */
import { z } from "zod";
import type { Matrix } from "../base/matrix.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { subtractProducts } from "./kernel/cholesky.ts";
import { addKernel, gramMatrix, type Kernel, kernelMatrix, squareBytes } from "./kernel/gram.ts";
import { ridgeInPlace, ridgeTargets } from "./kernel/ridge.ts";
import {
  addFeatures,
  addProbabilities,
  centre,
  columnMeans,
  trainingRowsOf,
} from "./kernel/training-rows.ts";
import { defineModel } from "./model.ts";

export const kernelRidge = defineModel({
  id: "kernel-ridge",
  summary: "RBF kernel ridge regression on one-hot targets of +1 and -1, softmax of the scores",
  source:
    "Saunders, Gammerman & Vovk 1998 (ICML); as scikit-learn's KernelRidge with kernel rbf; landmarks as in Smola & Schölkopf 2000; features must be z-scored",
  input: "vector",
  params: z.strictObject({
    gammaScale: z
      .number()
      .positive()
      .max(1000)
      .default(0.5)
      .describe("width of the kernel: K = exp(-gammaScale / d |a - b|^2), d the number of features"),
    alpha: z.number().min(1e-6).max(1000).default(0.03).describe("ridge added to the kernel's diagonal"),
    landmarks: z
      .int()
      .min(2)
      .max(20_000)
      .nullable()
      .default(null)
      .describe(
        "rows that others are compared with, evenly spaced among the training rows: the recogniser file holds these only; null = all",
      ),
    softmaxScale: z
      .number()
      .positive()
      .max(1000)
      .default(2.5)
      .describe("factor on the scores before the softmax: larger is more certain"),
  }),
  // the kernel, and the system that is solved
  memoryBytes(rows, { landmarks }) {
    const count = Math.min(rows, landmarks ?? rows);
    return (count === rows ? squareBytes(rows, 4) : 4 * rows * count) + squareBytes(count, 8);
  },
  async fit(train, params, context) {
    const { x, present, y } = trainingRowsOf("kernel-ridge", train);
    const n = x.rows;
    const means = columnMeans(x);
    const centred = centre(x, means);
    const kernel = { kind: "rbf", gamma: params.gammaScale / centred.cols } satisfies Kernel;
    const targets = ridgeTargets(y, present.length);
    const { landmarks: count } = params;
    const isWhole = count === null || count >= n;
    const landmarks = isWhole ? centred : evenlySpaced(centred, count);
    const weights = isWhole
      ? await solveWhole(
          await gramMatrix(centred, kernel, context.threads),
          targets,
          params.alpha,
          context.threads,
        )
      : await solveByLandmarks(
          await gramMatrix(landmarks, kernel, context.threads),
          await kernelMatrix(landmarks, centred, kernel, context.threads),
          targets,
          params.alpha,
          context.threads,
        );
    context.signal?.throwIfAborted();

    const onnx = new OnnxBuilder("kernel-ridge");
    const features = onnx.node("Sub", [addFeatures(onnx, train.shape), onnx.constant([centred.cols], means)]);
    const support = onnx.constant([landmarks.rows, landmarks.cols], landmarks.data);
    const size = [landmarks.rows, present.length];
    const [near, factors] = isWhole
      ? [addKernel(onnx, features, support, kernel), onnx.constant(size, Float32Array.from(weights))]
      : [addExactKernel(onnx, features, support, kernel.gamma), onnx.doubles(size, weights)];
    const products = onnx.node("Gemm", [near, factors], { alpha: params.softmaxScale });
    const scores = isWhole ? products : onnx.cast(products, "float32");
    addProbabilities(
      onnx,
      onnx.node("Softmax", [scores], { axis: { int: 1 } }),
      present,
      train.labels.length,
    );
    return { onnx: onnx.toBytes(), history: [] };
  },
});

/**
 * The rbf kernel in float64. The factors of landmarks are large and cancel each other: what float32 rounds off a kernel near 1 would be
 * seen in the fourth digit of a probability, and differs from one machine to another.
 */
function addExactKernel(onnx: OnnxBuilder, a: string, b: string, gamma: number): string {
  const distances = addKernel(onnx, onnx.cast(a, "float64"), onnx.cast(b, "float64"), {
    kind: "squared-distance",
  });
  return onnx.node("Exp", [onnx.node("Mul", [distances, onnx.doubles([], Float64Array.of(-gamma))])]);
}

/** A of (K + alpha I) A = Y, in the place of Y. */
async function solveWhole(
  gram: Matrix,
  targets: Matrix<Float64Array>,
  alpha: number,
  threads: number | undefined,
): Promise<Float64Array> {
  await ridgeInPlace({ ...gram, data: new Float64Array(gram.data) }, targets, alpha, threads);
  return targets.data;
}

/** Of the rounding of a kernel in float32: what it may lack to be positive definite, and more. */
const KERNEL_ROUNDING = 1e-5;
/** Rows whose products are summed at a time. */
const PANEL_ROWS = 256;

/**
 * A of (C Cᵀ + alpha K) A = C Y: the best scores of all rows that the landmarks' kernels can make.
 *
 * @param own - K, [landmark, landmark]
 * @param cross - C, [landmark, row]
 */
async function solveByLandmarks(
  own: Matrix,
  cross: Matrix,
  targets: Matrix<Float64Array>,
  alpha: number,
  threads: number | undefined,
): Promise<Float64Array> {
  const { rows: count, cols: n } = cross;
  const system = { rows: count, cols: count, data: new Float64Array(count * count) };
  const panel = new Float64Array(count * PANEL_ROWS);
  for (let first = 0; first < n; first += PANEL_ROWS) {
    const width = Math.min(PANEL_ROWS, n - first);
    for (let i = 0; i < count; i++) {
      panel.set(cross.data.subarray(i * n + first, i * n + first + width), i * width);
    }
    subtractProducts(system, 0, panel, width);
  }
  for (let i = 0; i < system.data.length; i++) system.data[i] = alpha * own.data[i] - system.data[i];
  const sums = { rows: count, cols: targets.cols, data: new Float64Array(count * targets.cols) };
  for (let i = 0; i < count; i++) {
    for (let row = 0; row < n; row++) {
      const k = cross.data[i * n + row];
      for (let c = 0; c < sums.cols; c++) {
        sums.data[i * sums.cols + c] += k * targets.data[row * sums.cols + c];
      }
    }
  }
  await ridgeInPlace(system, sums, alpha * KERNEL_ROUNDING, threads);
  return sums.data;
}

function evenlySpaced({ rows, cols, data }: Matrix, count: number): Matrix {
  const chosen = new Float32Array(count * cols);
  for (let i = 0; i < count; i++) {
    const row = Math.floor((i * rows) / count);
    chosen.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  }
  return { rows: count, cols, data: chosen };
}
