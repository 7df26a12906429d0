/** Pooling of series and images: means and maxima of windows, or of all frames. */
import { apply, type Mismatch, type Op, type Shape, showShape, sizeOf, type Value } from "../graph.ts";
import type { Attribute, OnnxBuilder } from "../onnx/builder.ts";
import { scale } from "./elementwise.ts";
import { reduceSum } from "./reduce.ts";
import { reshape } from "./shape.ts";

/** Numbers per spatial axis: [frame] or [height, width]. */
interface Pooling {
  readonly window: Shape;
  readonly strides: Shape;
  /** How far the first and the last windows may reach over the edge. */
  readonly padding: Shape;
}

export interface PoolOptions {
  /** Steps between windows; the windows' lengths by default. */
  readonly stride?: Shape;
  /** How far the first window begins before the first number, and the last may end after the last; 0 by default. */
  readonly padding?: Shape;
}

function poolingOf(window: Shape, options: PoolOptions): Pooling {
  return {
    window,
    strides: options.stride ?? window,
    padding: options.padding ?? window.map(() => 0),
  };
}

/** Windows along one axis: as many as PyTorch's with ceil_mode, where each holds a number. */
function windowsAlong(length: number, axis: number, { window, strides, padding }: Pooling): number {
  const steps = Math.max(0, Math.ceil((length + 2 * padding[axis] - window[axis]) / strides[axis]));
  return steps * strides[axis] < length + padding[axis] ? steps + 1 : steps;
}

function pooledShape(shape: Shape, at: Pooling): Shape | Mismatch {
  const { window, strides, padding } = at;
  const image = window.length === 2;
  if (shape.length !== window.length + 2 || window.length < 1 || window.length > 2) {
    const expected = image ? "an image [row, channel, height, width]" : "a series [row, channel, frame]";
    return { expected: `${expected} for a window ${showShape(window)}`, given: showShape(shape) };
  }
  const whole = (numbers: Shape, least: number): boolean =>
    numbers.length === window.length && numbers.every((one) => Number.isInteger(one) && one >= least);
  if (!whole(window, 1) || !whole(strides, 1))
    return {
      expected: "whole windows and strides of 1 or more per axis",
      given: `${showShape(window)} and ${showShape(strides)}`,
    };
  if (!whole(padding, 0) || padding.some((zeros, axis) => zeros >= window[axis]))
    return { expected: `paddings smaller than the window ${showShape(window)}`, given: showShape(padding) };
  return [...shape.slice(0, 2), ...shape.slice(2).map((length, axis) => windowsAlong(length, axis, at))];
}

/** The padding to whole windows is explicit: ceil_mode differs between runtimes. */
function poolAttributes(
  { window, strides, padding }: Pooling,
  from: Shape,
  to: Shape,
): Record<string, Attribute> {
  const after = window.map((length, axis) => {
    const reach = (to[axis + 2] - 1) * strides[axis] + length;
    return Math.max(0, reach - padding[axis] - from[axis + 2]);
  });
  return {
    kernel_shape: { ints: window },
    strides: { ints: strides },
    pads: { ints: [...padding, ...after] },
  };
}

const averagePoolOp: Op<Pooling> = {
  type: "averagePool",
  infer: ([shape], attrs) => pooledShape(shape, attrs),
  lower: (onnx, inputs, { attrs, shape, inputShapes: [from] }) =>
    onnx.node("AveragePool", inputs, {
      ...poolAttributes(attrs, from, shape),
      count_include_pad: { int: 0 },
    }),
  gradient: ({ inputs: [x], attrs, gradient }) => [
    apply(averagePoolGradientOp, [gradient], { ...attrs, shape: x.shape }),
  ],
};

/** Spreads the gradient of each window over the numbers that it averaged, along one axis after the other. */
const averagePoolGradientOp: Op<Pooling & { shape: Shape }> = {
  type: "averagePoolGradient",
  infer: (_shapes, { shape }) => shape,
  lower: (onnx, [gradient], { attrs, inputShapes: [from] }) => {
    const last = attrs.window.length - 1;
    const wide = spreadAlongLast(onnx, gradient, from, attrs);
    if (last === 0 || (attrs.window[0] === 1 && attrs.strides[0] === 1)) return wide;
    const shares = windowShares(attrs.shape[2], from[2], 0, attrs);
    return onnx.node("MatMul", [onnx.constant([attrs.shape[2], from[2]], shares), wide]);
  },
};

