/** Operations that move numbers without changing them. */
import {
  apply,
  type Op,
  type Shape,
  sameShape,
  showShape,
  showShapes,
  sizeOf,
  type Value,
} from "../graph.ts";

const reshapeOp: Op<{ shape: Shape }> = {
  type: "reshape",
  infer: ([from], { shape }) =>
    sizeOf(from) === sizeOf(shape)
      ? shape
      : {
          expected: `${sizeOf(from)} numbers to arrange`,
          given: `${showShape(shape)} for ${showShape(from)}`,
        },
  lower: (onnx, [x], { shape, inputShapes: [from] }) => {
    // 0 keeps the input's length, so that the batch stays open in exported models.
    const keepsBatch = shape.length > 0 && shape[0] === from[0];
    return onnx.node("Reshape", [x, onnx.integers(keepsBatch ? [0, ...shape.slice(1)] : shape)]);
  },
  gradient: ({ inputs: [x], gradient }) => [reshape(gradient, x.shape)],
};

export const reshape = (x: Value, shape: Shape): Value =>
  sameShape(x.shape, shape) ? x : apply(reshapeOp, [x], { shape });

const transposeOp: Op<{ axes: readonly number[] }> = {
  type: "transpose",
  infer: ([shape], { axes }) =>
    axes.length === shape.length && axes.toSorted((a, b) => a - b).every((axis, i) => axis === i)
      ? axes.map((axis) => shape[axis])
      : { expected: `a permutation of ${shape.length} axes`, given: showShape(axes) },
  lower: (onnx, inputs, { attrs }) => onnx.node("Transpose", inputs, { perm: { ints: attrs.axes } }),
  gradient: ({ attrs: { axes }, gradient }) => [
    transpose(
      gradient,
      axes.map((_, i) => axes.indexOf(i)),
    ),
  ],
};

/** Output axis i is input axis `axes[i]`. */
export const transpose = (x: Value, axes: readonly number[]): Value => apply(transposeOp, [x], { axes });

const concatOp: Op<{ axis: number }> = {
  type: "concat",
  infer: (shapes, { axis }) => {
    const [first] = shapes;
    const fits = shapes.every(
      (shape) =>
        axis < first.length &&
        shape.length === first.length &&
        shape.every((length, i) => i === axis || length === first[i]),
    );
    if (!fits) return { expected: `shapes that differ only along axis ${axis}`, given: showShapes(shapes) };
    return first.with(
      axis,
      shapes.reduce((sum, shape) => sum + shape[axis], 0),
    );
  },
  lower: (onnx, inputs, { attrs }) => onnx.node("Concat", inputs, { axis: { int: attrs.axis } }),
  gradient: ({ inputs, attrs: { axis }, gradient }) => {
    let from = 0;
    return inputs.map((input) => {
      const to = from + input.shape[axis];
      const part = slice(gradient, axis, from, to);
      from = to;
      return part;
    });
  },
};

export const concat = (values: readonly Value[], axis: number): Value => apply(concatOp, values, { axis });

const sliceOp: Op<{ axis: number; from: number; to: number }> = {
  type: "slice",
  infer: ([shape], { axis, from, to }) =>
    axis < shape.length && from >= 0 && from < to && to <= shape[axis]
      ? shape.with(axis, to - from)
      : { expected: `a part of axis ${axis} of ${showShape(shape)}`, given: `${from} to ${to}` },
  lower: (onnx, [x], { attrs: { axis, from, to } }) =>
    onnx.node("Slice", [x, onnx.integers([from]), onnx.integers([to]), onnx.integers([axis])]),
  gradient: ({ inputs: [x], attrs: { axis, from, to }, gradient }) => {
    const before = x.shape.map((_, i) => (i === axis ? from : 0));
    const after = x.shape.map((length, i) => (i === axis ? length - to : 0));
    return [pad(gradient, before, after)];
  },
};

/** Indices `from` to `to` (exclusive) of one axis. */
export const slice = (x: Value, axis: number, from: number, to: number): Value =>
  apply(sliceOp, [x], { axis, from, to });

const padOp: Op<{ before: readonly number[]; after: readonly number[] }> = {
  type: "pad",
  infer: ([shape], { before, after }) =>
    before.length === shape.length &&
    after.length === shape.length &&
    [...before, ...after].every((n) => n >= 0)
      ? shape.map((length, axis) => before[axis] + length + after[axis])
      : {
          expected: `${shape.length} paddings of 0 or more on either side`,
          given: showShapes([before, after]),
        },
  lower: (onnx, [x], { attrs: { before, after } }) =>
    onnx.node("Pad", [x, onnx.integers([...before, ...after])]),
  gradient: ({ inputs: [x], attrs: { before }, gradient }) => {
    let part = gradient;
    for (const [axis, length] of x.shape.entries()) {
      if (length !== part.shape[axis]) part = slice(part, axis, before[axis], before[axis] + length);
    }
    return [part];
  },
};

/** Zeros around x: how many before and after, per axis. */
export const pad = (x: Value, before: readonly number[], after: readonly number[]): Value =>
  apply(padOp, [x], { before, after });

const reverseOp: Op<{ axis: number }> = {
  type: "reverse",
  infer: ([shape], { axis }) =>
    axis >= 0 && axis < shape.length
      ? shape
      : { expected: `an axis of 0 to ${shape.length - 1}`, given: String(axis) },
  lower: (onnx, [x], { attrs: { axis }, shape }) =>
    onnx.node("Slice", [
      x,
      onnx.integers([-1]),
      onnx.integers([-1 - shape[axis]]),
      onnx.integers([axis]),
      onnx.integers([-1]),
    ]),
  gradient: ({ attrs: { axis }, gradient }) => [reverse(gradient, axis)],
};

/** x with one axis in reverse order; not for the axis of rows. */
export const reverse = (x: Value, axis: number): Value => apply(reverseOp, [x], { axis });
