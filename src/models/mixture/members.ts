/** The rows that belong to a component, and how much: components that lie apart share few. */
import type { Matrix } from "../../base/matrix.ts";

/** A row of which less belongs to a component changes no digit of its mean. */
const LEAST_SHARE = 1e-18;

export interface Members {
  /** [member], row. */
  readonly rows: Int32Array;
  /** [member]. */
  readonly shares: Float64Array;
  /** Of the shares of all rows. */
  readonly total: number;
}

/** @param shares - [row, component] */
export function membersOf({ rows, cols, data }: Matrix<Float64Array>, component: number): Members {
  const places = new Int32Array(rows);
  const shares = new Float64Array(rows);
  let total = 0;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const share = data[row * cols + component];
    total += share;
    if (share < LEAST_SHARE) continue;
    places[count] = row;
    shares[count++] = share;
  }
  return { rows: places.subarray(0, count), shares: shares.subarray(0, count), total };
}

/** [column]. Four rows are gone through at once. */
export function meanOf(
  { cols, data }: Matrix<Float64Array>,
  { rows, shares, total }: Members,
): Float64Array<ArrayBuffer> {
  const mean = new Float64Array(cols);
  let i = 0;
  for (; i + 4 <= rows.length; i += 4) {
    const s0 = shares[i] / total;
    const s1 = shares[i + 1] / total;
    const s2 = shares[i + 2] / total;
    const s3 = shares[i + 3] / total;
    const a = rows[i] * cols;
    const b = rows[i + 1] * cols;
    const c = rows[i + 2] * cols;
    const d = rows[i + 3] * cols;
    for (let col = 0; col < cols; col++)
      mean[col] += s0 * data[a + col] + s1 * data[b + col] + s2 * data[c + col] + s3 * data[d + col];
  }
  for (; i < rows.length; i++) {
    const share = shares[i] / total;
    for (let col = 0; col < cols; col++) mean[col] += share * data[rows[i] * cols + col];
  }
  return mean;
}
