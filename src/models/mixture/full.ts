import { rowProducts, timesTransposedLower, transposed } from "../algebra/products.ts";
import { choleskyInPlace, lowerInverse } from "../kernel/cholesky.ts";
import type { Covariance } from "./covariance.ts";

/** Numbers of a row vary together: rows are made white by the inverse of the Cholesky factor. */
export const full: Covariance = {
  estimate(rows, members, floor) {
    const { cols, data: numbers } = rows;
    const { mean } = rows.momentsOf(members);
    const about = new Float64Array(members.rows.length * cols);
    for (const [i, row] of members.rows.entries()) {
      const root = Math.sqrt(members.shares[i] / members.total);
      for (let col = 0; col < cols; col++)
        about[i * cols + col] = root * (numbers[row * cols + col] - mean[col]);
    }
    const covariance = rowProducts(transposed({ rows: members.rows.length, cols, data: about }));
    const { rows: n, data } = covariance;
    for (let i = 0; i < n; i++) data[i * (n + 1)] += floor;
    choleskyInPlace(covariance, 0, "floor");
    const { data: scale } = lowerInverse(covariance);
    let logDeterminant = 0;
    for (let i = 0; i < n; i++) logDeterminant += Math.log(scale[i * (n + 1)]);
    return { mean, scale, logDeterminant };
  },

  distances(rows, mean, scale) {
    const { cols } = rows;
    const about = Float64Array.from(rows.data, (value, at) => value - mean[at % cols]);
    const white = timesTransposedLower(
      { rows: rows.rows, cols, data: about },
      { rows: cols, cols, data: scale },
    );
    const out = new Float64Array(rows.rows);
    for (let at = 0; at < white.data.length; at++) out[Math.floor(at / cols)] += white.data[at] ** 2;
    return out;
  },
};
