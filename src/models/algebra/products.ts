/** Products of dense matrices in float64, in tiles that stay in registers. */
import type { Matrix } from "../../base/matrix.ts";

/** Columns that are gone through before the next tile: what two strips of rows hold stays in the cache. */
const DEPTH = 1024;

/** a bᵀ, [a.rows, b.rows]: the products of every row of `a` with every row of `b`. */
export function timesTransposed(
  a: Matrix<Float64Array>,
  b: Matrix<Float64Array>,
): Matrix<Float64Array<ArrayBuffer>> {
  const out = { rows: a.rows, cols: b.rows, data: new Float64Array(a.rows * b.rows) };
  for (let from = 0; from < a.cols; from += DEPTH) {
    const to = Math.min(a.cols, from + DEPTH);
    for (let i = 0; i < a.rows; i += 4) addStrip(a, b, out, i, b.rows, from, to);
  }
  return out;
}

/** a lᵀ, [a.rows, l.rows], of a square `l` whose upper triangle is 0 and is not looked at beyond its diagonal's tiles. */
export function timesTransposedLower(
  a: Matrix<Float64Array>,
  l: Matrix<Float64Array>,
): Matrix<Float64Array<ArrayBuffer>> {
  const out = { rows: a.rows, cols: l.rows, data: new Float64Array(a.rows * l.rows) };
  for (let i = 0; i < a.rows; i += 4)
    for (let j = 0; j < l.rows; j += 4) addBlock(a, l, out, i, j, l.rows, 0, Math.min(l.cols, j + 4));
  return out;
}

/** a aᵀ, [a.rows, a.rows], symmetric to the last bit. */
export function rowProducts(a: Matrix<Float64Array>): Matrix<Float64Array<ArrayBuffer>> {
  const n = a.rows;
  const out = { rows: n, cols: n, data: new Float64Array(n * n) };
  for (let from = 0; from < a.cols; from += DEPTH) {
    const to = Math.min(a.cols, from + DEPTH);
    for (let i = 0; i < n; i += 4) addStrip(a, a, out, i, Math.min(n, i + 4), from, to);
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out.data[j * n + i] = out.data[i * n + j];
  return out;
}

/** aᵀ b, [a.cols, b.cols]: sums over the rows that both have. */
export function transposedTimes(
  a: Matrix<Float64Array>,
  b: Matrix<Float64Array>,
): Matrix<Float64Array<ArrayBuffer>> {
  const out = new Float64Array(a.cols * b.cols);
  let row = 0;
  for (; row + 4 <= a.rows; row += 4) addFourRows(a, b, out, row);
  for (; row < a.rows; row++) {
    for (let i = 0; i < a.cols; i++) {
      const factor = a.data[row * a.cols + i];
      for (let j = 0; j < b.cols; j++) out[i * b.cols + j] += factor * b.data[row * b.cols + j];
    }
  }
  return { rows: a.cols, cols: b.cols, data: out };
}

export function transposed({ rows, cols, data }: Matrix<Float64Array>): Matrix<Float64Array<ArrayBuffer>> {
  const turned = new Float64Array(data.length);
  for (let row = 0, at = 0; row < rows; row++)
    for (let col = 0; col < cols; col++, at++) turned[col * rows + row] = data[at];
  return { rows: cols, cols: rows, data: turned };
}

/** The rows i to i + 3 of `a` with the first `wide` rows of `b`, over the columns `from` to `to`. */
function addStrip(
  a: Matrix<Float64Array>,
  b: Matrix<Float64Array>,
  out: Matrix<Float64Array>,
  i: number,
  wide: number,
  from: number,
  to: number,
): void {
  for (let j = 0; j < wide; j += 4) addBlock(a, b, out, i, j, wide, from, to);
}

/** Of these the products with the rows j to j + 3 of `b`, as far as there are so many. */
function addBlock(
  a: Matrix<Float64Array>,
  b: Matrix<Float64Array>,
  out: Matrix<Float64Array>,
  i: number,
  j: number,
  wide: number,
  from: number,
  to: number,
): void {
  const high = Math.min(4, a.rows - i);
  if (high === 4 && j + 4 <= wide) {
    addTile(a, b, out, i, j, from, to);
    return;
  }
  for (let row = i; row < i + high; row++) {
    for (let other = j; other < Math.min(wide, j + 4); other++) {
      let sum = 0;
      for (let k = from; k < to; k++) sum += a.data[row * a.cols + k] * b.data[other * b.cols + k];
      out.data[row * out.cols + other] += sum;
    }
  }
}

function addTile(
  { data: left, cols }: Matrix<Float64Array>,
  { data: right }: Matrix<Float64Array>,
  { data: out, cols: wide }: Matrix<Float64Array>,
  i: number,
  j: number,
  from: number,
  to: number,
): void {
  const p0 = i * cols;
  const p1 = p0 + cols;
  const p2 = p1 + cols;
  const p3 = p2 + cols;
  const q0 = j * cols;
  const q1 = q0 + cols;
  const q2 = q1 + cols;
  const q3 = q2 + cols;
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
  for (let k = from; k < to; k++) {
    const a0 = left[p0 + k];
    const a1 = left[p1 + k];
    const a2 = left[p2 + k];
    const a3 = left[p3 + k];
    const b0 = right[q0 + k];
    const b1 = right[q1 + k];
    const b2 = right[q2 + k];
    const b3 = right[q3 + k];
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
  let at = i * wide + j;
  out[at] += c00;
  out[at + 1] += c01;
  out[at + 2] += c02;
  out[at + 3] += c03;
  at += wide;
  out[at] += c10;
  out[at + 1] += c11;
  out[at + 2] += c12;
  out[at + 3] += c13;
  at += wide;
  out[at] += c20;
  out[at + 1] += c21;
  out[at + 2] += c22;
  out[at + 3] += c23;
  at += wide;
  out[at] += c30;
  out[at + 1] += c31;
  out[at + 2] += c32;
  out[at + 3] += c33;
}

/** Adds the products of four rows at once: a sum is loaded and stored once for four of them. */
function addFourRows(
  { data: left, cols: high }: Matrix<Float64Array>,
  { data: right, cols: wide }: Matrix<Float64Array>,
  out: Float64Array,
  row: number,
): void {
  const p = row * high;
  const q0 = row * wide;
  const q1 = q0 + wide;
  const q2 = q1 + wide;
  const q3 = q2 + wide;
  for (let i = 0; i < high; i++) {
    const a0 = left[p + i];
    const a1 = left[p + high + i];
    const a2 = left[p + 2 * high + i];
    const a3 = left[p + 3 * high + i];
    const at = i * wide;
    for (let j = 0; j < wide; j++) {
      out[at + j] += a0 * right[q0 + j] + a1 * right[q1 + j] + a2 * right[q2 + j] + a3 * right[q3 + j];
    }
  }
}
