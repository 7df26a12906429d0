/** Ridge regression: a weight for every number, one linear solve. */
import { z } from "zod";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { gramMatrix } from "../models/kernel/gram.ts";
import { ridgeInPlace } from "../models/kernel/ridge.ts";
import { addFeatures, centre, columnMeans } from "../models/kernel/training-rows.ts";
import { addValues, numberRowsOf } from "./number-rows.ts";
import { defineRegressor } from "./regressor.ts";

export const linear = defineRegressor({
  id: "linear",
  summary: "ridge regression: a weight for every number, solved at once over the rows",
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
  async fit(train, { alpha }, { threads }) {
    const rows = numberRowsOf("linear", train);
    const { x, y } = rows;
    const means = columnMeans(x);
    const centred = centre(x, means);
    const gram = await gramMatrix(centred, { kind: "linear" }, threads);
    await ridgeInPlace({ ...gram, data: new Float64Array(gram.data) }, y, alpha * x.cols, threads);
    const weights = new Float64Array(x.cols * y.cols);
    for (let row = 0; row < x.rows; row++) {
      for (let col = 0; col < x.cols; col++) {
        const value = centred.data[row * x.cols + col];
        for (let d = 0; d < y.cols; d++) weights[col * y.cols + d] += value * y.data[row * y.cols + d];
      }
    }
    const onnx = new OnnxBuilder("linear");
    const features = onnx.node("Sub", [addFeatures(onnx, train.shape), onnx.constant([x.cols], means)]);
    const factors = onnx.constant([x.cols, y.cols], Float32Array.from(weights));
    addValues(onnx, onnx.node("MatMul", [features, factors]), rows);
    return { onnx: onnx.toBytes() };
  },
});
