/** Which points belong together, as t-SNE sees it. */
import type { Neighbours } from "./points.ts";

/** A symmetric sparse matrix by rows: the entries of row i are at starts[i] to starts[i + 1]. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

const STEPS = 100;
const TOLERANCE = 1e-5;

/**
 * Joint probabilities of pairs of neighbours: Gaussians about every point whose widths give its neighbours the perplexity,
 * made symmetric; their sum is 1.
 *
 * @param neighbours - about three times as many as the perplexity
 * @see van der Maaten 2014 (JMLR 15), section 3.1; scikit-learn 1.9 _joint_probabilities_nn
 */
export function affinitiesOf({ indices, distances, count }: Neighbours, perplexity: number): SparseRows {
  const points = indices.length / count;
  const conditional = new Float64Array(indices.length);
  for (let point = 0; point < points; point++) {
    const squared = distances.subarray(point * count, (point + 1) * count).map((one) => one * one);
    conditional.set(gaussian(squared, Math.log(perplexity)), point * count);
  }
  return symmetric(indices, conditional, count);
}

/** Probabilities of neighbours at these squared distances, nearest first, with this entropy (in nats). */
function gaussian(squared: Float64Array, entropy: number): Float64Array {
  const p = new Float64Array(squared.length);
  let [low, beta, high] = [0, 1, Number.POSITIVE_INFINITY];
  for (let step = 0; step < STEPS; step++) {
    let sum = 0;
    let weighted = 0;
    for (let i = 0; i < p.length; i++) {
      // the nearest has 1, so that the sum is never 0
      const further = squared[i] - squared[0];
      p[i] = Math.exp(-further * beta);
      sum += p[i];
      weighted += p[i] * further;
    }
    for (let i = 0; i < p.length; i++) p[i] /= sum;
    const excess = Math.log(sum) + (beta * weighted) / sum - entropy;
    if (Math.abs(excess) <= TOLERANCE) break;
    if (excess > 0) low = beta;
    else high = beta;
    beta = high === Number.POSITIVE_INFINITY ? beta * 2 : (low + high) / 2;
  }
  return p;
}

/** (P + Pᵀ), divided by its sum. */
function symmetric(indices: Int32Array, conditional: Float64Array, count: number): SparseRows {
  const points = indices.length / count;
  const rows = Array.from({ length: points }, () => new Map<number, number>());
  let sum = 0;
  indices.forEach((other, i) => {
    const point = Math.floor(i / count);
    const value = conditional[i];
    rows[point].set(other, (rows[point].get(other) ?? 0) + value);
    rows[other].set(point, (rows[other].get(point) ?? 0) + value);
    sum += 2 * value;
  });
  const starts = new Int32Array(points + 1);
  rows.forEach((row, point) => {
    starts[point + 1] = starts[point] + row.size;
  });
  const columns = new Int32Array(starts[points]);
  const values = new Float64Array(starts[points]);
  rows.forEach((row, point) => {
    let at = starts[point];
    for (const [column, value] of [...row].sort(([a], [b]) => a - b)) {
      columns[at] = column;
      values[at++] = value / sum;
    }
  });
  return { starts, columns, values };
}
