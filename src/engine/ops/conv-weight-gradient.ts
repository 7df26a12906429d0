/**
 * The weight gradient of a convolution as ONNX nodes: W'[o, c, i] = sum over rows n and positions h of
 * G[n, o, h] X[n, c, h stride + i dilation - zeros before], where c runs over the channels of o's group and h and i are
 * frames or pairs. Three ways, each the fastest measured for some shapes (onnxruntime 1.30, AVX-512, batches of 4 and
 * 16); the choice depends on shapes only, so that a run can be repeated bit by bit.
 */
import { type Shape, sizeOf } from "../graph.ts";
import type { OnnxBuilder } from "../onnx/builder.ts";
import { type ConvGeometry, viewThrough } from "./conv-geometry.ts";

interface WeightGradient extends ConvGeometry {
  /** ONNX names of the input and of the output gradient. */
  readonly x: string;
  readonly gradient: string;
  /** [row, channel, ...] */
  readonly xShape: Shape;
  /** [row, out, ...] */
  readonly gradientShape: Shape;
  /** [out, channel / groups, ...kernel] */
  readonly shape: Shape;
}

/** Returns the ONNX name of the weight gradient. */
export function weightGradient(onnx: OnnxBuilder, at: WeightGradient): string {
  const [, channels, ...kernel] = at.shape;
  if (channels >= 8 && (kernel.length === 1 || sizeOf(kernel) <= 4)) return byUnfolding(onnx, at);
  if (channels >= 8 && at.strides[0] === 1) return byShiftingBoth(onnx, at);
  return bySwapping(onnx, at);
}

/** A convolution of the transposed input with the transposed gradient: strides and dilations change places. */
function bySwapping(onnx: OnnxBuilder, at: WeightGradient): string {
  const [, , ...kernel] = at.shape;
  const axes = kernel.map((_, axis) => axis + 2);
  const perm = { ints: [1, 0, ...axes] };
  const swapped = onnx.node(
    "Conv",
    [swappedInput(onnx, at), onnx.node("Transpose", [at.gradient], { perm })],
    {
      group: { int: at.groups },
      strides: { ints: at.dilations },
      dilations: { ints: at.strides },
      pads: { ints: at.pads },
    },
  );
  // Numbers that no stride reached leave positions too many.
  const cropped = onnx.node("Slice", [
    swapped,
    onnx.integers(axes.map(() => 0)),
    onnx.integers(kernel),
    onnx.integers(axes),
  ]);
  return onnx.node("Transpose", [cropped], { perm });
}

/** [channel of a group, group x row, ...]: so the swapped convolution has the same groups. */
function swappedInput(onnx: OnnxBuilder, { x, xShape, shape, groups }: WeightGradient): string {
  const [rows, , ...lengths] = xShape;
  const axes = lengths.map((_, axis) => axis + 2);
  if (groups === 1) return onnx.node("Transpose", [x], { perm: { ints: [1, 0, ...axes] } });
  const channels = shape[1];
  const apart = reshaped(onnx, x, [rows, groups, channels, ...lengths]);
  const perm = { ints: [2, 1, 0, ...axes.map((axis) => axis + 1)] };
  return reshaped(onnx, onnx.node("Transpose", [apart], { perm }), [channels, groups * rows, ...lengths]);
}

/** One product per kernel position, of the outputs that see numbers through it and of these: for few positions. */
function byUnfolding(onnx: OnnxBuilder, at: WeightGradient): string {
  const { groups, strides } = at;
  const [out, channels, ...kernel] = at.shape;
  const [rows, , ...lengths] = at.xShape;
  const outputs = at.gradientShape.slice(2);
  const each = out / groups;
  const x = inGroups(onnx, at.x, at.xShape, groups);
  const gradient = inGroups(onnx, at.gradient, at.gradientShape, groups);
  const products = positionsOf(kernel).map((position) => {
    const views = position.map((i, axis) => viewThrough(i, lengths[axis], outputs[axis], axis, at));
    if (!views.every((view) => view !== undefined)) {
      const shape = groups === 1 ? [each, channels] : [groups, each, channels];
      return onnx.constant(shape, new Float32Array(sizeOf(shape)));
    }
    const seeing = views.map(({ first, end }) => ({ from: first, to: end, step: 1 }));
    const seen = views.map(({ first, end, start }, axis) => {
      const step = strides[axis];
      return { from: start, to: start + (end - first - 1) * step + 1, step };
    });
    const numbers = sizeOf(views.map(({ first, end }) => end - first));
    const a = reshaped(onnx, cut(onnx, gradient, outputs, seeing), [rows * groups, each, numbers]);
    const b = reshaped(onnx, cut(onnx, x, lengths, seen), [rows * groups, channels, numbers]);
    return rowProducts(onnx, a, b, { rows, groups, m: each, n: channels, k: numbers });
  });
  const apart = reshaped(onnx, sideBySide(onnx, products, -1), [out, ...kernel, channels]);
  const axes = kernel.map((_, axis) => axis + 1);
  return onnx.node("Transpose", [apart], { perm: { ints: [0, kernel.length + 1, ...axes] } });
}

