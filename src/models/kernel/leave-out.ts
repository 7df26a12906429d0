/** Answers of a kernel ridge to rows that it has not seen, without fitting it again for each. */
import { ShapeError } from "../../base/errors.ts";
import type { Matrix } from "../../base/matrix.ts";
import { choleskyInPlace, choleskySolveInPlace } from "./cholesky.ts";

/**
 * The scores of every row by the ridge that was fitted on the rows of all other groups. With C = (K + alpha I)⁻¹ and A = C Y, the
 * rows g of a group are answered Y_g - (C_gg)⁻¹ A_g: exactly what a fit without them would say.
 *
 * @param gram - K, [row, row]
 * @param targets - Y, [row, label]
 * @param groups - [row]: rows of one group are left out together
 * @returns [row, label]
 * @see Rifkin & Lippert 2007, Notes on regularized least squares, for single rows; An et al. 2007 for groups
 */
export function leaveGroupsOut(
  gram: Matrix,
  targets: Matrix<Float64Array>,
  alpha: number,
  groups: readonly string[],
): Float64Array {
  const { rows: n } = gram;
  const { cols: labels } = targets;
  if (groups.length !== n || targets.rows !== n) {
    throw new ShapeError(`leaving groups out: ${n} rows, ${targets.rows} targets, ${groups.length} groups.`);
  }
  const factor = { rows: n, cols: n, data: new Float64Array(gram.data) };
  for (let i = 0; i < n; i++) factor.data[i * (n + 1)] += alpha;
  choleskyInPlace(factor);
  const inverse = { rows: n, cols: n, data: new Float64Array(n * n) };
  for (let i = 0; i < n; i++) inverse.data[i * (n + 1)] = 1;
  choleskySolveInPlace(factor, inverse);
  const weights = { ...targets, data: targets.data.slice() };
  choleskySolveInPlace(factor, weights);

  const scores = targets.data.slice();
  for (const group of new Set(groups)) {
    const rows = [...groups.keys()].filter((row) => groups[row] === group);
    const m = rows.length;
    const own = { rows: m, cols: m, data: new Float64Array(m * m) };
    const residuals = { rows: m, cols: labels, data: new Float64Array(m * labels) };
    for (const [i, row] of rows.entries()) {
      for (const [j, other] of rows.entries()) own.data[i * m + j] = inverse.data[row * n + other];
      residuals.data.set(weights.data.subarray(row * labels, (row + 1) * labels), i * labels);
    }
    choleskyInPlace(own);
    choleskySolveInPlace(own, residuals);
    for (const [i, row] of rows.entries()) {
      for (let label = 0; label < labels; label++)
        scores[row * labels + label] -= residuals.data[i * labels + label];
    }
  }
  return scores;
}