/** Windows side by side: a product with one row of shares. Others: one with the shares of all positions. */
function spreadAlongLast(
  onnx: OnnxBuilder,
  gradient: string,
  from: Shape,
  at: Pooling & { readonly shape: Shape },
): string {
  const axis = at.window.length - 1;
  const window = at.window[axis];
  const [length, windows] = [at.shape[axis + 2], from[axis + 2]];
  if (window === 1 && at.strides[axis] === 1) return gradient;
  if (at.strides[axis] !== window || at.padding[axis] > 0) {
    const shares = onnx.constant([length, windows], windowShares(length, windows, axis, at));
    return onnx.node("MatMul", [gradient, onnx.node("Transpose", [shares])]);
  }
  const rest = windows * window - length;
  const weights = new Float32Array(windows).fill(1 / window).fill(1 / (window - rest), windows - 1);
  const shared = onnx.node("Mul", [gradient, onnx.constant([windows], weights)]);
  const column = onnx.node("Reshape", [shared, onnx.integers([sizeOf(from), 1])]);
  const repeated = onnx.node("MatMul", [
    column,
    onnx.constant([1, window], new Float32Array(window).fill(1)),
  ]);
  const whole = [...from.slice(0, -1), windows * window];
  const spread = onnx.node("Reshape", [repeated, onnx.integers(whole)]);
  if (rest === 0) return spread;
  return onnx.node("Slice", [spread, onnx.integers([0]), onnx.integers([length]), onnx.integers([axis + 2])]);
}

/** [position, window]: 1 / positions in the window where the position is in it, else 0. */
function windowShares(length: number, windows: number, axis: number, at: Pooling): Float32Array {
  const shares = new Float32Array(length * windows);
  for (let window = 0; window < windows; window++) {
    const start = window * at.strides[axis] - at.padding[axis];
    const [from, to] = [Math.max(0, start), Math.min(length, start + at.window[axis])];
    for (let position = from; position < to; position++)
      shares[position * windows + window] = 1 / (to - from);
  }
  return shares;
}

/**
 * Means of windows, which lie side by side unless a stride is given; windows that reach over the edge average what is
 * inside (PyTorch's avg_pool with ceil_mode and without count_include_pad).
 *
 * @param x - [row, channel, frame] or [row, channel, height, width]
 * @param window - [frames] or [height, width]
 * @returns [row, channel, ...windows]: ceil(length / window) of them without stride and padding
 */
export const averagePool = (x: Value, window: Shape, options: PoolOptions = {}): Value =>
  apply(averagePoolOp, [x], poolingOf(window, options));

/** Means over all axes after the channel: [row, channel, ...] -> [row, channel]. */
export function globalAveragePool(x: Value): Value {
  const axes = x.shape.slice(2).map((_, i) => i + 2);
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  return scale(reduceSum(x, axes), 1 / count);
}

const maxPoolOp: Op<Pooling> = {
  type: "maxPool",
  infer: ([shape], attrs) => pooledShape(shape, attrs),
  lower: (onnx, inputs, { attrs, shape, inputShapes: [from] }) =>
    onnx.node("MaxPool", inputs, poolAttributes(attrs, from, shape)),
  gradient: ({ inputs: [x], attrs, gradient }) => [apply(maxPoolGradientOp, [x, gradient], attrs)],
};

/** Inputs: x, output gradient. Windows may overlap: the gradients of a number's windows add up. */
const maxPoolGradientOp: Op<Pooling> = {
  type: "maxPoolGradient",
  infer: ([shape]) => shape,
  lower: (onnx, [x, gradient], { attrs, inputShapes: [shape, pooled] }) => {
    // Where each maximum lies in x; the first of equal ones, as in PyTorch.
    const [, places] = onnx.nodeMany("MaxPool", [x], 2, poolAttributes(attrs, shape, pooled));
    const flat = (name: string): string => onnx.node("Reshape", [name, onnx.integers([sizeOf(pooled)])]);
    const zeros = onnx.node("ConstantOfShape", [onnx.integers([sizeOf(shape)])]);
    const sums = onnx.node("ScatterElements", [zeros, flat(places), flat(gradient)], { reduction: "add" });
    return onnx.node("Reshape", [sums, onnx.integers(shape)]);
  },
};

/**
 * Maxima of windows, which lie side by side unless a stride is given; windows may reach over the edge (PyTorch's
 * max_pool with ceil_mode). The gradient goes to the first of equal maxima.
 *
 * @param x - [row, channel, frame] or [row, channel, height, width]
 * @param window - [frames] or [height, width]
 * @returns [row, channel, ...windows]: ceil(length / window) of them without stride and padding
 */
export const maxPool = (x: Value, window: Shape, options: PoolOptions = {}): Value =>
  apply(maxPoolOp, [x], poolingOf(window, options));

/** Maxima over all axes after the channel: [row, channel, ...] -> [row, channel]. */
export const globalMaxPool = (x: Value): Value => reshape(maxPool(x, x.shape.slice(2)), x.shape.slice(0, 2));
