/** The largest eigenvalues of a large symmetric matrix and their eigenvectors: its work is products of a multiplier. */
import type { Matrix } from "../../base/matrix.ts";
import { createRandom } from "../../base/random.ts";
import type { Multiplier } from "./multiplier.ts";
import { transposed } from "./products.ts";
import { type Eigenpairs, symmetricEigenpairs } from "./symmetric-eigen.ts";

type Doubles = Matrix<Float64Array<ArrayBuffer>>;

/**
 * Pairs count as found when their residual is below this share of the largest eigenvalue in magnitude. Eigenvalues are then
 * right to its square over the gap; vectors to it over the gap, where float32, of which Gram matrices are, knows 6e-8.
 */
const TOLERANCE = 1e-8;
/** Vectors that are multiplied at once. */
const BLOCK = 8;
/** Pairs beyond the wanted ones that outlive a restart, at least: the nearer the kept ones come, the sooner the wanted are right. */
const MORE_KEPT = 32;
/** Vectors that the basis grows by before it is restarted. */
const GROWTH = 12 * BLOCK;
/** Eigenvalues that are not told apart by then are left to the whole space. */
const MOST_RESTARTS = 100;

/**
 * Block Lanczos' method with full reorthogonalisation and thick restarts; the whole space at once where that is hardly
 * larger than the basis. Deterministic.
 *
 * @param matrix - symmetric
 * @param count - wanted pairs, at most matrix.rows
 * @see Wu & Simon 2000 (SIAM J. Matrix Anal. Appl. 22: 602-616), thick restarts
 */
export async function largestEigenpairs(
  matrix: Doubles,
  count: number,
  multiplier: Multiplier,
): Promise<Eigenpairs> {
  const n = matrix.rows;
  const kept = BLOCK * Math.ceil((count + MORE_KEPT) / BLOCK);
  const size = kept + GROWTH;
  if (n > 2 * size) {
    const found = await inBasis(matrix, count, kept, size, multiplier);
    if (found !== undefined) return found;
  }
  const { values, vectors } = symmetricEigenpairs(matrix);
  return { values: values.slice(0, count), vectors: vectors.slice(0, count * n) };
}

async function inBasis(
  matrix: Doubles,
  count: number,
  kept: number,
  size: number,
  { timesTransposed, transposedTimes }: Multiplier,
): Promise<Eigenpairs | undefined> {
  const n = matrix.rows;
  const { normal } = createRandom(1);
  const noise = { rows: BLOCK, cols: n, data: Float64Array.from({ length: BLOCK * n }, normal) };
  const basis = new Float64Array(size * n); // [vector, row]
  const projected = new Float64Array(size * size); // basis matrix basisᵀ
  let filled = 0;
  let scale = 0; // the largest number of its diagonal so far

  /** Takes out of the rows what the basis has. @returns their products with its vectors, [vector, row] */
  const takeBasis = async (rows: Doubles): Promise<Doubles> => {
    const known = { rows: filled, cols: n, data: basis.subarray(0, filled * n) };
    const shares = await timesTransposed(known, rows);
    const inside = await transposedTimes(shares, known);
    for (let i = 0; i < rows.data.length; i++) rows.data[i] -= inside.data[i];
    return shares;
  };

  orthonormalise(noise, 0, normal);
  let next: Doubles = noise;
  let factor = new Float64Array(BLOCK * BLOCK);
  for (let restart = 0; restart < MOST_RESTARTS; restart++) {
    while (filled < size) {
      basis.set(next.data, filled * n);
      filled += BLOCK;
      next = transposed(await timesTransposed(matrix, next));
      const shares = await takeBasis(next);
      for (let i = 0, at = 0; i < filled; i++) {
        for (let j = filled - BLOCK; j < filled; j++, at++) {
          projected[i * size + j] = shares.data[at];
          projected[j * size + i] = shares.data[at];
        }
      }
      for (let i = filled - BLOCK; i < filled; i++)
        scale = Math.max(scale, Math.abs(projected[i * (size + 1)]));
      factor = orthonormalise(next, 1e-14 * scale, normal);
      // twice: once leaves rounding errors that grow
      await takeBasis(next);
      factor = productOf(factor, orthonormalise(next, 0, normal));
    }
    const { values, vectors } = symmetricEigenpairs({ rows: size, cols: size, data: projected });
    const combined = async (pairs: number): Promise<Doubles> => {
      const weights = { rows: pairs, cols: size, data: vectors.subarray(0, pairs * size) };
      return transposedTimes(transposed(weights), { rows: size, cols: n, data: basis });
    };
    const limit = TOLERANCE * Math.max(Math.abs(values[0]), Math.abs(values[size - 1]));
    const residual = (pair: number): number =>
      lengthOfImage(vectors.subarray((pair + 1) * size - BLOCK, (pair + 1) * size), factor);
    if (Array.from({ length: count }, (_, pair) => residual(pair)).every((one) => one <= limit)) {
      return { values: values.slice(0, count), vectors: (await combined(count)).data };
    }
    basis.set((await combined(kept)).data);
    filled = kept;
    projected.fill(0);
    for (let i = 0; i < kept; i++) projected[i * (size + 1)] = values[i];
  }
  return undefined;
}

/**
 * Makes the rows orthonormal, in their order. A row that is not longer than `least` when the others are out of it is
 * replaced by noise.
 *
 * @returns R with the rows as they were = R x rows as they are, but for noise; [row, row]
 */
function orthonormalise(
  { rows, cols, data }: Doubles,
  least: number,
  normal: () => number,
): Float64Array<ArrayBuffer> {
  const factor = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    const own = data.subarray(i * cols, (i + 1) * cols);
    for (let j = 0; j < i; j++) factor[i * rows + j] = takeOut(own, data.subarray(j * cols, (j + 1) * cols));
    let length = Math.sqrt(dot(own, own));
    if (length > least) factor[i * rows + i] = length;
    else {
      for (let k = 0; k < cols; k++) own[k] = normal();
      for (let j = 0; j < i; j++) takeOut(own, data.subarray(j * cols, (j + 1) * cols));
      length = Math.sqrt(dot(own, own));
    }
    for (let k = 0; k < cols; k++) own[k] /= length;
  }
  return factor;
}

/** Takes out of a vector what it has of another of unit length. @returns how much that was */
function takeOut(vector: Float64Array, other: Float64Array): number {
  const share = dot(vector, other);
  for (let k = 0; k < vector.length; k++) vector[k] -= share * other[k];
  return share;
}

function dot(a: Float64Array, b: Float64Array): number {
  let even = 0;
  let odd = 0;
  let i = 0;
  for (; i < a.length - 1; i += 2) {
    even += a[i] * b[i];
    odd += a[i + 1] * b[i + 1];
  }
  return i < a.length ? even + odd + a[i] * b[i] : even + odd;
}

/** a b of two blocks, [BLOCK, BLOCK]. */
function productOf(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: BLOCK * BLOCK }, (_, at) => {
    const [i, j] = [Math.floor(at / BLOCK), at % BLOCK];
    let sum = 0;
    for (let k = 0; k < BLOCK; k++) sum += a[i * BLOCK + k] * b[k * BLOCK + j];
    return sum;
  });
}

/** |vector factor|. */
function lengthOfImage(vector: Float64Array, factor: Float64Array): number {
  let squares = 0;
  for (let j = 0; j < BLOCK; j++) {
    let sum = 0;
    for (let i = 0; i < BLOCK; i++) sum += vector[i] * factor[i * BLOCK + j];
    squares += sum * sum;
  }
  return Math.sqrt(squares);
}
