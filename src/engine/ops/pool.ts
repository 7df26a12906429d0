/** Average pooling. */
import { apply, type Op, type Shape, showShape, type Value } from "../graph.ts";
import { scale } from "./elementwise.ts";
import { reduceSum } from "./reduce.ts";

type Window = readonly [height: number, width: number];

/** Windows do not overlap; those that reach over the edge count only what is inside. */
const averagePoolOp: Op<{ window: Window }> = {
  type: "averagePool",
  infer: ([shape], { window }) =>
    shape.length === 4 && window.every((length) => length >= 1)
      ? [shape[0], shape[1], Math.ceil(shape[2] / window[0]), Math.ceil(shape[3] / window[1])]
      : { expected: "an image [row, channel, height, width]", given: showShape(shape) },
  lower: (onnx, inputs, { attrs: { window }, shape, inputShapes: [from] }) => {
    // The padding to whole windows is explicit: ceil_mode differs between runtimes.
    const pads = [0, 0, shape[2] * window[0] - from[2], shape[3] * window[1] - from[3]];
    return onnx.node("AveragePool", inputs, {
      kernel_shape: { ints: window },
      strides: { ints: window },
      pads: { ints: pads },
      count_include_pad: { int: 0 },
    });
  },
  gradient: ({ inputs: [x], attrs: { window }, gradient }) => [
    apply(averagePoolGradientOp, [gradient], { window, shape: x.shape }),
  ],
};

/**
 * Spreads the gradient of each window over the numbers that it averaged: shares of rows x gradient x shares of columns.
 * Two products with constants are several times as fast as Expand.
 */
const averagePoolGradientOp: Op<{ window: Window; shape: Shape }> = {
  type: "averagePoolGradient",
  infer: (_shapes, { shape }) => shape,
  lower: (onnx, [gradient], { attrs: { window }, shape, inputShapes: [from] }) => {
    const [, , height, width] = shape;
    const rows = onnx.constant([height, from[2]], windowShares(height, window[0]));
    const byColumn = windowShares(width, window[1]);
    const columns = onnx.node("Transpose", [onnx.constant([width, from[3]], byColumn)]);
    const wide = window[1] === 1 ? gradient : onnx.node("MatMul", [gradient, columns]);
    return window[0] === 1 ? wide : onnx.node("MatMul", [rows, wide]);
  },
};

/** [position, window]: 1 / positions in the window where the position is in it, else 0. */
function windowShares(length: number, window: number): Float32Array {
  const windows = Math.ceil(length / window);
  const shares = new Float32Array(length * windows);
  for (let position = 0; position < length; position++) {
    const at = Math.floor(position / window);
    shares[position * windows + at] = 1 / Math.min(window, length - at * window);
  }
  return shares;
}

/**
 * Means over windows that do not overlap, [row, channel, ceil(height / h), ceil(width / w)]; windows that reach over
 * the edge average what is inside.
 */
export const averagePool = (x: Value, window: Window): Value => apply(averagePoolOp, [x], { window });

/** Means over all axes after the channel: [row, channel, ...] -> [row, channel]. */
export function globalAveragePool(x: Value): Value {
  const axes = x.shape.slice(2).map((_, i) => i + 2);
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  return scale(reduceSum(x, axes), 1 / count);
}
