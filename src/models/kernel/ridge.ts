/** Kernel ridge regression on +1 for a row's own label and -1 for the others. */
import type { Matrix } from "../../base/matrix.ts";
import { withMultiplier } from "../algebra/multiplier.ts";
import { choleskyInPlace, choleskySolveInPlace } from "./cholesky.ts";
import { choleskyByProducts } from "./cholesky-products.ts";

/** Systems of fewer unknowns are solved by loops before a multiplier is there. */
const LARGE = 512;

/** [row, label]. */
export function ridgeTargets(y: Int32Array, labels: number): Matrix<Float64Array> {
  const data = new Float64Array(y.length * labels).fill(-1);
  y.forEach((label, row) => {
    data[row * labels + label] = 1;
  });
  return { rows: y.length, cols: labels, data };
}

/**
 * Solves (gram + alpha) weights = targets in the place of the targets; the Gram matrix is overwritten by its factor.
 *
 * @param threads - of onnxruntime; 0 or undefined leaves the choice to it
 * @throws ModelError if gram + alpha is not positive definite
 */
export async function ridgeInPlace(
  gram: Matrix<Float64Array>,
  targets: Matrix<Float64Array>,
  alpha: number,
  threads: number | undefined,
): Promise<void> {
  for (let i = 0; i < gram.rows; i++) gram.data[i * (gram.rows + 1)] += alpha;
  if (gram.rows < LARGE) choleskyInPlace(gram);
  else await withMultiplier(threads, (multiplier) => choleskyByProducts(gram, multiplier));
  choleskySolveInPlace(gram, targets);
}
