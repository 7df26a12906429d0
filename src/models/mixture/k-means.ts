/** Clusters of points: k-means (Lloyd 1982, IEEE Trans. IT 28) from k-means++ seeds (Arthur & Vassilvitskii 2007). */
import type { Matrix } from "../../base/matrix.ts";
import type { Random } from "../../base/random.ts";
import { OnnxBuilder } from "../../engine/onnx/builder.ts";
import { createSession, floatsOf, floatTensor } from "../../engine/onnx/session.ts";
import type { HeldRows } from "./held-rows.ts";

/**
 * Centres that are spread over the points: each next one is a point drawn with probability in proportion to its squared
 * distance from the nearest centre so far.
 *
 * @param count - at most points.rows
 * @returns [count, points.cols]; points that lie on each other may be drawn twice
 */
export function seedCentres(
  points: HeldRows,
  count: number,
  random: Random,
): Matrix<Float64Array<ArrayBuffer>> {
  const { rows, cols, data } = points;
  const centres = new Float64Array(count * cols);
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  let chosen = random.integer(rows);
  for (let k = 0; k < count; k++) {
    centres.set(data.subarray(chosen * cols, (chosen + 1) * cols), k * cols);
    const distances = points.distances(centres.subarray(k * cols, (k + 1) * cols));
    let total = 0;
    for (let row = 0; row < rows; row++) {
      if (distances[row] < nearest[row]) nearest[row] = distances[row];
      total += nearest[row];
    }
    let goal = random.uniform() * total;
    chosen = total > 0 ? 0 : random.integer(rows);
    while (total > 0 && chosen < rows - 1 && goal >= nearest[chosen]) goal -= nearest[chosen++];
  }
  return { rows: count, cols, data: centres };
}

/**
 * Adds the nodes that find the nearest centre: the largest of <x, c> - |c|^2 / 2.
 *
 * @param points - name of a tensor [..., coordinate]
 * @param centres - name of a tensor [coordinate, centre]
 * @param halfSquares - name of a tensor [centre]: |c|^2 / 2
 * @returns name of the nearest centre's index, [...]
 */
export function addNearest(onnx: OnnxBuilder, points: string, centres: string, halfSquares: string): string {
  const closeness = onnx.node("Sub", [onnx.node("MatMul", [points, centres]), halfSquares]);
  return onnx.node("ArgMax", [closeness], { axis: { int: -1 }, keepdims: { int: 0 } });
}

/** What `addNearest` needs of centres, [centre, coordinate]: [coordinate, centre] and [centre]. */
export function turnCentres({ rows, cols, data }: Matrix<Float64Array>): {
  centres: Float32Array<ArrayBuffer>;
  halfSquares: Float32Array<ArrayBuffer>;
} {
  const centres = new Float32Array(data.length);
  const halfSquares = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let col = 0; col < cols; col++) {
      const value = data[row * cols + col];
      centres[col * rows + row] = value;
      squares += value * value;
    }
    halfSquares[row] = squares / 2;
  }
  return { centres, halfSquares };
}

export interface Clusters {
  readonly centres: Matrix<Float64Array<ArrayBuffer>>;
  /** [point]: the nearest centre. */
  readonly owners: Int32Array;
}

/**
 * Moves centres to the means of the points that are nearest to them, until no point changes its centre or `iterations`
 * are done. A centre without points takes the point that lies farthest from a centre that has several. Distances are float32,
 * means float64.
 *
 * @param seeds - not changed
 * @param threads - of onnxruntime; 0 or undefined leaves the choice to it
 * @see scikit-learn KMeans (1.9), algorithm "lloyd"
 */
export async function lloyd(
  points: HeldRows,
  seeds: Matrix<Float64Array>,
  iterations: number,
  threads?: number,
): Promise<Clusters> {
  const { rows, cols } = points;
  const count = seeds.rows;
  const centres = { rows: count, cols, data: Float64Array.from(seeds.data) };
  const owners = new Int32Array(rows).fill(-1);
  const sizes = new Int32Array(count);
  const search = await createSearch(points, count, threads);
  try {
    for (let iteration = 0; iteration < iterations; iteration++) {
      const nearest = await search.run(centres);
      let moved = false;
      for (let row = 0; row < rows; row++) {
        if (owners[row] !== nearest[row]) moved = true;
        owners[row] = nearest[row];
      }
      if (!moved) return { centres, owners };
      sizes.fill(0);
      for (let row = 0; row < rows; row++) sizes[owners[row]]++;
      if (sizes.includes(0)) fillEmpty(points, centres.data, owners, sizes);
      moveCentres(points, owners, sizes, centres.data);
    }
    return { centres, owners: Int32Array.from(await search.run(centres)) };
  } finally {
    await search.release();
  }
}

