/** Where the positions of a convolution's kernel look. */
import type { Shape } from "../graph.ts";

/** Numbers per spatial axis: [frame] or [height, width]. */
export interface ConvGeometry {
  readonly strides: Shape;
  readonly dilations: Shape;
  /** Zeros before each spatial axis, then zeros after each. */
  readonly pads: Shape;
  /** Parts of the channels that do not see one another. */
  readonly groups: number;
}

/** Positions along one axis that an output takes, at least 1 where the padded input holds the kernel. */
export function convolvedLength(length: number, kernel: number, axis: number, at: ConvGeometry): number {
  const padded = length + at.pads[axis] + at.pads[axis + at.strides.length];
  return Math.floor((padded - at.dilations[axis] * (kernel - 1) - 1) / at.strides[axis]) + 1;
}

/** A part of a kernel and the zeros that it needs. */
export interface KernelPart {
  readonly from: Shape;
  readonly to: Shape;
  readonly pads: Shape;
}

/**
 * The kernel without the outer positions that look at zeros only, whatever the output: a dilated kernel can be wider
 * than its input.
 *
 * @param x - [row, channel, ...]
 * @param kernel - [out, channel, ...]
 */
export function seenPart(x: Shape, kernel: Shape, geometry: ConvGeometry): KernelPart {
  const { strides, dilations, pads } = geometry;
  const rank = strides.length;
  const axes = strides.map((stride, axis) => {
    const length = kernel[axis + 2];
    const dilation = dilations[axis];
    const [before, after] = [pads[axis], pads[axis + rank]];
    const lastOutput = convolvedLength(x[axis + 2], length, axis, geometry) - 1;
    const early = Math.ceil((before - lastOutput * stride) / dilation);
    // Zeros can be taken away with their positions, numbers cannot: hence the floors.
    const from = Math.max(0, Math.min(early, Math.floor(before / dilation), length - 1));
    const late = length - Math.ceil((x[axis + 2] + before) / dilation);
    const to = length - Math.max(0, Math.min(late, Math.floor(after / dilation), length - 1 - from));
    return { from, to, before: before - from * dilation, after: after - (length - to) * dilation };
  });
  return {
    from: axes.map(({ from }) => from),
    to: axes.map(({ to }) => to),
    pads: [...axes.map(({ before }) => before), ...axes.map(({ after }) => after)],
  };
}

/** Which outputs look at numbers through one kernel position, and at which numbers; undefined where none does. */
export interface View {
  /** Outputs `first` to `end` (exclusive). */
  readonly first: number;
  readonly end: number;
  /** The number that the first of them looks at; each further output looks a stride on. */
  readonly start: number;
}

export function viewThrough(
  position: number,
  length: number,
  outputs: number,
  axis: number,
  { strides, dilations, pads }: ConvGeometry,
): View | undefined {
  const offset = position * dilations[axis] - pads[axis];
  const stride = strides[axis];
  const first = Math.max(0, Math.ceil(-offset / stride));
  const end = Math.min(outputs, Math.floor((length - 1 - offset) / stride) + 1);
  return first < end ? { first, end, start: first * stride + offset } : undefined;
}
