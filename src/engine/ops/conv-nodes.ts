/** A convolution as ONNX nodes: on blocked channels where the machine has them and they are faster. */
import { type Shape, sizeOf } from "../graph.ts";
import { BLOCKED_DOMAIN } from "../onnx/blocked-channels.ts";
import type { OnnxBuilder } from "../onnx/builder.ts";
import { type ConvGeometry, convolvedLength } from "./conv-geometry.ts";

export interface ConvNodes extends ConvGeometry {
  /** ONNX names. */
  readonly x: string;
  readonly weight: string;
  readonly bias?: string | undefined;
  /** [row, channel, ...] */
  readonly xShape: Shape;
  /** [out, channel / groups, ...kernel] */
  readonly weightShape: Shape;
}

/** Below it channels are not put into blocks. */
const FEW_CHANNELS = 4;

/** Returns the ONNX name of the output [row, out, ...]. */
export function convNodes(onnx: OnnxBuilder, at: ConvNodes): string {
  if (isBlocked(onnx.blockedChannels, at)) return blockedConv(onnx, at);
  const { x, weight, bias, strides, dilations, pads, groups } = at;
  return onnx.node("Conv", bias === undefined ? [x, weight] : [x, weight, bias], {
    strides: { ints: strides },
    dilations: { ints: dilations },
    pads: { ints: pads },
    group: { int: groups },
  });
}

/** Fewer outputs than this do not pay for putting the weights into blocks. */
const FEW_OUTPUTS = 256;

/** Measured: blocks that are far from full, or kernels of one position, cost more than they gain. */
function isBlocked(block: number, at: ConvNodes): boolean {
  const { xShape, weightShape, groups } = at;
  const [out, channels, ...kernel] = weightShape;
  if (block === 0 || groups > 1 || sizeOf(kernel) < 3) return false;
  const outputs = kernel.map((length, axis) => convolvedLength(xShape[axis + 2], length, axis, at));
  if (xShape[0] * sizeOf(outputs) < FEW_OUTPUTS) return false;
  const fills = (count: number) => count / (Math.ceil(count / block) * block) > 0.75;
  return fills(out) && (channels < FEW_CHANNELS || (channels % 4 === 0 && fills(channels)));
}

function blockedConv(onnx: OnnxBuilder, at: ConvNodes): string {
  const [out, , ...kernel] = at.weightShape;
  const output = onnx.nodeOf(BLOCKED_DOMAIN, "ReorderOutput", [blockedOutput(onnx, at)], {
    channels: { int: out },
  });
  if (kernel.length === 2) return output;
  const [rows, , frames] = at.xShape;
  const length = convolvedLength(frames, kernel[0], 0, at);
  return onnx.node("Reshape", [output, onnx.integers([rows, out, length])]);
}

/** The convolution's output as blocks, of an image (a series is one of height 1), its channels filled up. */
export function blockedOutput(onnx: OnnxBuilder, at: ConvNodes): string {
  const { x, bias, xShape, weightShape, strides, dilations, pads } = at;
  const block = onnx.blockedChannels;
  const [out, channels, ...kernel] = weightShape;
  const series = kernel.length === 1;
  const flat = (numbers: readonly number[], one: number) => (series ? [one, ...numbers] : numbers);
  const [height, width] = flat(kernel, 1);
  const outs = Math.ceil(out / block) * block;
  const few = channels < FEW_CHANNELS;
  const ins = few ? channels : Math.ceil(channels / block) * block;
  const image = series ? onnx.node("Reshape", [x, onnx.integers([xShape[0], channels, 1, xShape[2]])]) : x;
  return onnx.nodeOf(
    BLOCKED_DOMAIN,
    "Conv",
    [
      few ? image : onnx.nodeOf(BLOCKED_DOMAIN, "ReorderInput", [image]),
      blockedWeight(onnx, at, [outs, ins, height, width], few),
      ...(bias === undefined ? [] : [padded(onnx, bias, [outs - out])]),
    ],
    {
      strides: { ints: flat(strides, 1) },
      dilations: { ints: flat(dilations, 1) },
      pads: { ints: series ? [0, pads[0], 0, pads[1]] : pads },
      group: { int: 1 },
    },
  );
}

/**
 * Weights [out, channel, height, width] in the order [out / block, channel / block, height, width, channel in block, out
 * in block], or without blocks of channels where they are few; the shape stays that of the filled weights.
 */
function blockedWeight(
  onnx: OnnxBuilder,
  { weight, weightShape }: ConvNodes,
  [outs, ins, height, width]: readonly number[],
  few: boolean,
): string {
  const block = onnx.blockedChannels;
  const [out, channels, ...kernel] = weightShape;
  const filled = padded(onnx, weight, [outs - out, ins - channels, ...kernel.map(() => 0)]);
  const apart = few
    ? [outs / block, block, ins, height, width]
    : [outs / block, block, ins / block, block, height, width];
  const split = onnx.node("Reshape", [filled, onnx.integers(apart)]);
  const turned = onnx.node("Transpose", [split], {
    perm: { ints: few ? [0, 2, 3, 4, 1] : [0, 2, 4, 5, 3, 1] },
  });
  return onnx.node("Reshape", [turned, onnx.integers([outs, ins, height, width])]);
}

/** Zeros after each axis. */
function padded(onnx: OnnxBuilder, x: string, after: readonly number[]): string {
  if (after.every((count) => count === 0)) return x;
  return onnx.node("Pad", [x, onnx.integers([...after.map(() => 0), ...after])]);
}
