/** Points of a map, and their neighbours. */
import { ModelError } from "../../base/errors.ts";
import type { Matrix } from "../../base/matrix.ts";

/** The distances of all pairs are held at once: at most 0.8 GB. */
export const MOST_POINTS = 10_000;

/** The points that lie nearest to each point, itself left out. */
export interface Neighbours {
  readonly count: number;
  /** [point, neighbour], nearest first; of two at one distance the earlier point. */
  readonly indices: Int32Array<ArrayBuffer>;
  /** [point, neighbour]. */
  readonly distances: Float64Array<ArrayBuffer>;
}

/**
 * Squared Euclidean distances of all pairs, [point, point]: symmetric to the last bit, 0 between equal points.
 *
 * @throws ModelError if there are more than `MOST_POINTS`
 */
export function squaredDistances({ rows, cols, data }: Matrix<Float32Array | Float64Array>): Float64Array {
  if (rows > MOST_POINTS) {
    throw new ModelError(`maps: expected at most ${MOST_POINTS} rows, got ${rows}.`);
  }
  const distances = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = a + 1; b < rows; b++) {
      const squared = squaredDistance(data, a * cols, b * cols, cols);
      distances[a * rows + b] = squared;
      distances[b * rows + a] = squared;
    }
  }
  return distances;
}

/** Four sums side by side: the processor adds them at once. */
function squaredDistance(data: Float32Array | Float64Array, a: number, b: number, cols: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < cols; i += 4) {
    const d0 = data[a + i] - data[b + i];
    const d1 = data[a + i + 1] - data[b + i + 1];
    const d2 = data[a + i + 2] - data[b + i + 2];
    const d3 = data[a + i + 3] - data[b + i + 3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; i < cols; i++) s0 += (data[a + i] - data[b + i]) ** 2;
  return s0 + s1 + (s2 + s3);
}

/**
 * @param squared - of all pairs, as `squaredDistances` gives them
 * @param count - below the number of points
 */
export function nearestOf(squared: Float64Array, count: number): Neighbours {
  const rows = Math.round(Math.sqrt(squared.length));
  const indices = new Int32Array(rows * count);
  const distances = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const own = squared.subarray(row * rows, (row + 1) * rows);
    nearestIn(own, row, count).forEach((other, i) => {
      indices[row * count + i] = other;
      distances[row * count + i] = Math.sqrt(own[other]);
    });
  }
  return { count, indices, distances };
}

/** The `count` smallest of a row but `self`, by insertion: few are wanted of many. */
function nearestIn(row: Float64Array, self: number, count: number): number[] {
  const best: number[] = [];
  for (let other = 0; other < row.length; other++) {
    if (other === self) continue;
    const distance = row[other];
    if (best.length === count && distance >= row[best[count - 1]]) continue;
    let at = best.length === count ? count - 1 : best.length;
    for (; at > 0 && row[best[at - 1]] > distance; at--) best[at] = best[at - 1];
    best[at] = other;
  }
  return best;
}
