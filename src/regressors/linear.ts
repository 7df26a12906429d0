/** Ridge regression: a weight for every number, one linear solve. */
import { z } from "zod";
import type { Matrix } from "../base/matrix.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { withMultiplier } from "../models/algebra/multiplier.ts";
import { gramMatrix } from "../models/kernel/gram.ts";
import { ridgeInPlace } from "../models/kernel/ridge.ts";
import { addFeatures, centre, columnMeans } from "../models/kernel/training-rows.ts";
import { addValues, numberRowsOf } from "./number-rows.ts";
import { defineRegressor } from "./regressor.ts";

export const linear = defineRegressor({
  id: "linear",
  summary:
    "ridge regression: a weight for every number, solved at once over rows or columns, whichever are fewer",
  source: "Hoerl & Kennard 1970; as scikit-learn's Ridge on targets of variance 1; features must be z-scored",
  input: "vector",
  params: z.strictObject({
    alpha: z
      .number()
      .min(1e-6)
      .max(1e9)
      .default(1)
      .describe("ridge, per number of a row: alpha x numbers is added to the Gram matrix's diagonal"),
  }),
  async fit(train, { alpha }, { threads, signal }) {
    const rows = numberRowsOf("linear", train);
    const { x, y } = rows;
    const means = columnMeans(x);
    const centred = centre(x, means);
    const ridge = alpha * x.cols;
    const weights =
      x.cols < x.rows
        ? await solveByColumns(centred, y, ridge, threads, signal)
        : await solveByRows(centred, y, ridge, threads);
    const onnx = new OnnxBuilder("linear");
    const features = onnx.node("Sub", [addFeatures(onnx, train.shape), onnx.constant([x.cols], means)]);
    const factors = onnx.constant([x.cols, y.cols], Float32Array.from(weights));
    addValues(onnx, onnx.node("MatMul", [features, factors]), rows);
    return { onnx: onnx.toBytes() };
  },
});

/** Xᵀ (X Xᵀ + ridge I)⁻¹ Y, [column, dimension]; Y is written over. */
async function solveByRows(
  x: Matrix,
  y: Matrix<Float64Array>,
  ridge: number,
  threads: number | undefined,
): Promise<Float64Array> {
  const gram = await gramMatrix(x, { kind: "linear" }, threads);
  await ridgeInPlace({ ...gram, data: new Float64Array(gram.data) }, y, ridge, threads);
  return timesNumbers(x, y).data;
}

/** The same as (Xᵀ X + ridge I)⁻¹ Xᵀ Y. */
async function solveByColumns(
  x: Matrix,
  y: Matrix<Float64Array>,
  ridge: number,
  threads: number | undefined,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const exact = { ...x, data: Float64Array.from(x.data) };
  const system = await withMultiplier(threads, ({ transposedTimes }) => transposedTimes(exact, exact));
  signal?.throwIfAborted();
  const weights = timesNumbers(x, y);
  await ridgeInPlace(system, weights, ridge, threads);
  return weights.data;
}

/** Xᵀ Y, [column, dimension]. */
function timesNumbers(x: Matrix, y: Matrix<Float64Array>): Matrix<Float64Array> {
  const data = new Float64Array(x.cols * y.cols);
  for (let row = 0; row < x.rows; row++) {
    for (let col = 0; col < x.cols; col++) {
      const value = x.data[row * x.cols + col];
      for (let d = 0; d < y.cols; d++) data[col * y.cols + d] += value * y.data[row * y.cols + d];
    }
  }
  return { rows: x.cols, cols: y.cols, data };
}
