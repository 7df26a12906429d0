/** Convolution of series and images (cross-correlation, as in PyTorch), in groups, and its two gradients. */
import {
  apply,
  type Mismatch,
  type Op,
  type Shape,
  showShape,
  showShapes,
  sizeOf,
  type Value,
} from "../graph.ts";
import type { OnnxBuilder } from "../onnx/builder.ts";
import { type ConvGeometry, convolvedLength, type KernelPart, seenPart } from "./conv-geometry.ts";
import { convNodes } from "./conv-nodes.ts";
import { hasSubPixels, subPixelInputGradient } from "./conv-sub-pixel.ts";
import { weightGradient } from "./conv-weight-gradient.ts";
import { reduceSum } from "./reduce.ts";

const convOp: Op<ConvGeometry> = {
  type: "conv",
  infer: ([x, weight, bias], geometry) => {
    const mismatch = mismatchOf(x, weight, geometry);
    if (mismatch !== undefined) return mismatch;
    if (bias !== undefined && (bias.length !== 1 || bias[0] !== weight[0]))
      return { expected: `a bias [${weight[0]}]`, given: showShape(bias) };
    const lengths = x
      .slice(2)
      .map((length, axis) => convolvedLength(length, weight[axis + 2], axis, geometry));
    if (lengths.some((length) => length < 1)) {
      const input = x.length === 3 ? "a series at least as long" : "an image at least as large";
      return {
        expected: `${input} as its kernel ${showShape(weight.slice(2))} after padding`,
        given: showShape(x.slice(2)),
      };
    }
    return [x[0], weight[0], ...lengths];
  },
  lower: (onnx, [x, weight, bias], { attrs, inputShapes: [from, kernel] }) => {
    const part = seenPart(from, kernel, attrs);
    return convNodes(onnx, {
      ...attrs,
      x,
      weight: kernelPart(onnx, weight, kernel, part),
      bias,
      xShape: from,
      weightShape: [kernel[0], kernel[1], ...lengthsOf(part)],
      pads: part.pads,
    });
  },
  gradient: ({ inputs: [x, weight, bias], attrs, gradient }) => {
    const byX = apply(inputGradientOp, [gradient, weight], { ...attrs, shape: x.shape });
    const byWeight = apply(weightGradientOp, [x, gradient], { ...attrs, shape: weight.shape });
    if (bias === undefined) return [byX, byWeight];
    return [byX, byWeight, reduceSum(gradient, [0, ...x.shape.slice(2).map((_, axis) => axis + 2)])];
  },
};

/**
 * @param x - [row, channel, frame] or [row, channel, height, width]
 * @param weight - [out, channel / groups, ...kernel]; outputs see the channels of their own group
 * @param bias - [out]
 * @returns [row, out, ...] with lengths
 *   floor((length + zeros before and after - dilation (kernel - 1) - 1) / stride) + 1
 * @throws ShapeError if channels do not fit, do not divide into the groups, or the padded input is smaller than the kernel
 */
export const conv = (x: Value, weight: Value, bias: Value | undefined, geometry: ConvGeometry): Value =>
  apply(convOp, bias === undefined ? [x, weight] : [x, weight, bias], geometry);

function mismatchOf(x: Shape, weight: Shape, geometry: ConvGeometry): Mismatch | undefined {
  const { strides, dilations, pads, groups } = geometry;
  const steps: [string, readonly number[], number][] = [
    ["groups", [groups], 1],
    ["strides", strides, 1],
    ["dilations", dilations, 1],
    ["paddings", pads, 0],
  ];
  for (const [what, numbers, least] of steps) {
    if (!numbers.every((one) => Number.isInteger(one) && one >= least))
      return { expected: `whole ${what} of ${least} or more`, given: showShape(numbers) };
  }
  const fits =
    x.length === strides.length + 2 &&
    weight.length === x.length &&
    x[1] === weight[1] * groups &&
    weight[0] % groups === 0;
  if (fits) return undefined;
  const input =
    strides.length === 1 ? "a series [row, channel, frame]" : "an image [row, channel, height, width]";
  const kernel = strides.length === 1 ? "kernel" : "kernel height, kernel width";
  const weights =
    groups === 1
      ? `weights [out, channel, ${kernel}]`
      : `weights [out, channel / ${groups}, ${kernel}] for ${groups} groups`;
  return { expected: `${input} and ${weights}`, given: showShapes([x, weight]) };
}

function lengthsOf({ from, to }: Pick<KernelPart, "from" | "to">): number[] {
  return to.map((position, axis) => position - from[axis]);
}

function kernelPart(onnx: OnnxBuilder, weight: string, kernel: Shape, { from, to }: KernelPart): string {
  if (from.every((position, axis) => position === 0 && to[axis] === kernel[axis + 2])) return weight;
  const axes = from.map((_, axis) => axis + 2);
  return onnx.node("Slice", [weight, onnx.integers(from), onnx.integers(to), onnx.integers(axes)]);
}

/** Numbers per axis up to which they are spread by a product with a matrix of that many rows. */
const MOST_SPREAD = 1024;