/**
 * The gradient once per kernel row, stacked, and the image once per kernel column: well-shaped products, and
 * height + width copies instead of height x width. Needs stride 1 along the height.
 */
function byShiftingBoth(onnx: OnnxBuilder, at: WeightGradient): string {
  const { groups } = at;
  const [out, channels, height, width] = at.shape;
  const [batch, , gradientHeight, gradientWidth] = at.gradientShape;
  const each = out / groups;
  const extra = (height - 1) * at.dilations[0];
  const [top, left, bottom, right] = at.pads;
  const paddedShape = [batch, at.xShape[1], gradientHeight + extra, at.xShape[3] + left + right];
  const padded =
    top + left + bottom + right === 0
      ? at.x
      : onnx.node("Pad", [at.x, onnx.integers([0, 0, top, left, 0, 0, bottom, right])]);
  const x = inGroups(onnx, padded, paddedShape, groups);
  const gradient = inGroups(onnx, at.gradient, at.gradientShape, groups);
  const shifted = Array.from({ length: height }, (_, i) => {
    const above = i * at.dilations[0];
    if (extra === 0) return gradient;
    return onnx.node("Pad", [gradient, onnx.integers([0, 0, above, 0, 0, 0, extra - above, 0])]);
  });
  const rows = batch * groups;
  const positions = (gradientHeight + extra) * gradientWidth;
  const stack = reshaped(onnx, sideBySide(onnx, shifted, 1), [rows, height * each, positions]);
  const whole = { from: 0, to: gradientHeight + extra, step: 1 };
  const products = Array.from({ length: width }, (_, j) => {
    const [from, step] = [j * at.dilations[1], at.strides[1]];
    const column = { from, to: from + (gradientWidth - 1) * step + 1, step };
    const seen = cut(onnx, x, paddedShape.slice(2), [whole, column]);
    const b = reshaped(onnx, seen, [rows, channels, positions]);
    // One product per column: stacking the columns too would copy the image once more per column.
    return rowProducts(onnx, stack, b, { rows: batch, groups, m: height * each, n: channels, k: positions });
  });
  const apart = reshaped(onnx, sideBySide(onnx, products, -1), [groups, height, each, width, channels]);
  const turned = onnx.node("Transpose", [apart], { perm: { ints: [0, 2, 4, 1, 3] } });
  return reshaped(onnx, turned, at.shape);
}

/** [row, channel, ...] -> [row x group, channel of the group, ...]. */
function inGroups(onnx: OnnxBuilder, x: string, [rows, channels, ...lengths]: Shape, groups: number): string {
  return groups === 1 ? x : reshaped(onnx, x, [rows * groups, channels / groups, ...lengths]);
}

/** All positions of a kernel, the last axis fastest. */
function positionsOf(kernel: Shape): number[][] {
  return kernel.reduce<number[][]>(
    (before, length) => before.flatMap((at) => Array.from({ length }, (_, i) => [...at, i])),
    [[]],
  );
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** A part of each spatial axis of x, which has the given spatial lengths. */
function cut(onnx: OnnxBuilder, x: string, lengths: Shape, ranges: readonly Range[]): string {
  const parts = ranges
    .map((range, axis) => ({ ...range, axis: axis + 2, whole: range.to - range.from === lengths[axis] }))
    .filter(({ whole, step }) => !whole || step > 1);
  if (parts.length === 0) return x;
  return onnx.node("Slice", [
    x,
    onnx.integers(parts.map(({ from }) => from)),
    onnx.integers(parts.map(({ to }) => to)),
    onnx.integers(parts.map(({ axis }) => axis)),
    onnx.integers(parts.map(({ step }) => step)),
  ]);
}

function sideBySide(onnx: OnnxBuilder, parts: readonly string[], axis: number): string {
  return parts.length === 1 ? parts[0] : onnx.node("Concat", parts, { axis: { int: axis } });
}

function reshaped(onnx: OnnxBuilder, x: string, shape: Shape): string {
  return onnx.node("Reshape", [x, onnx.integers(shape)]);
}

interface Products {
  readonly rows: number;
  readonly groups: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** a [row x group, m, k], b [row x group, n, k] -> the sums over rows of a b': [m, n], or [group, m, n] of several groups. */
function rowProducts(onnx: OnnxBuilder, a: string, b: string, { rows, groups, m, n, k }: Products): string {
  if (groups === 1 && rows > 1 && m * n > k * (m + n)) {
    // Products larger than their factors: one product over all rows, instead of a sum of products.
    const inOne = (x: string, each: number): string => {
      const turned = onnx.node("Transpose", [reshaped(onnx, x, [rows, each, k])], {
        perm: { ints: [1, 0, 2] },
      });
      return reshaped(onnx, turned, [each, rows * k]);
    };
    return onnx.node("Gemm", [inOne(a, m), inOne(b, n)], { transB: { int: 1 } });
  }
  // onnxruntime fuses the transposition.
  const turned = onnx.node("Transpose", [b], { perm: { ints: [0, 2, 1] } });
  const products = onnx.node("MatMul", [a, turned]);
  const apart = groups === 1 ? products : reshaped(onnx, products, [rows, groups, m, n]);
  return onnx.node("ReduceSum", [apart, onnx.integers([0])], { keepdims: { int: 0 } });
}
