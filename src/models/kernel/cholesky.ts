/** Cholesky factorisation and solution in float64, blocked so that its working set stays in the cache. */
import { ModelError } from "../../base/errors.ts";
import type { Matrix } from "../../base/matrix.ts";

/** Columns of one panel. */
const PANEL = 64;

/**
 * Factorises a symmetric positive definite matrix in place: A = L Lᵀ (right-looking, by panels).
 *
 * @param a - [n, n]; only the lower triangle is read, and it is overwritten by L
 * @param first - the first pivot's number, where the matrix is the rest of a larger one
 * @param raised - the parameter that makes the matrix definite, for the error
 * @throws ModelError if the matrix is not positive definite
 */
export function choleskyInPlace(a: Matrix<Float64Array>, first = 0, raised = "alpha"): void {
  const n = a.rows;
  const panel = new Float64Array(n * PANEL);
  for (let start = 0; start < n; start += PANEL) {
    const end = Math.min(n, start + PANEL);
    factoriseDiagonal(a, start, end, first, raised);
    solvePanel(a, start, end);
    const width = end - start;
    for (let i = end; i < n; i++) {
      panel.set(a.data.subarray(i * n + start, i * n + end), (i - end) * width);
    }
    subtractProducts(a, end, panel, width);
  }
}

function factoriseDiagonal(
  a: Matrix<Float64Array>,
  start: number,
  end: number,
  first: number,
  raised: string,
): void {
  const { data, rows: n } = a;
  for (let j = start; j < end; j++) {
    let pivot = data[j * n + j];
    for (let k = start; k < j; k++) pivot -= data[j * n + k] ** 2;
    if (!(pivot > 0)) {
      throw new ModelError(
        `the matrix is not positive definite (pivot ${first + j} is ${pivot.toPrecision(3)}): raise ${raised}.`,
      );
    }
    const root = Math.sqrt(pivot);
    data[j * n + j] = root;
    for (let i = j + 1; i < end; i++) {
      let sum = data[i * n + j];
      for (let k = start; k < j; k++) sum -= data[i * n + k] * data[j * n + k];
      data[i * n + j] = sum / root;
    }
  }
}

/** Rows below the diagonal block: L21 = A21 L11⁻ᵀ. */
function solvePanel(a: Matrix<Float64Array>, start: number, end: number): void {
  const { data, rows: n } = a;
  for (let i = end; i < n; i++) {
    const row = i * n;
    for (let j = start; j < end; j++) {
      let sum = data[row + j];
      const other = j * n;
      for (let k = start; k < j; k++) sum -= data[row + k] * data[other + k];
      data[row + j] = sum / data[other + j];
    }
  }
}

/**
 * A22 -= P Pᵀ (lower triangle, in tiles of 4 x 4 held in registers).
 *
 * @param from - first row and column of A22
 * @param panel - P, [row of A22, column], packed row by row
 * @param width - columns of P
 */
export function subtractProducts(
  a: Matrix<Float64Array>,
  from: number,
  panel: Float64Array,
  width: number,
): void {
  const { data, rows: n } = a;
  const rows = n - from;
  const whole = rows - (rows % 4);
  for (let i = 0; i < whole; i += 4) {
    const p0 = i * width;
    for (let j = 0; j <= i; j += 4) updateTile(data, n, from, panel, width, p0, j, i);
  }
  for (let i = whole; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += panel[i * width + k] * panel[j * width + k];
      data[(from + i) * n + from + j] -= sum;
    }
  }
}

function updateTile(
  data: Float64Array,
  n: number,
  from: number,
  panel: Float64Array,
  width: number,
  p0: number,
  j: number,
  i: number,
): void {
  const p1 = p0 + width;
  const p2 = p1 + width;
  const p3 = p2 + width;
  const q0 = j * width;
  const q1 = q0 + width;
  const q2 = q1 + width;
  const q3 = q2 + width;
  let c00 = 0;
  let c01 = 0;
  let c02 = 0;
  let c03 = 0;
  let c10 = 0;
  let c11 = 0;
  let c12 = 0;
  let c13 = 0;
  let c20 = 0;
  let c21 = 0;
  let c22 = 0;
  let c23 = 0;
  let c30 = 0;
  let c31 = 0;
  let c32 = 0;
  let c33 = 0;
  for (let k = 0; k < width; k++) {
    const a0 = panel[p0 + k];
    const a1 = panel[p1 + k];
    const a2 = panel[p2 + k];
    const a3 = panel[p3 + k];
    const b0 = panel[q0 + k];
    const b1 = panel[q1 + k];
    const b2 = panel[q2 + k];
    const b3 = panel[q3 + k];
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  let out = (from + i) * n + from + j;
  data[out] -= c00;
  data[out + 1] -= c01;
  data[out + 2] -= c02;
  data[out + 3] -= c03;
  out += n;
  data[out] -= c10;
  data[out + 1] -= c11;
  data[out + 2] -= c12;
  data[out + 3] -= c13;
  out += n;
  data[out] -= c20;
  data[out + 1] -= c21;
  data[out + 2] -= c22;
  data[out + 3] -= c23;
  out += n;
  data[out] -= c30;
  data[out + 1] -= c31;
  data[out + 2] -= c32;
  data[out + 3] -= c33;
}

/**
 * Solves L Lᵀ X = Y in place.
 *
 * @param l - [n, n], lower triangle as `choleskyInPlace` leaves it
 * @param y - [n, k], overwritten by X
 */
export function choleskySolveInPlace(l: Matrix<Float64Array>, y: Matrix<Float64Array>): void {
  const { data, rows: n } = l;
  const k = y.cols;
  const x = y.data;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const factor = data[i * n + j];
      for (let c = 0; c < k; c++) x[i * k + c] -= factor * x[j * k + c];
    }
    for (let c = 0; c < k; c++) x[i * k + c] /= data[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let c = 0; c < k; c++) x[i * k + c] /= data[i * n + i];
    for (let j = 0; j < i; j++) {
      const factor = data[i * n + j];
      for (let c = 0; c < k; c++) x[j * k + c] -= factor * x[i * k + c];
    }
  }
}

/** The inverse of a lower triangle, row by row; what stands above it is not read. */
export function lowerInverse({ rows: n, data }: Matrix<Float64Array>): Matrix<Float64Array<ArrayBuffer>> {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const own = inverse.subarray(i * n, (i + 1) * n);
    for (let k = 0; k < i; k++) {
      const factor = data[i * n + k];
      for (let j = 0; j <= k; j++) own[j] -= factor * inverse[k * n + j];
    }
    const pivot = data[i * n + i];
    for (let j = 0; j < i; j++) own[j] /= pivot;
    own[i] = 1 / pivot;
  }
  return { rows: n, cols: n, data: inverse };
}
