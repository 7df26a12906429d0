/** Clusters that know no labels, to compare with labels. */
import type { Matrix } from "../base/matrix.ts";
import type { Random } from "../base/random.ts";
import { HeldRows } from "../models/mixture/held-rows.ts";
import { lloyd, seedCentres } from "../models/mixture/k-means.ts";

const STARTS = 10;
const ITERATIONS = 300;

/**
 * k-means: the best of ten starts, by the squared distances from the centres.
 *
 * @param count - of clusters, at most the points
 * @returns [point], cluster
 */
export async function cluster(
  points: Matrix,
  count: number,
  random: Random,
  threads: number | undefined,
): Promise<Int32Array> {
  let best = new Int32Array(points.rows);
  let least = Number.POSITIVE_INFINITY;
  const held = new HeldRows(points);
  for (let start = 0; start < STARTS; start++) {
    const { centres } = await lloyd(held, seedCentres(held, count, random), ITERATIONS, threads);
    const { owners, squares } = ownersOf(points, centres);
    if (squares < least) [best, least] = [owners, squares];
  }
  return best;
}

function ownersOf({ rows, cols, data }: Matrix, centres: Matrix<Float64Array>) {
  const owners = new Int32Array(rows);
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < centres.rows; k++) {
      let distance = 0;
      for (let col = 0; col < cols; col++) {
        distance += (data[row * cols + col] - centres.data[k * cols + col]) ** 2;
      }
      if (distance < least) [least, owners[row]] = [distance, k];
    }
    squares += least;
  }
  return { owners, squares };
}
