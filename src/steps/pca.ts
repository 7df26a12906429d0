import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { widthOf } from "../dataset/dataset.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { largestEigenpairs } from "../models/algebra/largest-eigenpairs.ts";
import { withMultiplier } from "../models/algebra/multiplier.ts";
import { gramMatrix, kernelMatrix } from "../models/kernel/gram.ts";
import { defineStep } from "./step.ts";

/** Variances below this share of the largest cannot be told from float32 rounding. */
const LEAST_SHARE = 1e-7;

/**
 * The components are eigenvectors of the smaller of two matrices: products of rows, or of columns. A component without
 * variance gives 0 for every row. Of a component, the number largest in magnitude is positive.
 */
export const pca = defineStep({
  id: "pca",
  summary: "Principal components: the directions in which training rows vary most, to n dimensions",
  source: "scikit-learn PCA 1.9 (svd_solver full)",
  input: "any",
  output: "vector",
  params: z.strictObject({
    dimensions: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe("number of components; at most the training rows, and the numbers in a row"),
    whiten: z.boolean().default(false).describe("every component divided by its standard deviation"),
  }),
  async fit(train, { dimensions, whiten }, { threads }) {
    const rows = train.clipIds.length;
    const width = widthOf(train.shape);
    if (dimensions > Math.min(rows, width)) {
      throw new ModelError(
        `step pca: dimensions: expected at most ${Math.min(rows, width)} ` +
          `(${rows} training rows of ${width} numbers), got ${dimensions}.`,
      );
    }
    const mean = columnMeans(train.x, rows, width);
    const columns = centredColumns(train.x, rows, mean);
    const components = await principalComponents(columns, dimensions, whiten, threads);

    const onnx = new OnnxBuilder("pca");
    const features = onnx.input("features", ["n", ...train.shape]);
    const flat =
      train.shape.length === 1 ? features : onnx.node("Reshape", [features, onnx.integers([-1, width])]);
    const centred = onnx.node("Sub", [flat, onnx.constant([width], mean)]);
    onnx.node(
      "Gemm",
      [centred, onnx.constant([dimensions, width], components)],
      { transB: { int: 1 } },
      "reduced",
    );
    onnx.output("reduced", ["n", dimensions]);
    return { onnx: onnx.toBytes(), shape: [dimensions] };
  },
});

/**
 * The directions of largest variance, [component, column].
 *
 * @param columns - rows = columns of the dataset, each of mean 0; cols = its rows
 */
async function principalComponents(
  columns: Matrix,
  count: number,
  whiten: boolean,
  threads: number | undefined,
): Promise<Float32Array> {
  const { rows: width, cols: rows } = columns;
  const byRows = rows <= width;
  const points = byRows ? transpose(columns) : columns;
  const products = await gramMatrix(points, { kind: "linear" }, threads);
  const exact = { ...products, data: Float64Array.from(products.data) };
  const { values, vectors } = await withMultiplier(threads, (multiplier) =>
    largestEigenpairs(exact, count, multiplier),
  );
  const scales = Float64Array.from(values, (value) =>
    value > values[0] * LEAST_SHARE ? 1 / Math.sqrt(value) : 0,
  );
  let components: Float32Array;
  if (byRows) {
    const weights = Float32Array.from(vectors, (value, i) => value * scales[Math.floor(i / rows)]);
    components = (
      await kernelMatrix({ rows: count, cols: rows, data: weights }, columns, { kind: "linear" }, threads)
    ).data;
  } else {
    components = Float32Array.from(vectors, (value, i) => (scales[Math.floor(i / width)] > 0 ? value : 0));
  }
  for (let component = 0; component < count; component++) {
    const row = components.subarray(component * width, (component + 1) * width);
    const largest = row.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    const unit = whiten ? scales[component] * Math.sqrt(Math.max(1, rows - 1)) : 1;
    const factor = largest < 0 ? -unit : unit;
    for (let i = 0; i < width; i++) row[i] *= factor;
  }
  return components;
}

function columnMeans(x: Float32Array, rows: number, width: number): Float32Array {
  const sums = new Float64Array(width);
  for (let row = 0, i = 0; row < rows; row++) for (let col = 0; col < width; col++, i++) sums[col] += x[i];
  return Float32Array.from(sums, (sum) => sum / rows);
}

/** [column, row] of what is left without the means. */
function centredColumns(x: Float32Array, rows: number, mean: Float32Array): Matrix {
  const data = new Float32Array(x.length);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let col = 0; col < mean.length; col++, i++) data[col * rows + row] = x[i] - mean[col];
  }
  return { rows: mean.length, cols: rows, data };
}

function transpose({ rows, cols, data }: Matrix): Matrix {
  const turned = new Float32Array(data.length);
  for (let row = 0, i = 0; row < rows; row++)
    for (let col = 0; col < cols; col++, i++) turned[col * rows + row] = data[i];
  return { rows: cols, cols: rows, data: turned };
}
