/** Matrix products. */
import { apply, type Op, type Shape, showShapes, sizeOf, type Value } from "../graph.ts";
import { reduceSum } from "./reduce.ts";
import { reshape } from "./shape.ts";

interface Transposed {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const matmulOp: Op<Transposed> = {
  type: "matmul",
  infer: ([a, b], { transposeA, transposeB }) => {
    const [m, k] = matrixOf(a, transposeA);
    const [l, n] = matrixOf(b, transposeB);
    const leading = a.slice(0, -2);
    const fits =
      a.length >= 2 &&
      a.length === b.length &&
      k === l &&
      leading.every((length, axis) => length === b[axis]);
    return fits
      ? [...leading, m, n]
      : {
          expected: `matrices [.., m, k] and [.., k, n]${transposeA ? ", the first transposed" : ""}${transposeB ? ", the second transposed" : ""}`,
          given: showShapes([a, b]),
        };
  },
  lower: (onnx, [a, b], { attrs: { transposeA, transposeB }, inputShapes: [shapeA, shapeB] }) => {
    if (shapeA.length === 2) {
      return onnx.node("Gemm", [a, b], {
        transA: { int: transposeA ? 1 : 0 },
        transB: { int: transposeB ? 1 : 0 },
      });
    }
    const turned = (name: string, shape: Shape): string =>
      onnx.node("Transpose", [name], { perm: { ints: lastTwoSwapped(shape) } });
    return onnx.node("MatMul", [transposeA ? turned(a, shapeA) : a, transposeB ? turned(b, shapeB) : b]);
  },
  gradient: ({ inputs: [a, b], attrs: { transposeA, transposeB }, gradient: g }) => [
    transposeA
      ? matmul(b, g, { transposeA: transposeB, transposeB: true })
      : matmul(g, b, { transposeB: !transposeB }),
    transposeB
      ? matmul(g, a, { transposeA: true, transposeB: transposeA })
      : matmul(a, g, { transposeA: !transposeA }),
  ],
};

/** The product of matrices in the last two axes, either of them transposed; leading axes agree. */
export const matmul = (a: Value, b: Value, transposed: Partial<Transposed> = {}): Value =>
  apply(matmulOp, [a, b], { transposeA: false, transposeB: false, ...transposed });

function matrixOf(shape: Shape, transposed: boolean): readonly [number, number] {
  const [rows, columns] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

function lastTwoSwapped(shape: Shape): number[] {
  const last = shape.length - 1;
  return shape.map((_, axis) => (axis < last - 1 ? axis : axis === last ? last - 1 : last));
}

const denseOp: Op = {
  type: "dense",
  infer: ([x, weight, bias]) =>
    x.length >= 2 &&
    weight.length === 2 &&
    x[x.length - 1] === weight[1] &&
    (bias === undefined || (bias.length === 1 && bias[0] === weight[0]))
      ? [...x.slice(0, -1), weight[0]]
      : {
          expected: "x [row, .., in], weights [out, in] and a bias [out]",
          given: showShapes(bias === undefined ? [x, weight] : [x, weight, bias]),
        },
  lower: (onnx, [x, weight, ...bias], { inputShapes: [shape] }) => {
    if (shape.length === 2) return onnx.node("Gemm", [x, weight, ...bias], { transB: { int: 1 } });
    const turned = onnx.node("Transpose", [weight], { perm: { ints: [1, 0] } });
    const product = onnx.node("MatMul", [x, turned]);
    return bias.length === 0 ? product : onnx.node("Add", [product, ...bias]);
  },
  gradient: ({ inputs: [x, weight, bias], gradient }) => {
    const flat = asMatrix(gradient);
    const byX = reshape(matmul(flat, weight), x.shape);
    const byWeight = matmul(flat, asMatrix(x), { transposeA: true });
    return bias === undefined ? [byX, byWeight] : [byX, byWeight, reduceSum(flat, [0])];
  },
};

/** x weight' + bias along the last axis: x [row, .., in], weight [out, in], bias [out]. */
export const affine = (x: Value, weight: Value, bias: Value | undefined): Value =>
  apply(denseOp, bias === undefined ? [x, weight] : [x, weight, bias], undefined);

/** [.., number] -> [rest, number]. */
export function asMatrix(x: Value): Value {
  const last = x.shape[x.shape.length - 1];
  return reshape(x, [sizeOf(x.shape) / last, last]);
}
