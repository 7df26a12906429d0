/** What every regressor asks of its training data, and how its numbers meet their own units. */
import { ModelError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { widthOf } from "../dataset/dataset.ts";
import type { NumberDataset } from "../dataset/numbers.ts";
import type { OnnxBuilder } from "../engine/onnx/builder.ts";

export interface NumberRows {
  /** [row, column]: the flattened features. */
  readonly x: Matrix;
  /** [row, dimension], of mean 0 and variance 1. */
  readonly y: Matrix<Float64Array>;
  /** [dimension], of the training rows. */
  readonly mean: readonly number[];
  readonly sd: readonly number[];
}

/** @throws ModelError if there are fewer than two rows, a number is not finite, or all of a dimension are the same */
export function numberRowsOf(regressor: string, train: NumberDataset): NumberRows {
  const { clipIds, dimensions, values } = train;
  const fail = (problem: string): never => {
    throw new ModelError(`regressor ${regressor}: ${problem}.`);
  };
  const rows = clipIds.length;
  const cols = widthOf(train.shape);
  const width = dimensions.length;
  if (rows < 2) fail(`expected two training clips or more, got ${rows}`);
  const wrong = train.x.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    fail(
      `number ${wrong % cols} of the training clip ${clipIds[Math.floor(wrong / cols)]} is ${train.x[wrong]}; expected finite features`,
    );
  }
  const odd = values.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    fail(
      `the ${dimensions[odd % width]} of the training clip ${clipIds[Math.floor(odd / width)]} is ${values[odd]}`,
    );
  const mean = dimensions.map(
    (_, d) => clipIds.reduce((sum, _id, row) => sum + values[row * width + d], 0) / rows,
  );
  const sd = dimensions.map((name, d) => {
    const variance =
      clipIds.reduce((sum, _id, row) => sum + (values[row * width + d] - mean[d]) ** 2, 0) / rows;
    return variance > 0
      ? Math.sqrt(variance)
      : fail(`all training clips have the ${name} ${mean[d]}; expected different numbers`);
  });
  const data = Float64Array.from(values, (value, at) => (value - mean[at % width]) / sd[at % width]);
  return { x: { rows, cols, data: train.x }, y: { rows, cols: width, data }, mean, sd };
}

/**
 * Declares the output `values` [n, dimension].
 *
 * @param standard - name of a tensor [n, dimension], of mean 0 and variance 1 in training
 */
export function addValues(
  onnx: OnnxBuilder,
  standard: string,
  { mean, sd }: Pick<NumberRows, "mean" | "sd">,
): void {
  const scaled = onnx.node("Mul", [standard, onnx.constant([sd.length], Float32Array.from(sd))]);
  onnx.node("Add", [scaled, onnx.constant([mean.length], Float32Array.from(mean))], {}, "values");
  onnx.output("values", ["n", mean.length]);
}
