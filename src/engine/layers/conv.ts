import { type Graph, type Shape, sizeOf, type Value } from "../graph.ts";
import { conv } from "../ops/conv.ts";
import { biasOf, kaimingUniform, type Named } from "./parameters.ts";

/** Height first. */
export type Pair = readonly [height: number, width: number];

interface ConvOptions<Spatial, Padding> extends Named {
  readonly channels: number;
  readonly kernel: Spatial;
  readonly stride?: Spatial;
  readonly dilation?: Spatial;
  /**
   * "same": ceil(length / stride) outputs, the odd zero at the end; "causal": as many, which see their own frame and
   * frames before it; or zeros at either side.
   */
  readonly padding?: Padding;
  /** Parts of the channels that do not see one another. */
  readonly groups?: number;
  readonly bias?: boolean;
}

export type Conv1dOptions = ConvOptions<number, "same" | "causal" | number>;
export type Conv2dOptions = ConvOptions<Pair, "same" | Pair>;

/**
 * A one-dimensional convolution.
 *
 * @param x - [row, channel, frame]
 * @returns [row, channels, frame']; parameters weight [channels, channel / groups, kernel] and bias [channels]
 */
export function conv1d(x: Value, options: Conv1dOptions): Value {
  return x.graph.inLayer("conv1d", options.name, () =>
    convolution(x, geometry1d(options), options, (shape) => kaimingWeight(x.graph, shape)),
  );
}

/**
 * A two-dimensional convolution.
 *
 * @param x - [row, channel, height, width]
 * @returns [row, channels, height', width']; parameters weight [channels, channel / groups, ...kernel] and bias [channels]
 */
export function conv2d(x: Value, options: Conv2dOptions): Value {
  return x.graph.inLayer("conv2d", options.name, () =>
    convolution(x, geometry2d(options), options, (shape) => kaimingWeight(x.graph, shape)),
  );
}

function kaimingWeight(graph: Graph, shape: Shape): Value {
  return graph.parameter("weight", shape, kaimingUniform(shape, sizeOf(shape.slice(1))));
}

/** Numbers per spatial axis. */
interface Geometry {
  readonly kernel: Shape;
  readonly strides: Shape;
  readonly dilations: Shape;
  readonly padding: "same" | "causal" | Shape;
}

export function geometry1d({ kernel, stride = 1, dilation = 1, padding = 0 }: Conv1dOptions): Geometry {
  return {
    kernel: [kernel],
    strides: [stride],
    dilations: [dilation],
    padding: typeof padding === "number" ? [padding] : padding,
  };
}

export function geometry2d(options: Conv2dOptions): Geometry {
  const { kernel, stride = [1, 1], dilation = [1, 1], padding = [0, 0] } = options;
  return { kernel, strides: stride, dilations: dilation, padding };
}

/** The convolution of the current layer; `weightOf` makes its weights of the given shape from parameters. */
export function convolution(
  x: Value,
  { kernel, strides, dilations, padding }: Geometry,
  { channels, groups = 1, bias }: Pick<Conv1dOptions, "channels" | "groups" | "bias">,
  weightOf: (shape: Shape) => Value,
): Value {
  const zeros = kernel.map((positions, axis) => {
    if (typeof padding === "object") return [padding[axis], padding[axis]];
    const reach = dilations[axis] * (positions - 1);
    if (padding === "causal") return [reach, 0];
    const length = x.shape[axis + 2];
    const total = Math.max((Math.ceil(length / strides[axis]) - 1) * strides[axis] + reach + 1 - length, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  const shape = [channels, Math.floor(x.shape[1] / groups), ...kernel];
  const weight = weightOf(shape);
  return conv(x, weight, biasOf(x.graph, channels, sizeOf(shape.slice(1)), bias), {
    strides,
    dilations,
    pads: [...zeros.map(([before]) => before), ...zeros.map(([, after]) => after)],
    groups,
  });
}
