/** Kernel ridge regression: a weight for every training row, one linear solve. */
import { z } from "zod";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { addKernel, gramMatrix, type Kernel, squareBytes } from "../models/kernel/gram.ts";
import { ridgeInPlace } from "../models/kernel/ridge.ts";
import { addFeatures, centre, columnMeans } from "../models/kernel/training-rows.ts";
import { addValues, numberRowsOf } from "./number-rows.ts";
import { defineRegressor } from "./regressor.ts";

export const kernelRidge = defineRegressor({
  id: "kernel-ridge",
  summary: "RBF kernel ridge regression",
  source:
    "Saunders, Gammerman & Vovk 1998 (ICML); as scikit-learn's KernelRidge with kernel rbf on targets of variance 1; features must be z-scored",
  input: "vector",
  params: z.strictObject({
    gammaScale: z
      .number()
      .positive()
      .max(1000)
      .default(0.5)
      .describe("width of the kernel: K = exp(-gammaScale / d |a - b|^2), d the number of features"),
    alpha: z.number().min(1e-6).max(1000).default(0.1).describe("ridge added to the kernel's diagonal"),
  }),
  // the kernel, and the system that is solved
  memoryBytes: (rows) => squareBytes(rows, 4) + squareBytes(rows, 8),
  async fit(train, { gammaScale, alpha }, { threads }) {
    const rows = numberRowsOf("kernel-ridge", train);
    const { x, y } = rows;
    const means = columnMeans(x);
    const centred = centre(x, means);
    const kernel: Kernel = { kind: "rbf", gamma: gammaScale / x.cols };
    const gram = await gramMatrix(centred, kernel, threads);
    await ridgeInPlace({ ...gram, data: new Float64Array(gram.data) }, y, alpha, threads);
    const onnx = new OnnxBuilder("kernel-ridge");
    const features = onnx.node("Sub", [addFeatures(onnx, train.shape), onnx.constant([x.cols], means)]);
    const support = onnx.constant([x.rows, x.cols], centred.data);
    const factors = onnx.constant([y.rows, y.cols], Float32Array.from(y.data));
    addValues(onnx, onnx.node("MatMul", [addKernel(onnx, features, support, kernel), factors]), rows);
    return { onnx: onnx.toBytes() };
  },
});
