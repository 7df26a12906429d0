/** The discrete cosine transform of type II, by its basis: for the short vectors of cepstra. */
import type { Matrix } from "../base/matrix.ts";
import { LANES } from "./kernel/frames.ts";
import { floatsAt, kernel, openArena, VECTOR } from "./kernel/kernel.ts";
import { memo } from "./memo.ts";

export type DctNorm = "ortho" | "none";

/**
 * The first nOut basis vectors of the DCT-II of nIn values, [coefficient, value], row-major:
 * 2 cos(π k (2n + 1) / (2 nIn)); with "ortho" scaled by √(1 / (4 nIn)) for k = 0 and √(1 / (2 nIn)) above, so that
 * the rows have unit length. Made once per setting and shared: do not change it.
 *
 * @see scipy.fft.dct(type=2, norm=…)
 */
export const dctBasis = memo((nOut: number, nIn: number, norm: DctNorm): Float64Array => {
  const basis = new Float64Array(nOut * nIn);
  for (let k = 0; k < nOut; k++) {
    const scale = norm === "none" ? 2 : Math.sqrt((k === 0 ? 1 : 2) / nIn);
    for (let n = 0; n < nIn; n++) {
      basis[k * nIn + n] = scale * Math.cos((Math.PI * k * (2 * n + 1)) / (2 * nIn));
    }
  }
  return basis;
});

/**
 * The first nOut coefficients of the DCT-II of the nIn values that begin at input[inputAt], written to
 * output[outputAt + k · step].
 */
export function dct(
  basis: Float64Array,
  nOut: number,
  nIn: number,
  input: Float64Array,
  inputAt: number,
  output: Float32Array | Float64Array,
  outputAt = 0,
  step = 1,
): void {
  for (let k = 0, b = 0; k < nOut; k++) {
    // two sums: the additions of one need not wait for those of the other
    let even = 0;
    let odd = 0;
    const end = inputAt + nIn;
    let n = inputAt;
    for (; n < end - 1; n += 2, b += 2) {
      even += basis[b] * input[n];
      odd += basis[b + 1] * input[n + 1];
    }
    if (n < end) even += basis[b++] * input[n];
    output[outputAt + k * step] = even + odd;
  }
}

/**
 * The same of an even number of values by half the products: cosines are even or odd about the middle.
 *
 * @param folded - room for nIn numbers
 */
export function dctByHalves(
  basis: Float64Array,
  nOut: number,
  nIn: number,
  input: Float64Array,
  inputAt: number,
  folded: Float64Array,
  output: Float64Array,
  outputAt: number,
  step: number,
): void {
  const half = nIn / 2;
  for (let n = 0, m = inputAt + nIn - 1; n < half; n++, m--) {
    folded[n] = input[inputAt + n] + input[m];
    folded[half + n] = input[inputAt + n] - input[m];
  }
  for (let k = 0; k < nOut; k++) {
    let b = k * nIn;
    let even = 0;
    let odd = 0;
    const from = k % 2 === 0 ? 0 : half;
    const end = from + half;
    let n = from;
    for (; n < end - 1; n += 2, b += 2) {
      even += basis[b] * folded[n];
      odd += basis[b + 1] * folded[n + 1];
    }
    if (n < end) even += basis[b] * folded[n];
    output[outputAt + k * step] = even + odd;
  }
}

/** Columns that are in the kernel's memory at a time. */
const COLUMNS_AT_ONCE = 256;

/** Coefficients that the kernel sums side by side. */
const ROWS_AT_ONCE = 4;

/**
 * The first nOut coefficients of the DCT-II of every column, in float32: rows = coefficients.
 *
 * @param input - rows = values
 */
export function dctOfColumns(
  input: Matrix<Float32Array>,
  nOut: number,
  norm: DctNorm,
): Matrix<Float32Array<ArrayBuffer>> {
  return productOfColumns(dctBasis(nOut, input.rows, norm), nOut, input);
}

/**
 * The products of a matrix with every column, in float32.
 *
 * @param basis - [output, input], row-major
 * @param input - rows = inputs
 */
export function productOfColumns(
  basis: Float64Array,
  nOut: number,
  input: Matrix<Float32Array>,
): Matrix<Float32Array<ArrayBuffer>> {
  const { rows: nIn, cols } = input;
  const data = new Float32Array(nOut * cols);
  const nVectors = Math.ceil(Math.min(COLUMNS_AT_ONCE, cols) / LANES.f32);
  const row = nVectors * LANES.f32;
  const paddedRows = Math.ceil(nOut / ROWS_AT_ONCE) * ROWS_AT_ONCE;
  for (let first = 0; first < cols; first += row) {
    const count = Math.min(row, cols - first);
    const arena = openArena();
    const weights = arena.reserve("f32", paddedRows * nIn);
    const from = arena.reserve("f32", nIn * row);
    const to = arena.reserve("f32", paddedRows * row);
    floatsAt(weights, paddedRows * nIn).fill(0, basis.length);
    floatsAt(weights, basis.length).set(basis);
    const values = floatsAt(from, nIn * row);
    for (let n = 0; n < nIn; n++) {
      values.set(input.data.subarray(n * cols + first, n * cols + first + count), n * row);
      values.fill(0, n * row + count, (n + 1) * row);
    }
    kernel().product(weights, paddedRows, nIn, from, to, nVectors * VECTOR);
    const coefficients = floatsAt(to, nOut * row);
    for (let k = 0; k < nOut; k++) {
      data.set(coefficients.subarray(k * row, k * row + count), k * cols + first);
    }
  }
  return { rows: nOut, cols, data };
}