/** Inputs: output gradient, weight. */
const inputGradientOp: Op<ConvGeometry & { shape: Shape }> = {
  type: "convInputGradient",
  infer: (_shapes, { shape }) => shape,
  lower: (onnx, [gradient, weight], { attrs, shape, inputShapes: [from, kernel] }) => {
    const part = seenPart(shape, kernel, attrs);
    const { strides, dilations, groups } = attrs;
    const { pads } = part;
    const rank = strides.length;
    const lengths = lengthsOf(part);
    const reach = dilations.map((dilation, axis) => dilation * (lengths[axis] - 1));
    const turnedPads = pads.map((zeros, i) => reach[i % rank] - zeros);
    // A convolution with the turned kernel: measured 1.1 to 1.3 times as fast as ConvTranspose or products.
    const turned = (): string =>
      convNodes(onnx, {
        x: gradient,
        weight: turnedKernel(onnx, weight, kernel, part, groups),
        xShape: from,
        weightShape: [kernel[1] * groups, kernel[0] / groups, ...lengths],
        strides: strides.map(() => 1),
        dilations,
        pads: turnedPads,
        groups,
      });
    const pointwise = groups === 1 && sizeOf(lengths) === 1 && pads.every((zeros) => zeros === 0);
    if (pointwise && from.slice(2).every((length) => length <= MOST_SPREAD))
      return spread(onnx, turned(), from.slice(2), shape.slice(2), strides);
    if (strides.every((stride) => stride === 1) && turnedPads.every((zeros) => zeros >= 0)) return turned();
    const seen = kernelPart(onnx, weight, kernel, part);
    const at = { gradient, weight: seen, from, lengths, ...attrs, pads };
    if (hasSubPixels(onnx.blockedChannels, at)) return subPixelInputGradient(onnx, at);
    const beyond = strides.map((stride, axis) => {
      const least = (from[axis + 2] - 1) * stride + reach[axis] + 1 - pads[axis] - pads[axis + rank];
      return shape[axis + 2] - least;
    });
    return onnx.node("ConvTranspose", [gradient, seen], {
      group: { int: groups },
      dilations: { ints: dilations },
      pads: { ints: pads },
      strides: { ints: strides },
      output_padding: { ints: beyond },
    });
  },
};

/** Spatial axes of the lengths `outputs` as those of `lengths`, each number a stride after the one before, zeros between. */
function spread(onnx: OnnxBuilder, x: string, outputs: Shape, lengths: Shape, strides: Shape): string {
  return lengths.reduce((wide, length, axis) => {
    if (strides[axis] === 1 && outputs[axis] === length) return wide;
    const last = axis === lengths.length - 1;
    const places = spreading(outputs[axis], length, strides[axis], last);
    const matrix = onnx.constant(last ? [outputs[axis], length] : [length, outputs[axis]], places);
    return onnx.node("MatMul", last ? [wide, matrix] : [matrix, wide]);
  }, x);
}

/** 1 where number i goes to place i stride: [numbers, length], or [length, numbers]. Measured faster than Pad. */
function spreading(numbers: number, length: number, stride: number, byNumber: boolean): Float32Array {
  const matrix = new Float32Array(numbers * length);
  for (let i = 0; i < numbers; i++) matrix[byNumber ? i * length + i * stride : i * stride * numbers + i] = 1;
  return matrix;
}

/** [out, channel / groups, ...kernel] -> [channel, out / groups, ...part of the kernel, its positions in reverse]. */
function turnedKernel(
  onnx: OnnxBuilder,
  weight: string,
  kernel: Shape,
  { from, to }: KernelPart,
  groups: number,
): string {
  const [out, channels, ...lengths] = kernel;
  const axes = from.map((_, axis) => axis + 2);
  const turned =
    sizeOf(lengths) === 1
      ? weight
      : onnx.node("Slice", [
          weight,
          onnx.integers(to.map((position) => position - 1)),
          onnx.integers(from.map((position, axis) => position - 1 - lengths[axis])),
          onnx.integers(axes),
          onnx.integers(axes.map(() => -1)),
        ]);
  if (groups === 1) return onnx.node("Transpose", [turned], { perm: { ints: [1, 0, ...axes] } });
  const part = lengthsOf({ from, to });
  const each = out / groups;
  const apart = onnx.node("Reshape", [turned, onnx.integers([groups, each, channels, ...part])]);
  const perm = { ints: [0, 2, 1, ...axes.map((axis) => axis + 1)] };
  const swapped = onnx.node("Transpose", [apart], { perm });
  return onnx.node("Reshape", [swapped, onnx.integers([groups * channels, each, ...part])]);
}

/** Inputs: series or image, output gradient. */
const weightGradientOp: Op<ConvGeometry & { shape: Shape }> = {
  type: "convWeightGradient",
  infer: (_shapes, { shape }) => shape,
  lower: (onnx, [x, gradient], { attrs, inputShapes }) =>
    weightGradient(onnx, { x, gradient, xShape: inputShapes[0], gradientShape: inputShapes[1], ...attrs }),
};