/** [point]: the nearest centre; of several the first. */
function nearestCentres(points: HeldRows, { rows: count, cols, data }: Matrix<Float64Array>): Int32Array {
  const nearest = new Int32Array(points.rows);
  const least = new Float32Array(points.rows).fill(Number.POSITIVE_INFINITY);
  for (let k = 0; k < count; k++) {
    const distances = points.distances(data.subarray(k * cols, (k + 1) * cols));
    for (let row = 0; row < points.rows; row++) {
      if (distances[row] >= least[row]) continue;
      least[row] = distances[row];
      nearest[row] = k;
    }
  }
  return nearest;
}

/** Points searched at once: bounds what onnxruntime holds. */
const POINTS_AT_ONCE = 8192;

/** Multiplications of a search that takes less time than a session's start. */
const FEW = 2 ** 22;

/** A search for the nearest centres of all points, [point]. */
async function createSearch(points: HeldRows, count: number, threads: number | undefined) {
  const { rows, cols, data } = points;
  if (rows * cols * count < FEW) {
    return {
      run: async (wanted: Matrix<Float64Array>) => nearestCentres(points, wanted),
      release: async () => undefined,
    };
  }
  const onnx = new OnnxBuilder("nearest");
  const input = onnx.input("points", ["n", cols]);
  const centres = onnx.input("centres", [cols, count]);
  const found = addNearest(onnx, input, centres, onnx.input("halfSquares", [count]));
  onnx.cast(found, "float32", "nearest");
  onnx.output("nearest", ["n"]);
  const session = await createSession(onnx.toBytes(), threads === undefined ? {} : { threads });
  const nearest = new Float32Array(rows);
  return {
    async run(wanted: Matrix<Float64Array>) {
      const turned = turnCentres(wanted);
      const feeds = {
        centres: floatTensor(turned.centres, [cols, count]),
        halfSquares: floatTensor(turned.halfSquares, [count]),
      };
      for (let from = 0; from < rows; from += POINTS_AT_ONCE) {
        const to = Math.min(rows, from + POINTS_AT_ONCE);
        const part = floatTensor(data.subarray(from * cols, to * cols), [to - from, cols]);
        nearest.set(floatsOf(await session.run({ points: part, ...feeds }), "nearest"), from);
      }
      return nearest;
    },
    release: () => session.release(),
  };
}

/** Gives every empty centre a point, the farthest first. */
function fillEmpty(points: HeldRows, centres: Float64Array, owner: Int32Array, sizes: Int32Array): void {
  const { rows, cols, data } = points;
  const distances = Float64Array.from(owner, (centre, row) => {
    let sum = 0;
    for (let col = 0; col < cols; col++) sum += (data[row * cols + col] - centres[centre * cols + col]) ** 2;
    return sum;
  });
  for (let k = 0; k < sizes.length; k++) {
    if (sizes[k] > 0) continue;
    let farthest = -1;
    for (let row = 0; row < rows; row++) {
      const alone = sizes[owner[row]] < 2;
      if (!alone && (farthest < 0 || distances[row] > distances[farthest])) farthest = row;
    }
    if (farthest < 0) return; // there are no more points than centres
    sizes[owner[farthest]]--;
    owner[farthest] = k;
    sizes[k] = 1;
  }
}

/** Writes the means of every centre's points; a centre without points stays where it is. */
function moveCentres(points: HeldRows, owner: Int32Array, sizes: Int32Array, centres: Float64Array): void {
  const { rows, cols } = points;
  const ends = new Int32Array(sizes.length); // [centre], where the next of its points stands
  for (let k = 1; k < sizes.length; k++) ends[k] = ends[k - 1] + sizes[k - 1];
  const ordered = new Int32Array(rows); // those of a centre together
  for (let row = 0; row < rows; row++) ordered[ends[owner[row]]++] = row;
  const shares = new Float64Array(rows).fill(1);
  for (const [k, total] of sizes.entries()) {
    if (total === 0) continue;
    const own = ordered.subarray(ends[k] - total, ends[k]);
    centres.set(points.momentsOf({ rows: own, shares: shares.subarray(0, total), total }).mean, k * cols);
  }
}
