/**
 * The weight gradient of a convolution as ONNX nodes: W'[o, c, i, j] = sum over rows n and positions (h, w) of
 * G[n, o, h, w] X[n, c, h stride + i dilation, w stride + j dilation]. Three ways, each the fastest measured for
 * some shapes (onnxruntime 1.30, AVX-512, batches of 4 and 16); the choice depends on shapes only, so that a run can be
 * repeated bit by bit.
 */
import type { Shape } from "../graph.ts";
import type { OnnxBuilder } from "../onnx/builder.ts";
import type { ConvGeometry } from "./conv.ts";

interface WeightGradient extends ConvGeometry {
  /** ONNX names of the image and of the output gradient. */
  readonly x: string;
  readonly gradient: string;
  /** [row, channel, height, width] */
  readonly xShape: Shape;
  /** [row, out channel, height', width'] */
  readonly gradientShape: Shape;
  /** [out channel, channel, kernel height, kernel width] */
  readonly shape: Shape;
}

/** Returns the ONNX name of the weight gradient. */
export function weightGradient(onnx: OnnxBuilder, at: WeightGradient): string {
  const [, channels, height, width] = at.shape;
  if (channels >= 8 && height * width <= 4) return byUnfolding(onnx, at);
  if (channels >= 8 && at.strides[0] === 1) return byShiftingBoth(onnx, at);
  return bySwapping(onnx, at);
}

/** A convolution of the transposed image with the transposed gradient: strides and dilations change places. */
function bySwapping(onnx: OnnxBuilder, at: WeightGradient): string {
  const perm = { ints: [1, 0, 2, 3] };
  const swapped = onnx.node(
    "Conv",
    [onnx.node("Transpose", [at.x], { perm }), onnx.node("Transpose", [at.gradient], { perm })],
    { strides: { ints: at.dilations }, dilations: { ints: at.strides }, pads: { ints: at.pads } },
  );
  // Image rows that no stride reached leave rows too many.
  const cropped = onnx.node("Slice", [
    swapped,
    onnx.integers([0, 0]),
    onnx.integers(at.shape.slice(2)),
    onnx.integers([2, 3]),
  ]);
  return onnx.node("Transpose", [cropped], { perm });
}

/** One product per kernel position, with the part of the image that the position sees: for few positions. */
function byUnfolding(onnx: OnnxBuilder, at: WeightGradient): string {
  const [out, channels, height, width] = at.shape;
  const [batch, , gradientHeight, gradientWidth] = at.gradientShape;
  const positions = gradientHeight * gradientWidth;
  const padded = padImage(onnx, at, 0);
  const gradient = reshaped(onnx, at.gradient, [batch, out, positions]);
  const products: string[] = [];
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const from = [i * at.dilations[0], j * at.dilations[1]];
      const to = [
        from[0] + (gradientHeight - 1) * at.strides[0] + 1,
        from[1] + (gradientWidth - 1) * at.strides[1] + 1,
      ];
      const part = sliceImage(onnx, padded, from, to, at.strides);
      products.push(rowProducts(onnx, gradient, reshaped(onnx, part, [batch, channels, positions])));
    }
  }
  const apart = reshaped(onnx, sideBySide(onnx, products), [out, height, width, channels]);
  return onnx.node("Transpose", [apart], { perm: { ints: [0, 3, 1, 2] } });
}

/**
 * The gradient once per kernel row, stacked, and the image once per kernel column: well-shaped products, and
 * height + width copies instead of height x width. Needs stride 1 along the height.
 */
function byShiftingBoth(onnx: OnnxBuilder, at: WeightGradient): string {
  const [out, channels, height, width] = at.shape;
  const [batch, , gradientHeight, gradientWidth] = at.gradientShape;
  const extra = (height - 1) * at.dilations[0];
  const rows = gradientHeight + extra;
  const padded = padImage(onnx, at, rows);
  const shifted = Array.from({ length: height }, (_, i) => {
    const above = i * at.dilations[0];
    if (extra === 0) return at.gradient;
    return onnx.node("Pad", [at.gradient, onnx.integers([0, 0, above, 0, 0, 0, extra - above, 0])]);
  });
  const positions = rows * gradientWidth;
  const stack = reshaped(onnx, sideBySide(onnx, shifted), [batch, height * out, positions]);
  const products = Array.from({ length: width }, (_, j) => {
    const from = j * at.dilations[1];
    const to = from + (gradientWidth - 1) * at.strides[1] + 1;
    const column = sliceImage(onnx, padded, [0, from], [rows, to], [1, at.strides[1]]);
    // One product per column: stacking the columns too would copy the image once more per column.
    return rowProducts(onnx, stack, reshaped(onnx, column, [batch, channels, positions]));
  });
  const apart = reshaped(onnx, sideBySide(onnx, products), [height, out, width, channels]);
  return onnx.node("Transpose", [apart], { perm: { ints: [1, 3, 0, 2] } });
}

/** The image with its zeros around it; at least `leastRows` high. */
function padImage(onnx: OnnxBuilder, at: WeightGradient, leastRows: number): string {
  const [top, left, bottom, right] = at.pads;
  const below = Math.max(bottom, leastRows - top - at.xShape[2]);
  if (top + left + below + right === 0) return at.x;
  return onnx.node("Pad", [at.x, onnx.integers([0, 0, top, left, 0, 0, below, right])]);
}

function sliceImage(
  onnx: OnnxBuilder,
  x: string,
  from: readonly number[],
  to: readonly number[],
  steps: readonly number[],
): string {
  return onnx.node("Slice", [
    x,
    onnx.integers(from),
    onnx.integers(to),
    onnx.integers([2, 3]),
    onnx.integers(steps),
  ]);
}

/** Tensors joined along their second axis. */
function sideBySide(onnx: OnnxBuilder, parts: readonly string[]): string {
  return parts.length === 1 ? parts[0] : onnx.node("Concat", parts, { axis: { int: 1 } });
}

function reshaped(onnx: OnnxBuilder, x: string, shape: Shape): string {
  return onnx.node("Reshape", [x, onnx.integers(shape)]);
}

/** a [row, m, k], b [row, n, k] -> the sum over rows of a b', [m, n]. onnxruntime fuses the transposition. */
function rowProducts(onnx: OnnxBuilder, a: string, b: string): string {
  const turned = onnx.node("Transpose", [b], { perm: { ints: [0, 2, 1] } });
  const products = onnx.node("MatMul", [a, turned]);
  return onnx.node("ReduceSum", [products, onnx.integers([0])], { keepdims: { int: 0 } });
}
