/** Clusters of points: k-means (Lloyd 1982, IEEE Trans. IT 28) from k-means++ seeds (Arthur & Vassilvitskii 2007). */
import type { Matrix } from "../base/matrix.ts";
import type { Random } from "../base/random.ts";

/**
 * Centres that are spread over the points: each next one is a point drawn with probability in proportion to its squared
 * distance from the nearest centre so far.
 *
 * @param count - at most points.rows
 * @returns [count, points.cols]; points that lie on each other may be drawn twice
 */
export function seedCentres(
  points: Matrix,
  count: number,
  random: Random,
): Matrix<Float64Array<ArrayBuffer>> {
  const { rows, cols, data } = points;
  const centres = new Float64Array(count * cols);
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  let chosen = random.integer(rows);
  for (let k = 0; k < count; k++) {
    centres.set(data.subarray(chosen * cols, (chosen + 1) * cols), k * cols);
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const distance = squaredDistance(data, row * cols, centres, k * cols, cols);
      if (distance < nearest[row]) nearest[row] = distance;
      total += nearest[row];
    }
    let goal = random.uniform() * total;
    chosen = total > 0 ? 0 : random.integer(rows);
    while (total > 0 && chosen < rows - 1 && goal >= nearest[chosen]) goal -= nearest[chosen++];
  }
  return { rows: count, cols, data: centres };
}

/**
 * Moves centres to the means of the points that are nearest to them, until no point changes its centre or `iterations`
 * are done. A centre without points takes the point that lies farthest from a centre that has several.
 *
 * @param seeds - not changed
 * @see scikit-learn KMeans (1.9), algorithm "lloyd"
 */
export function lloyd(
  points: Matrix,
  seeds: Matrix<Float64Array>,
  iterations: number,
): Matrix<Float64Array<ArrayBuffer>> {
  const { rows, cols, data } = points;
  const centres = Float64Array.from(seeds.data);
  const owner = new Int32Array(rows).fill(-1);
  const distances = new Float64Array(rows);
  const sizes = new Int32Array(seeds.rows);
  for (let iteration = 0; iteration < iterations; iteration++) {
    let moved = false;
    for (let row = 0; row < rows; row++) {
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let k = 0; k < seeds.rows; k++) {
        const distance = squaredDistance(data, row * cols, centres, k * cols, cols);
        if (distance < least) {
          least = distance;
          best = k;
        }
      }
      if (owner[row] !== best) moved = true;
      owner[row] = best;
      distances[row] = least;
    }
    if (!moved) break;
    centres.fill(0);
    sizes.fill(0);
    for (let row = 0; row < rows; row++) sizes[owner[row]]++;
    for (let k = 0; k < seeds.rows; k++) {
      if (sizes[k] > 0) continue;
      let farthest = -1;
      for (let row = 0; row < rows; row++) {
        const alone = sizes[owner[row]] < 2;
        if (!alone && (farthest < 0 || distances[row] > distances[farthest])) farthest = row;
      }
      if (farthest < 0) break; // there are no more points than centres
      sizes[owner[farthest]]--;
      owner[farthest] = k;
      sizes[k] = 1;
      distances[farthest] = 0;
    }
    for (let row = 0; row < rows; row++) {
      const at = owner[row] * cols;
      for (let col = 0; col < cols; col++) centres[at + col] += data[row * cols + col];
    }
    for (let k = 0; k < seeds.rows; k++) {
      for (let col = 0; col < cols; col++) centres[k * cols + col] /= Math.max(1, sizes[k]);
    }
  }
  return { rows: seeds.rows, cols, data: centres };
}

function squaredDistance(
  points: Float32Array,
  point: number,
  centres: Float64Array,
  centre: number,
  cols: number,
): number {
  let sum = 0;
  for (let col = 0; col < cols; col++) {
    const difference = points[point + col] - centres[centre + col];
    sum += difference * difference;
  }
  return sum;
}
