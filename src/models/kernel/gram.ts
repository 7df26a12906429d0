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
  const onnx = new OnnxBuilder("kernel");
  const left = onnx.input("a", ["m", a.cols]);
  const right = onnx.input("b", ["n", b.cols]);
  onnx.node("Identity", [addKernel(onnx, left, right, kernel)], {}, "k");
  onnx.output("k", ["m", "n"]);
  const session = await createSession(onnx.toBytes(), threads === undefined ? {} : { threads });
  const data = new Float32Array(a.rows * b.rows);
  try {
    const bTensor = floatTensor(b.data, [b.rows, b.cols]);
    const blockRows = Math.max(1, Math.floor(BLOCK_NUMBERS / Math.max(a.cols, b.rows, 1)));
    for (let start = 0; start < a.rows; start += blockRows) {
      const end = Math.min(a.rows, start + blockRows);
      const block = a.data.subarray(start * a.cols, end * a.cols);
      const results = await session.run({ a: floatTensor(block, [end - start, a.cols]), b: bTensor });
      data.set(floatsOf(results, "k"), start * b.rows);
    }
  } finally {
    await session.release();
  }
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      throw new ModelError(
        `the ${kernel.kind} kernel of rows ${Math.floor(i / b.rows)} and ${i % b.rows} is not finite: ` +
          "the features are too large for float32; scale them, or lower gamma or degree.",
      );
    }
  }
  return { rows: a.rows, cols: b.rows, data };
}

/** More numbers do not fit one array. */
const MAX_LENGTH = 2 ** 32 - 1;

/** The size of a matrix of all pairs of rows; Infinity where no array can hold it. */
export function squareBytes(rows: number, bytesPerNumber: 4 | 8): number {
  return rows * rows > MAX_LENGTH ? Number.POSITIVE_INFINITY : rows * rows * bytesPerNumber;
}

/** The kernel of all pairs of rows, [rows, rows]; symmetric to the last bit. */
export async function gramMatrix(rows: Matrix, kernel: Kernel, threads: number | undefined): Promise<Matrix> {
  const gram = await kernelMatrix(rows, rows, kernel, threads);
  const { data } = gram;
  const n = rows.rows;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) data[j * n + i] = data[i * n + j];
  return gram;
}
