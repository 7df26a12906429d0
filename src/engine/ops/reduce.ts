/** Sums over axes and repetition along axes: each is the other's gradient. */
import { apply, type Op, type Shape, sameShape, showShape, type Value } from "../graph.ts";
import { broadcastShape } from "./broadcast.ts";
import { reshape } from "./shape.ts";

const reduceSumOp: Op<{ axes: readonly number[]; keepAxes: boolean }> = {
  type: "reduceSum",
  infer: ([shape], { axes, keepAxes }) => {
    if (!axes.every((axis) => axis >= 0 && axis < shape.length))
      return { expected: `axes 0 to ${shape.length - 1}`, given: showShape(axes) };
    return keepAxes ? kept(shape, axes) : shape.filter((_, axis) => !axes.includes(axis));
  },
  lower: (onnx, [x], { attrs: { axes, keepAxes } }) =>
    onnx.node("ReduceSum", [x, onnx.integers(axes)], { keepdims: { int: keepAxes ? 1 : 0 } }),
  // The reduced axes come back with length 1: that broadcasts to the input.
  gradient: ({ inputs: [x], attrs: { axes }, gradient }) => [reshape(gradient, kept(x.shape, axes))],
};

/** The sum over axes, which are dropped, or kept with length 1. */
export const reduceSum = (x: Value, axes: readonly number[], keepAxes = false): Value =>
  axes.length === 0 ? x : apply(reduceSumOp, [x], { axes, keepAxes });

function kept(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

const expandOp: Op<{ shape: Shape }> = {
  type: "expand",
  infer: ([from], { shape }) => {
    const common = broadcastShape(from, shape);
    return common !== undefined && sameShape(common, shape)
      ? shape
      : { expected: `a shape that broadcasts to ${showShape(shape)}`, given: showShape(from) };
  },
  lower: (onnx, [x], { shape }) => onnx.node("Expand", [x, onnx.integers(shape)]),
  gradient: ({ inputs: [x], gradient }) => [sumTo(gradient, x.shape)],
};

/** x repeated to a shape that it broadcasts to. */
export const expand = (x: Value, shape: Shape): Value => apply(expandOp, [x], { shape });

/** Undoes broadcasting: sums x over the axes along which a tensor of the given shape was repeated. */
export function sumTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const extra = x.shape.length - shape.length;
  const axes = x.shape.flatMap((length, axis) =>
    axis < extra || (shape[axis - extra] === 1 && length !== 1) ? [axis] : [],
  );
  return reshape(reduceSum(x, axes), shape);
}
