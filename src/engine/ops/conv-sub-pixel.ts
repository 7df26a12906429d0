/**
 * The gradient by the input of a strided convolution, by one convolution of stride 1 (sub-pixel convolution, Shi et al.
 * 2016): numbers that lie at the same place between two strides are channels of their own, and are then put side by
 * side. With x' = x + zeros before = stride m + place, dX[x'] = sum over j of W[place + stride j] G[m - j].
 */
import { type Shape, sizeOf } from "../graph.ts";
import { BLOCKED_DOMAIN } from "../onnx/blocked-channels.ts";
import type { OnnxBuilder } from "../onnx/builder.ts";
import type { ConvGeometry } from "./conv-geometry.ts";
import { blockedOutput } from "./conv-nodes.ts";

interface InputGradient extends ConvGeometry {
  /** ONNX names of the output gradient and of the weights. */
  readonly gradient: string;
  readonly weight: string;
  /** [row, out, ...]: shape of the output gradient. */
  readonly from: Shape;
  /** [row, channel, ...]: shape of the input. */
  readonly shape: Shape;
  /** Of the kernel. */
  readonly lengths: Shape;
}

/** Fewer gradients than this do not pay for rearranging the weights. */
const FEW_GRADIENTS = 512;

/** Putting side by side is fast only for whole blocks of channels. */
export function hasSubPixels(
  block: number,
  { from, shape, lengths, dilations, groups }: InputGradient,
): boolean {
  return (
    block > 0 &&
    groups === 1 &&
    shape[1] % block === 0 &&
    from[1] % block === 0 &&
    sizeOf(lengths) > 1 &&
    from[0] * sizeOf(from.slice(2)) >= FEW_GRADIENTS &&
    dilations.every((dilation) => dilation === 1)
  );
}

/** Returns the ONNX name of the gradient [row, channel, ...]. */
export function subPixelInputGradient(onnx: OnnxBuilder, at: InputGradient): string {
  const { from, shape, strides, pads, lengths } = at;
  const taps = lengths.map((length, axis) => Math.ceil(length / strides[axis]));
  const outputs = strides.map((stride, axis) =>
    Math.max(from[axis + 2], Math.ceil((shape[axis + 2] + pads[axis]) / stride)),
  );
  const ones = strides.map(() => 1);
  const convolved = blockedOutput(onnx, {
    x: at.gradient,
    weight: placesAsChannels(onnx, at, taps),
    xShape: from,
    weightShape: [sizeOf(strides) * shape[1], from[1], ...taps],
    strides: ones,
    dilations: ones,
    pads: [...taps.map((count) => count - 1), ...outputs.map((count, axis) => count - from[axis + 2])],
    groups: 1,
  });
  const image = cropped(onnx, sideBySide(onnx, convolved, at, outputs), at, outputs);
  const channels = { channels: { int: shape[1] } };
  const plain = onnx.nodeOf(BLOCKED_DOMAIN, "ReorderOutput", [image], channels);
  return shape.length === 3 ? onnx.node("Reshape", [plain, onnx.integers(shape)]) : plain;
}

/** The kernel [out, channel, ...lengths] as [...strides x channel, out, ...taps], its taps in reverse. */
function placesAsChannels(
  onnx: OnnxBuilder,
  { weight, from, shape, lengths, strides }: InputGradient,
  taps: Shape,
): string {
  const fill = taps.map((count, axis) => count * strides[axis] - lengths[axis]);
  const zeros = [...shape.map(() => 0), 0, 0, ...fill];
  const filled = fill.every((count) => count === 0)
    ? weight
    : onnx.node("Pad", [weight, onnx.integers(zeros)]);
  const apart = [from[1], shape[1], ...taps.flatMap((count, axis) => [count, strides[axis]])];
  const split = onnx.node("Reshape", [filled, onnx.integers(apart)]);
  const tapAxes = taps.map((_, axis) => 2 + 2 * axis);
  const turned = onnx.node("Slice", [
    split,
    onnx.integers(tapAxes.map(() => -1)),
    onnx.integers(taps.map((count) => -1 - count)),
    onnx.integers(tapAxes),
    onnx.integers(tapAxes.map(() => -1)),
  ]);
  const perm = { ints: [...tapAxes.map((axis) => axis + 1), 1, 0, ...tapAxes] };
  const places = onnx.node("Transpose", [turned], { perm });
  return onnx.node("Reshape", [places, onnx.integers([sizeOf(strides) * shape[1], from[1], ...taps])]);
}

/** Blocks [row, ...strides, channel / block, ...outputs, block] as [row, channel / block, ...outputs x strides, block]. */
function sideBySide(
  onnx: OnnxBuilder,
  blocks: string,
  { shape, strides }: InputGradient,
  outputs: Shape,
): string {
  const block = onnx.blockedChannels;
  const rank = strides.length;
  const apart = [shape[0], ...strides, shape[1] / block, ...outputs, block];
  const split = onnx.node("Reshape", [blocks, onnx.integers(apart)]);
  const spatial = strides.flatMap((_, axis) => [rank + 2 + axis, 1 + axis]);
  return onnx.node("Transpose", [split], { perm: { ints: [0, rank + 1, ...spatial, 2 * rank + 2] } });
}

/** The part of the blocks that is the input, with the shape of an image. */
function cropped(
  onnx: OnnxBuilder,
  blocks: string,
  { shape, strides, pads }: InputGradient,
  outputs: Shape,
): string {
  const [rows, channels, ...lengths] = shape;
  const block = onnx.blockedChannels;
  const wide = outputs.map((count, axis) => count * strides[axis]);
  const image = onnx.node("Reshape", [blocks, onnx.integers([rows, channels / block, ...wide, block])]);
  const part = onnx.node("Slice", [
    image,
    onnx.integers(lengths.map((_, axis) => pads[axis])),
    onnx.integers(lengths.map((length, axis) => pads[axis] + length)),
    onnx.integers(lengths.map((_, axis) => axis + 2)),
  ]);
  const flat = lengths.length === 1 ? [1, ...lengths] : lengths;
  return onnx.node("Reshape", [part, onnx.integers([rows, channels, ...flat])]);
}
