/** Kernel ridge classification: one linear solve, no iterations, no seed. */
import { z } from "zod";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { choleskyInPlace, choleskySolveInPlace } from "./kernel/cholesky.ts";
import { addKernel, gramMatrix, type Kernel, squareBytes } from "./kernel/gram.ts";
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
    "Saunders, Gammerman & Vovk 1998 (ICML); as scikit-learn's KernelRidge with kernel rbf; features must be z-scored",
  input: "vector",
  params: z.strictObject({
    gammaScale: z
      .number()
      .positive()
      .max(1000)
      .default(0.5)
      .describe("width of the kernel: K = exp(-gammaScale / d |a - b|^2), d the number of features"),
    alpha: z.number().min(1e-6).max(1000).default(0.03).describe("ridge added to the kernel's diagonal"),
    softmaxScale: z
      .number()
      .positive()
      .max(1000)
      .default(2.5)
      .describe("factor on the scores before the softmax: larger is more certain"),
  }),
  // the kernel, and the system that is solved
  memoryBytes: (rows) => squareBytes(rows, 4) + squareBytes(rows, 8),
  async fit(train, params, context) {
    const { x, present, y } = trainingRowsOf("kernel-ridge", train);
    const n = x.rows;
    const means = columnMeans(x);
    const centred = centre(x, means);
    const kernel: Kernel = { kind: "rbf", gamma: params.gammaScale / centred.cols };
    const gram = await gramMatrix(centred, kernel, context.threads);
    context.signal?.throwIfAborted();

    const system = { rows: n, cols: n, data: Float64Array.from(gram.data) };
    for (let i = 0; i < n; i++) system.data[i * (n + 1)] += params.alpha;
    const targets = { rows: n, cols: present.length, data: new Float64Array(n * present.length).fill(-1) };
    y.forEach((label, row) => {
      targets.data[row * present.length + label] = 1;
    });
    choleskyInPlace(system);
    choleskySolveInPlace(system, targets);

    const onnx = new OnnxBuilder("kernel-ridge");
    const features = onnx.node("Sub", [addFeatures(onnx, train.shape), onnx.constant([centred.cols], means)]);
    const support = onnx.constant([n, centred.cols], centred.data);
    const weights = onnx.constant([n, present.length], Float32Array.from(targets.data));
    const scores = onnx.node("Gemm", [addKernel(onnx, features, support, kernel), weights], {
      alpha: params.softmaxScale,
    });
    addProbabilities(
      onnx,
      onnx.node("Softmax", [scores], { axis: { int: 1 } }),
      present,
      train.labels.length,
    );
    return { onnx: onnx.toBytes(), history: [] };
  },
});
