import type { Matrix } from "../../base/matrix.ts";
import { rowProducts, timesTransposed, transposed } from "../algebra/products.ts";
import { choleskyInPlace } from "../kernel/cholesky.ts";
import type { Covariance } from "./covariance.ts";

/** Numbers of a row vary together: rows are made white by the inverse of the Cholesky factor. */
export const full: Covariance = {
  estimate(rows, mean, shares, total, floor) {
    const roots = shares.map((share) => Math.sqrt(share / total));
    const covariance = rowProducts(transposed(about(rows, mean, roots)));
    const { rows: n, data } = covariance;
    for (let i = 0; i < n; i++) data[i * (n + 1)] += floor;
    choleskyInPlace(covariance);
    const scale = lowerInverse(covariance);
    let logDeterminant = 0;
    for (let i = 0; i < n; i++) logDeterminant += Math.log(scale[i * (n + 1)]);
    return { scale, logDeterminant };
  },

  distances(rows, mean, scale) {
    const { cols } = rows;
    const white = timesTransposed(about(rows, mean), { rows: cols, cols, data: scale });
    const out = new Float64Array(rows.rows);
    for (let at = 0; at < white.data.length; at++) out[Math.floor(at / cols)] += white.data[at] ** 2;
    return out;
  },
};

/** Rows minus the mean, every one by its factor. */
function about(
  { rows, cols, data }: Matrix<Float64Array>,
  mean: Float64Array,
  factors?: Float64Array,
): Matrix<Float64Array> {
  const out = new Float64Array(data.length);
  for (let row = 0, at = 0; row < rows; row++) {
    const factor = factors === undefined ? 1 : factors[row];
    for (let col = 0; col < cols; col++, at++) out[at] = factor * (data[at] - mean[col]);
  }
  return { rows, cols, data: out };
}

/** The inverse of a lower triangle, row by row; what stands above it is not read. */
function lowerInverse({ rows: n, data }: Matrix<Float64Array>): Float64Array<ArrayBuffer> {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const own = inverse.subarray(i * n, (i + 1) * n);
    for (let k = 0; k < i; k++) {
      const factor = data[i * n + k];
      for (let j = 0; j <= k; j++) own[j] -= factor * inverse[k * n + j];
    }
    const pivot = data[i * n + i];
    for (let j = 0; j < i; j++) own[j] /= pivot;
    own[i] = 1 / pivot;
  }
  return inverse;
}
