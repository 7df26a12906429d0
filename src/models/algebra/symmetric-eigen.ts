/** The largest eigenvalues of a symmetric matrix and their eigenvectors, in float64. */
import type { Matrix } from "../../base/matrix.ts";
import { createRandom } from "../../base/random.ts";

export interface Eigenpairs {
  /** [pair], descending. */
  readonly values: Float64Array;
  /** [pair, row]: eigenvectors of unit length. */
  readonly vectors: Float64Array;
}

/** Pairs count as found when their residual is below this share of the largest eigenvalue. */
const TOLERANCE = 1e-10;

/**
 * Lanczos' method with full reorthogonalisation: the basis grows until the wanted pairs do not change any more, at most to
 * the whole space. Deterministic.
 *
 * @param matrix - symmetric
 * @param count - wanted pairs, at most matrix.rows
 * @see Golub & Van Loan 2013, Matrix Computations, section 10.3
 */
export function largestEigenpairs(matrix: Matrix<Float32Array | Float64Array>, count: number): Eigenpairs {
  const n = matrix.rows;
  const random = createRandom(1);
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const offDiagonal: number[] = []; // [i]: between i and i + 1
  let next = new Float64Array(n);
  startVector(next, basis, random.normal);
  for (let goal = Math.min(n, 2 * count + 20); ; goal = Math.min(n, Math.ceil(1.4 * goal))) {
    while (basis.length < goal) {
      const current = next;
      basis.push(current);
      next = multiply(matrix, current);
      diagonal.push(dot(next, current));
      // twice: once leaves rounding errors that grow
      for (let pass = 0; pass < 2; pass++)
        for (const vector of basis) subtract(next, vector, dot(next, vector));
      const length = Math.sqrt(dot(next, next));
      const scale = Math.max(...diagonal.map(Math.abs));
      if (length > 1e-14 * scale) {
        offDiagonal.push(length);
        for (let i = 0; i < n; i++) next[i] /= length;
      } else {
        // an invariant subspace: go on in the rest of the space
        offDiagonal.push(0);
        if (basis.length < n) startVector(next, basis, random.normal);
      }
    }
    const { values, vectors } = tridiagonalEigen(diagonal, offDiagonal);
    const order = [...values.keys()].sort((a, b) => values[b] - values[a]).slice(0, count);
    const rest = offDiagonal[goal - 1];
    const limit = TOLERANCE * Math.abs(values[order[0]]);
    const found = order.every((pair) => rest * Math.abs(vectors[pair * goal + goal - 1]) <= limit);
    if (!found && goal < n) continue;
    const combined = new Float64Array(count * n);
    order.forEach((pair, i) => {
      const target = combined.subarray(i * n, (i + 1) * n);
      basis.forEach((vector, k) => {
        subtract(target, vector, -vectors[pair * goal + k]);
      });
    });
    return { values: Float64Array.from(order, (pair) => values[pair]), vectors: combined };
  }
}

/** Fills `vector` with noise of unit length that is orthogonal to the basis. */
function startVector(vector: Float64Array, basis: readonly Float64Array[], noise: () => number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = noise();
  for (let pass = 0; pass < 2; pass++) for (const other of basis) subtract(vector, other, dot(vector, other));
  const length = Math.sqrt(dot(vector, vector));
  for (let i = 0; i < vector.length; i++) vector[i] /= length;
}

function multiply(
  { rows, cols, data }: Matrix<Float32Array | Float64Array>,
  vector: Float64Array,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = row * cols;
    let even = 0;
    let odd = 0;
    let col = 0;
    for (; col < cols - 1; col += 2) {
      even += data[at + col] * vector[col];
      odd += data[at + col + 1] * vector[col + 1];
    }
    if (col < cols) even += data[at + col] * vector[col];
    result[row] = even + odd;
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let even = 0;
  let odd = 0;
  let i = 0;
  for (; i < a.length - 1; i += 2) {
    even += a[i] * b[i];
    odd += a[i + 1] * b[i + 1];
  }
  if (i < a.length) even += a[i] * b[i];
  return even + odd;
}

/** a -= factor · b. */
function subtract(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] -= factor * b[i];
}

/**
 * All eigenvalues of a symmetric tridiagonal matrix and its eigenvectors, [pair, row]: implicit QL.
 *
 * @see Golub & Van Loan 2013, section 8.3
 */
function tridiagonalEigen(
  diagonal: readonly number[],
  offDiagonal: readonly number[],
): { values: Float64Array; vectors: Float64Array } {
  const n = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = Float64Array.from({ length: n }, (_, i) => (i < n - 1 ? offDiagonal[i] : 0));
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let low = 0; low < n; low++) {
    for (;;) {
      let high = low;
      while (high < n - 1 && Math.abs(e[high]) > Number.EPSILON * (Math.abs(d[high]) + Math.abs(d[high + 1])))
        high++;
      if (high === low) break;
      let g = (d[low + 1] - d[low]) / (2 * e[low]);
      const root = Math.hypot(g, 1);
      g = d[high] - d[low] + e[low] / (g + (g < 0 ? -root : root));
      let sine = 1;
      let cosine = 1;
      let p = 0;
      let split = false;
      for (let i = high - 1; i >= low; i--) {
        const f = sine * e[i];
        const b = cosine * e[i];
        const r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= p;
          e[high] = 0;
          split = true;
          break;
        }
        sine = f / r;
        cosine = g / r;
        g = d[i + 1] - p;
        const t = (d[i] - g) * sine + 2 * cosine * b;
        p = sine * t;
        d[i + 1] = g + p;
        g = cosine * t - b;
        rotate(vectors, n, i, sine, cosine);
      }
      if (split) continue;
      d[low] -= p;
      e[low] = g;
      e[high] = 0;
    }
  }
  return { values: d, vectors };
}

/** Turns the vectors i and i + 1. */
function rotate(vectors: Float64Array, n: number, i: number, sine: number, cosine: number): void {
  const a = i * n;
  const b = a + n;
  for (let row = 0; row < n; row++) {
    const later = vectors[b + row];
    vectors[b + row] = sine * vectors[a + row] + cosine * later;
    vectors[a + row] = cosine * vectors[a + row] - sine * later;
  }
}
