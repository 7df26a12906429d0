/** The rows that belong to a component, and how much: components that lie apart share few. */
import type { Matrix } from "../../base/matrix.ts";

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
  for (let row = 0; row < rows; row++) total += data[row * cols + component];
  const least = total * Number.EPSILON; // what is less changes no digit of a mean
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const share = data[row * cols + component];
    if (share <= least) continue;
    places[count] = row;
    shares[count++] = share;
  }
  return { rows: places.subarray(0, count), shares: shares.subarray(0, count), total };
}
