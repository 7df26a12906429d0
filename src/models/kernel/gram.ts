/** Kernel matrices through onnxruntime: the same ONNX nodes serve training (Gram matrix) and prediction. */
import { ModelError } from "../../base/errors.ts";
import type { Matrix } from "../../base/matrix.ts";
import { OnnxBuilder } from "../../engine/onnx/builder.ts";
import { createSession, floatsOf, floatTensor } from "../../engine/onnx/session.ts";

/**
 * K(a, b): `linear` <a, b>; `polynomial` (gamma <a, b> + coef0)^degree; `rbf` exp(-gamma |a - b|^2);
 * `squared-distance` |a - b|^2. As in scikit-learn.
 */
export type Kernel =
  | { readonly kind: "linear" | "squared-distance" }
  | { readonly kind: "polynomial"; readonly gamma: number; readonly coef0: number; readonly degree: number }
  | { readonly kind: "rbf"; readonly gamma: number };

/** Numbers in one block of the result: bounds what onnxruntime holds at a time (64 MB). */
const BLOCK_NUMBERS = 1 << 24;

/**
 * Adds the nodes of a kernel to a graph.
 *
 * @param a - name of a tensor [m, width]
 * @param b - name of a tensor [n, width]
 * @returns name of K, [m, n]
 */
export function addKernel(onnx: OnnxBuilder, a: string, b: string, kernel: Kernel): string {
  switch (kernel.kind) {
    case "linear":
      return addProducts(onnx, a, b, 1);
    case "polynomial": {
      const base = onnx.node("Add", [addProducts(onnx, a, b, kernel.gamma), onnx.scalar(kernel.coef0)]);
      return kernel.degree === 1 ? base : onnx.node("Pow", [base, onnx.scalar(kernel.degree)]);
    }
    case "squared-distance":
      return addSquaredDistances(onnx, a, b);
    case "rbf":
      return onnx.node("Exp", [
        onnx.node("Mul", [addSquaredDistances(onnx, a, b), onnx.scalar(-kernel.gamma)]),
      ]);
  }
}

function addProducts(onnx: OnnxBuilder, a: string, b: string, alpha: number): string {
  return onnx.node("Gemm", [a, b], { transB: { int: 1 }, alpha });
}

/** |a|^2 + |b|^2 - 2 <a, b>, not below 0. */
function addSquaredDistances(onnx: OnnxBuilder, a: string, b: string): string {
  const aa = onnx.node("ReduceSumSquare", [a, onnx.integers([1])]); // [m, 1]
  const bb = onnx.node("ReduceSumSquare", [b, onnx.integers([1])], { keepdims: { int: 0 } }); // [n]
  const sum = onnx.node("Add", [onnx.node("Add", [addProducts(onnx, a, b, -2), aa]), bb]);
  return onnx.node("Relu", [sum]);
}

/**
 * The kernel between every row of `a` and every row of `b`, in float32.
 *
 * For `rbf` and `squared-distance` the caller centres the columns when their means are large against their
 * spread: the squares are summed in float32.
 *
 * @param threads - of onnxruntime; 0 or undefined leaves the choice to it
 * @returns K, [a.rows, b.rows]
 * @throws ModelError if a result is not finite
 */
export async function kernelMatrix(
  a: Matrix,
  b: Matrix,
  kernel: Kernel,
  threads: number | undefined,
): Promise<Matrix> {
  const data = new Float32Array(a.rows * b.rows);
  const blockRows = Math.max(1, Math.floor(BLOCK_NUMBERS / Math.max(a.cols, b.rows, 1)));
  await withKernel(a.cols, kernel, threads, async (between) => {
    for (let start = 0; start < a.rows; start += blockRows) {
      const end = Math.min(a.rows, start + blockRows);
      data.set(await between(rowsBetween(a, start, end), b), start * b.rows);
    }
  });
  return finite({ rows: a.rows, cols: b.rows, data }, kernel);
}

/** More numbers do not fit one array. */
const MAX_LENGTH = 2 ** 32 - 1;

/** The size of a matrix of all pairs of rows; Infinity where no array can hold it. */
export function squareBytes(rows: number, bytesPerNumber: 4 | 8): number {
  return rows * rows > MAX_LENGTH ? Number.POSITIVE_INFINITY : rows * rows * bytesPerNumber;
}

/** Rows of a Gram matrix that are made at once, as far as BLOCK_NUMBERS allows: enough for the product to be quick. */
const GRAM_ROWS = 256;

/**
 * The kernel of all pairs of rows, in float32: every pair once.
 *
 * @param threads - of onnxruntime; 0 or undefined leaves the choice to it
 * @returns K, [rows, rows]; symmetric to the last bit
 * @throws ModelError if a result is not finite
 */
export async function gramMatrix(rows: Matrix, kernel: Kernel, threads: number | undefined): Promise<Matrix> {
  const n = rows.rows;
  const data = new Float32Array(n * n);
  const most = Math.floor(BLOCK_NUMBERS / Math.max(rows.cols, n, 1));
  const blockRows = Math.max(1, Math.min(GRAM_ROWS, most));
  await withKernel(rows.cols, kernel, threads, async (between) => {
    for (let start = 0; start < n; start += blockRows) {
      const end = Math.min(n, start + blockRows);
      const block = await between(rowsBetween(rows, start, end), rowsBetween(rows, 0, end));
      for (let row = start; row < end; row++) {
        const from = (row - start) * end;
        data.set(block.subarray(from, from + row + 1), row * n);
      }
      mirror(data, n, start, end);
    }
  });
  return finite({ rows: n, cols: n, data }, kernel);
}

/** Works with a kernel's graph, which ends with the work: K(a, b), [a.rows, b.rows], of rows of `width` numbers. */
async function withKernel(
  width: number,
  kernel: Kernel,
  threads: number | undefined,
  work: (between: (a: Matrix, b: Matrix) => Promise<Float32Array>) => Promise<void>,
): Promise<void> {
  const onnx = new OnnxBuilder("kernel");
  const [left, right] = [onnx.input("a", ["m", width]), onnx.input("b", ["n", width])];
  onnx.node("Identity", [addKernel(onnx, left, right, kernel)], {}, "k");
  onnx.output("k", ["m", "n"]);
  const session = await createSession(onnx.toBytes(), threads === undefined ? {} : { threads });
  try {
    await work(async (a, b) =>
      floatsOf(
        await session.run({
          a: floatTensor(a.data, [a.rows, a.cols]),
          b: floatTensor(b.data, [b.rows, b.cols]),
        }),
        "k",
      ),
    );
  } finally {
    await session.release();
  }
}

function rowsBetween({ cols, data }: Matrix, start: number, end: number): Matrix {
  return { rows: end - start, cols, data: data.subarray(start * cols, end * cols) };
}

/** Columns that are written at a time: their rows stay in the cache. */
const MIRRORED = 16;

/** Writes what stands left of the diagonal in the rows `start` to `end` above it, too. */
function mirror(data: Float32Array, n: number, start: number, end: number): void {
  for (let first = start; first < end; first += MIRRORED) {
    const last = Math.min(end, first + MIRRORED);
    for (let j = 0; j < last; j++)
      for (let i = Math.max(first, j + 1); i < last; i++) data[j * n + i] = data[i * n + j];
  }
}

function finite(matrix: Matrix, kernel: Kernel): Matrix {
  const { cols, data } = matrix;
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      throw new ModelError(
        `the ${kernel.kind} kernel of rows ${Math.floor(i / cols)} and ${i % cols} is not finite: ` +
          "the features are too large for float32; scale them, or lower gamma or degree.",
      );
    }
  }
  return matrix;
}
