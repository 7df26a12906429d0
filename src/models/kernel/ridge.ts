/** Kernel ridge regression on +1 for a row's own label and -1 for the others. */
import type { Matrix } from "../../base/matrix.ts";
import { choleskyInPlace, choleskySolveInPlace } from "./cholesky.ts";

/** [row, label]. */
export function ridgeTargets(y: Int32Array, labels: number): Matrix<Float64Array> {
  const data = new Float64Array(y.length * labels).fill(-1);
  y.forEach((label, row) => {
    data[row * labels + label] = 1;
  });
  return { rows: y.length, cols: labels, data };
}

/** Solves (gram + alpha) weights = targets in the place of the targets; the Gram matrix is overwritten by its factor. */
export function ridgeInPlace(gram: Matrix<Float64Array>, targets: Matrix<Float64Array>, alpha: number): void {
  for (let i = 0; i < gram.rows; i++) gram.data[i * (gram.rows + 1)] += alpha;
  choleskyInPlace(gram);
  choleskySolveInPlace(gram, targets);
}
