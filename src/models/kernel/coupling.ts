/** Probabilities of many labels from the probabilities of their pairs, as ONNX nodes. */
import type { OnnxBuilder } from "../../engine/onnx/builder.ts";

/**
 * Adds the pairwise coupling of Wu, Lin & Weng 2004 (JMLR 5: 975-1005, second approach): the p that minimises
 * sum over pairs of (r_ji p_i - r_ij p_j)^2 with sum p = 1. It is the solution of (Q + e eᵀ) p ~ e, found exactly
 * by elimination; LIBSVM iterates towards the same p and stops at 0.005 / labels.
 *
 * @param pairProbabilities - name of a tensor [n, pair]: P(first | first or second), pairs in the order
 *   (0, 1), (0, 2), ..., (1, 2), ...
 * @param labels - number of labels, at least 2
 * @returns name of the probabilities, [n, labels], rows sum to 1
 */
export function addCoupling(onnx: OnnxBuilder, pairProbabilities: string, labels: number): string {
  const r = addPairMatrix(onnx, pairProbabilities, labels); // [n, i, j]: r_ij, 0 on the diagonal
  const transposed = onnx.node("Transpose", [r], { perm: { ints: [0, 2, 1] } });
  const columnSquares = onnx.node("ReduceSumSquare", [r, onnx.integers([1])]); // [n, 1, t]: sum over j of r_jt^2
  const eye = onnx.constant([labels, labels], identity(labels));
  const q = onnx.node("Sub", [onnx.node("Mul", [columnSquares, eye]), onnx.node("Mul", [r, transposed])]);
  // Q is positive semidefinite with at most one null direction, which eᵀ does not vanish on: Q + e eᵀ is safe
  // to eliminate without pivoting.
  const system = onnx.node("Add", [q, onnx.scalar(1)]);
  const ones = onnx.constant([labels, 1], new Float32Array(labels).fill(1));
  const rightHandSide = onnx.node("Expand", [
    ones,
    onnx.node(
      "Concat",
      [onnx.node("Shape", [r], { start: { int: 0 }, end: { int: 1 } }), onnx.integers([labels, 1])],
      {
        axis: { int: 0 },
      },
    ),
  ]);
  let augmented = onnx.node("Concat", [system, rightHandSide], { axis: { int: 2 } }); // [n, labels, labels + 1]
  for (let t = 0; t < labels; t++) {
    const index = onnx.integers([t]);
    const row = onnx.node("Gather", [augmented, index], { axis: { int: 1 } });
    const pivot = onnx.node("Gather", [row, index], { axis: { int: 2 } });
    const column = onnx.node("Gather", [augmented, index], { axis: { int: 2 } });
    const unit = onnx.constant([labels, 1], unitVector(labels, t));
    const factors = onnx.node("Sub", [column, unit]);
    const scaledRow = onnx.node("Div", [row, pivot]);
    augmented = onnx.node("Sub", [augmented, onnx.node("Mul", [factors, scaledRow])]);
  }
  const solution = onnx.node("Gather", [augmented, onnx.integers([labels], [])], { axis: { int: 2 } });
  const positive = onnx.node("Relu", [solution]);
  return onnx.node("Div", [positive, onnx.node("ReduceSum", [positive, onnx.integers([1])])]);
}

/** [n, pair] -> [n, labels, labels]: r_ij above the diagonal, r_ji = 1 - r_ij below it. */
function addPairMatrix(onnx: OnnxBuilder, pairProbabilities: string, labels: number): string {
  const pairs = (labels * (labels - 1)) / 2;
  // of [first, second, 0], each with a place per pair
  const places = new Array<number>(labels * labels).fill(2 * pairs);
  let pair = 0;
  for (let i = 0; i < labels; i++) {
    for (let j = i + 1; j < labels; j++, pair++) {
      places[i * labels + j] = pair;
      places[j * labels + i] = pairs + pair;
    }
  }
  const second = onnx.node("Sub", [onnx.scalar(1), pairProbabilities]);
  const both = onnx.node("Concat", [pairProbabilities, second], { axis: { int: 1 } });
  const padded = onnx.node("Pad", [both, onnx.integers([0, 0, 0, 1])]);
  const flat = onnx.node("Gather", [padded, onnx.integers(places)], { axis: { int: 1 } });
  return onnx.node("Reshape", [flat, onnx.integers([-1, labels, labels])]);
}

function identity(n: number): Float32Array {
  return new Float32Array(n * n).map((_, i) => (i % (n + 1) === 0 ? 1 : 0));
}

function unitVector(n: number, t: number): Float32Array {
  return new Float32Array(n).map((_, i) => (i === t ? 1 : 0));
}
