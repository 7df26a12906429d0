/** All eigenvalues of a symmetric matrix and their eigenvectors, in float64: Householder's tridiagonal form, then implicit QL. */
import type { Matrix } from "../../base/matrix.ts";

export interface Eigenpairs {
  /** [pair], descending. */
  readonly values: Float64Array<ArrayBuffer>;
  /** [pair, row]: eigenvectors of unit length. */
  readonly vectors: Float64Array<ArrayBuffer>;
}

/**
 * About 8 n³ operations in plain loops. Deterministic.
 *
 * @param matrix - symmetric; only the lower triangle is read
 * @throws the signal's reason when aborted
 * @see Golub & Van Loan 2013, Matrix Computations, section 8.3
 */
export function symmetricEigenpairs(matrix: Matrix<Float64Array>, signal?: AbortSignal): Eigenpairs {
  const n = matrix.rows;
  const { diagonal, offDiagonal, vectors } = tridiagonal(matrix, signal);
  turnToDiagonal(diagonal, offDiagonal, vectors, signal);
  const order = [...diagonal.keys()].sort((a, b) => diagonal[b] - diagonal[a]);
  const sorted = new Float64Array(n * n);
  for (const [i, pair] of order.entries()) sorted.set(vectors.subarray(pair * n, (pair + 1) * n), i * n);
  return { values: Float64Array.from(order, (pair) => diagonal[pair]), vectors: sorted };
}

interface Tridiagonal {
  readonly diagonal: Float64Array<ArrayBuffer>;
  /** [i]: between i and i + 1; the last one is 0. */
  readonly offDiagonal: Float64Array<ArrayBuffer>;
  /** [i, row]: the vectors V with matrix = Vᵀ tridiagonal V. */
  readonly vectors: Float64Array<ArrayBuffer>;
}

/** By one reflection for each row from the last, which leaves of it what stands next to the diagonal. */
function tridiagonal({ rows: n, data }: Matrix<Float64Array>, signal: AbortSignal | undefined): Tridiagonal {
  const a = Float64Array.from(data);
  const offDiagonal = new Float64Array(n);
  const factors = new Float64Array(n); // a reflection is I - factor v vᵀ; v stays in its row
  for (let i = n - 1; i > 0; i--) {
    signal?.throwIfAborted();
    const v = a.subarray(i * n, i * n + i);
    const last = v[i - 1];
    const rest = dot(v, v, i - 1);
    if (rest === 0) {
      offDiagonal[i - 1] = last;
      continue;
    }
    const length = Math.sqrt(rest + last * last);
    offDiagonal[i - 1] = last > 0 ? -length : length;
    v[i - 1] = last - offDiagonal[i - 1];
    factors[i] = 2 / (rest + v[i - 1] ** 2);
    reflect(a, n, v, factors[i]);
  }
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    vectors[i * (n + 1)] = 1;
    if (factors[i] === 0) continue;
    const v = a.subarray(i * n, i * n + i);
    for (let row = 0; row < i; row++) {
      const own = vectors.subarray(row * n, row * n + i);
      subtract(own, v, factors[i] * dot(own, v, i));
    }
  }
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * (n + 1)]), offDiagonal, vectors };
}

/** The leading rows and columns, as many as v has numbers, with the reflection on both sides. */
function reflect(a: Float64Array, n: number, v: Float64Array, factor: number): void {
  const { length } = v;
  const image = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const at = row * n;
    const own = v[row];
    let sum = a[at + row] * own;
    for (let col = 0; col < row; col++) {
      const value = a[at + col];
      sum += value * v[col];
      image[col] += value * own;
    }
    image[row] += sum;
  }
  const along = (factor * dot(image, v, length)) / 2;
  for (let i = 0; i < length; i++) image[i] = factor * (image[i] - along * v[i]);
  for (let row = 0; row < length; row++) {
    const at = row * n;
    const [own, other] = [v[row], image[row]];
    for (let col = 0; col <= row; col++) a[at + col] -= own * image[col] + other * v[col];
  }
}

function dot(a: Float64Array, b: Float64Array, length: number): number {
  let even = 0;
  let odd = 0;
  let i = 0;
  for (; i < length - 1; i += 2) {
    even += a[i] * b[i];
    odd += a[i + 1] * b[i + 1];
  }
  return i < length ? even + odd + a[i] * b[i] : even + odd;
}

/** a -= factor · b. */
function subtract(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] -= factor * b[i];
}

/** Implicit QL: leaves the eigenvalues in d, and the eigenvectors in place of the vectors, [pair, row]. */
function turnToDiagonal(
  d: Float64Array,
  e: Float64Array,
  vectors: Float64Array,
  signal: AbortSignal | undefined,
): void {
  const n = d.length;
  for (let low = 0; low < n; low++) {
    signal?.throwIfAborted();
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
