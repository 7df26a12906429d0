/** What logistic regression minimises, and its gradient: one run of onnxruntime, which goes through the rows twice. */
import type { Matrix } from "../../base/matrix.ts";
import { OnnxBuilder } from "../../engine/onnx/builder.ts";
import { doublesOf, doubleTensor } from "../../engine/onnx/doubles.ts";
import { createSession, floatsOf, floatTensor } from "../../engine/onnx/session.ts";
import type { Objective } from "./lbfgs.ts";

export interface PenalisedRows {
  /** [row, column]. */
  readonly x: Matrix;
  /** [row], label. */
  readonly y: Int32Array;
  readonly labels: number;
  /** Labels that have a score; those before them have the score 0. */
  readonly scored: number;
  /** [row]. */
  readonly rowWeights: Float64Array;
  readonly ridge: number;
}

/**
 * Works with the weighted loss of the rows and half of `ridge` times the squared weights; of weights [scored, column], then
 * offsets [scored].
 *
 * @param type - what the rows are multiplied in: in float32 derivatives are wrong by 1e-8 or so
 * @param threads - of onnxruntime; 0 or undefined leaves the choice to it
 */
export async function withSoftmaxLoss<T>(
  rows: PenalisedRows,
  type: "float32" | "float64",
  threads: number | undefined,
  work: (loss: Objective) => Promise<T>,
): Promise<T> {
  const session = await createSession(lossGraph(rows, type), threads === undefined ? {} : { threads });
  const { x, labels, scored, rowWeights, ridge } = rows;
  const tensor = (data: Float32Array | Float64Array, dims: readonly number[]) =>
    type === "float32"
      ? floatTensor(new Float32Array(data), dims)
      : doubleTensor(new Float64Array(data), dims);
  const numbersOf = type === "float32" ? floatsOf : doublesOf;
  const features =
    type === "float32" ? floatTensor(x.data, [x.rows, x.cols]) : tensor(x.data, [x.rows, x.cols]);
  const width = scored * x.cols;
  const unscored = labels - scored;
  const weights = new Float64Array(labels * x.cols);
  const offsets = new Float64Array(labels);
  try {
    return await work(async (at, gradient) => {
      weights.set(at.subarray(0, width), unscored * x.cols);
      offsets.set(at.subarray(width), unscored);
      const results = await session.run({
        features,
        weights: tensor(weights, [labels, x.cols]),
        offsets: tensor(offsets, [labels]),
      });
      gradient.set(numbersOf(results, "slopes").subarray(unscored * x.cols));
      gradient.set(numbersOf(results, "offsetSlopes").subarray(unscored), width);
      const likelihoods = numbersOf(results, "likelihoods");
      let squares = 0;
      for (let i = 0; i < width; i++) {
        squares += at[i] * at[i];
        gradient[i] += ridge * at[i];
      }
      let loss = (ridge / 2) * squares;
      for (let row = 0; row < x.rows; row++) loss -= rowWeights[row] * likelihoods[row];
      return loss;
    });
  } finally {
    await session.release();
  }
}

/** Logarithms of what the rows' own labels are given, [row], and the derivatives of their weighted sum. */
function lossGraph(
  { x, y, labels, rowWeights }: PenalisedRows,
  type: "float32" | "float64",
): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("loss");
  const features = onnx.input("features", [x.rows, x.cols], type);
  const weights = onnx.input("weights", [labels, x.cols], type);
  const offsets = onnx.input("offsets", [labels], type);
  const owned = new Float64Array(x.rows * labels);
  y.forEach((label, row) => {
    owned[row * labels + label] = 1;
  });
  const constant = (dims: readonly number[], data: Float64Array): string =>
    type === "float32" ? onnx.constant(dims, new Float32Array(data)) : onnx.doubles(dims, data);
  const own = constant([x.rows, labels], owned);
  const scores = onnx.node("Gemm", [features, weights, offsets], { transB: { int: 1 } });
  const logarithms = onnx.node("LogSoftmax", [scores], { axis: { int: 1 } });
  const axis = (one: number) => onnx.integers([one]);
  const flat = { keepdims: { int: 0 } };
  onnx.node("ReduceSum", [onnx.node("Mul", [logarithms, own]), axis(1)], flat, "likelihoods");
  const excess = onnx.node("Sub", [onnx.node("Exp", [logarithms]), own]);
  const residuals = onnx.node("Mul", [excess, constant([x.rows, 1], rowWeights)]);
  onnx.node("Gemm", [residuals, features], { transA: { int: 1 } }, "slopes");
  onnx.node("ReduceSum", [residuals, axis(0)], flat, "offsetSlopes");
  onnx.output("likelihoods", [x.rows], type);
  onnx.output("slopes", [labels, x.cols], type);
  onnx.output("offsetSlopes", [labels], type);
  return onnx.toBytes();
}
