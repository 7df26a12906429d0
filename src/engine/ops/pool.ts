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

/** Spreads the gradient of each window over the numbers that it averaged. */
const averagePoolGradientOp: Op<{ window: Window; shape: Shape }> = {
  type: "averagePoolGradient",
  infer: (_shapes, { shape }) => shape,
  lower: (onnx, [gradient], { attrs: { window }, shape, inputShapes: [from] }) => {
    const [batch, channels, height, width] = from;
    const shares = new Float32Array(height * width);
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const rows = Math.min(window[0], shape[2] - i * window[0]);
        const columns = Math.min(window[1], shape[3] - j * window[1]);
        shares[i * width + j] = 1 / (rows * columns);
      }
    }
    const shared = onnx.node("Mul", [gradient, onnx.constant([height, width], shares)]);
    const apart = onnx.node("Reshape", [shared, onnx.integers([batch, channels, height, 1, width, 1])]);
    const repeated = onnx.node("Expand", [
      apart,
      onnx.integers([batch, channels, height, window[0], width, window[1]]),
    ]);
    const whole = onnx.node("Reshape", [
      repeated,
      onnx.integers([batch, channels, height * window[0], width * window[1]]),
    ]);
    if (height * window[0] === shape[2] && width * window[1] === shape[3]) return whole;
    return onnx.node("Slice", [
      whole,
      onnx.integers([0, 0]),
      onnx.integers([shape[2], shape[3]]),
      onnx.integers([2, 3]),
    ]);
  },
};

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
