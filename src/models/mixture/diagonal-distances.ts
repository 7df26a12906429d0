/** How far rows lie from all components of a mixture whose numbers vary each for itself, as products of matrices. */
import type { Matrix } from "../../base/matrix.ts";
import type { Multiplier } from "../algebra/multiplier.ts";
import type { Component, Distances } from "./em.ts";

/**
 * scale² (x - mean)² multiplied out, about the mean of all rows: parts of rows that lie far from 0 would cancel each other.
 *
 * @param rows - [row, column]
 */
export function diagonalDistances(
  { rows, cols, data }: Matrix<Float64Array>,
  { timesTransposed }: Multiplier,
): Distances {
  const centre = new Float64Array(cols);
  for (let at = 0; at < data.length; at++) centre[at % cols] += data[at] / rows;
  const about = { rows, cols, data: new Float64Array(data.length) };
  const squares = { rows, cols, data: new Float64Array(data.length) };
  for (let row = 0, at = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++) {
      const value = data[at] - centre[col];
      about.data[at] = value;
      squares.data[at] = value * value;
    }
  }
  return async (components: readonly Component[]) => {
    const count = components.length;
    const precisions = { rows: count, cols, data: new Float64Array(count * cols) };
    const slopes = { rows: count, cols, data: new Float64Array(count * cols) };
    const constants = new Float64Array(count);
    for (const [k, { mean, scale }] of components.entries()) {
      for (let col = 0, at = k * cols; col < cols; col++, at++) {
        const precision = scale[col] * scale[col];
        const own = mean[col] - centre[col];
        precisions.data[at] = precision;
        slopes.data[at] = -2 * precision * own;
        constants[k] += precision * own * own;
      }
    }
    const distances = await timesTransposed(squares, precisions);
    const { data: linear } = await timesTransposed(about, slopes);
    for (let at = 0; at < linear.length; at++) distances.data[at] += linear[at] + constants[at % count];
    return distances;
  };
}
