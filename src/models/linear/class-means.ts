/** Rows about the means of their labels: what models of Gaussian labels begin with. */
import type { Matrix } from "../../base/matrix.ts";

export interface ClassMeans {
  /** [present]. */
  readonly counts: readonly number[];
  /** [present, column]: mean of the label minus that of all rows. */
  readonly means: Matrix<Float64Array>;
  /** [column], of all rows. */
  readonly centre: Float64Array;
  /** [row, column]: every row minus the mean of its label. */
  readonly within: Matrix<Float64Array>;
}

/** @param y - [row], from 0 to `labels` - 1; every label has rows */
export function aboutClassMeans({ rows, cols, data }: Matrix, y: Int32Array, labels: number): ClassMeans {
  const counts = new Array<number>(labels).fill(0);
  const means = new Float64Array(labels * cols);
  for (let row = 0, at = 0; row < rows; row++) {
    counts[y[row]]++;
    for (let col = 0; col < cols; col++, at++) means[y[row] * cols + col] += data[at];
  }
  const centre = new Float64Array(cols);
  for (let label = 0, at = 0; label < labels; label++) {
    for (let col = 0; col < cols; col++, at++) {
      centre[col] += means[at] / rows;
      means[at] /= counts[label];
    }
  }
  const within = new Float64Array(rows * cols);
  for (let row = 0, at = 0; row < rows; row++)
    for (let col = 0; col < cols; col++, at++) within[at] = data[at] - means[y[row] * cols + col];
  for (let at = 0; at < means.length; at++) means[at] -= centre[at % cols];
  return { counts, means: { rows: labels, cols, data: means }, centre, within: { rows, cols, data: within } };
}
