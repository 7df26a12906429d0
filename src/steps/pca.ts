import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { widthOf } from "../dataset/dataset.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { largestEigenpairs } from "../models/algebra/largest-eigenpairs.ts";
import { withMultiplier } from "../models/algebra/multiplier.ts";
import { gramMatrix, kernelMatrix } from "../models/kernel/gram.ts";
import { centre, columnMeans } from "../models/kernel/training-rows.ts";
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
    const x = { rows, cols: width, data: train.x };
    const mean = columnMeans(x);
    const centred = centre(x, mean);
    const components = await principalComponents(centred, dimensions, whiten, threads);

    const onnx = new OnnxBuilder("pca");
    const features = onnx.input("features", ["n", ...train.shape]);
    const flat =
      train.shape.length === 1 ? features : onnx.node("Reshape", [features, onnx.integers([-1, width])]);
    const aboutMean = onnx.node("Sub", [flat, onnx.constant([width], mean)]);
    onnx.node(
      "Gemm",
      [aboutMean, onnx.constant([dimensions, width], components)],
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
 * @param centred - [row, column], every column of mean 0
 */
async function principalComponents(
  centred: Matrix,
  count: number,
  whiten: boolean,
  threads: number | undefined,
): Promise<Float32Array> {
  const { rows, cols: width } = centred;
  const byRows = rows <= width;
  const columns = transposed(centred);
  const points = byRows ? centred : columns;
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

/** Rows that are turned at a time: where they are read from stays in the cache. */
const TURNED = 32;

function transposed({ rows, cols, data }: Matrix): Matrix {
  const turned = new Float32Array(data.length);
  for (let top = 0; top < rows; top += TURNED) {
    const bottom = Math.min(rows, top + TURNED);
    for (let col = 0; col < cols; col++)
      for (let row = top; row < bottom; row++) turned[col * rows + row] = data[row * cols + col];
  }
  return { rows: cols, cols: rows, data: turned };
}
