/**
 * First layers whose kernels keep a shape (Gabor, Gauss) and learn its few parameters. Kernels are computed from them in
 * the graph, so that gradients flow; onnxruntime computes those of an exported model once, when it loads the model.
 */
import type { Graph, Parameter, Shape, Value } from "../graph.ts";
import { add, cos, exp, mul, scale, sin, square, sub } from "../ops/elementwise.ts";
import { matmul } from "../ops/matmul.ts";
import { reduceSum } from "../ops/reduce.ts";
import { reshape } from "../ops/shape.ts";
import { type Conv1dOptions, type Conv2dOptions, convolution, geometry1d, geometry2d } from "./conv.ts";
import { kaimingUniform, type Named, uniform } from "./parameters.ts";

/** Standard deviations of an envelope that fit into its kernel at first. */
const DEVIATIONS_PER_KERNEL = 6;

/**
 * A convolution with Gabor kernels: weight[o, c] exp(-(2 pi bandwidth t)^2 / 2) cos(2 pi frequency t + phase), t being
 * the distance from the kernel's centre in positions (as in LEAF, Zeghidour et al. 2021).
 *
 * @param x - [row, channel, frame]
 * @returns [row, channels, frame']; parameters frequency and bandwidth [channels] in cycles per position (bandwidth: the
 *   standard deviation along frequency), phase [channels] in radians, weight [channels, channel / groups] and bias
 *   [channels]
 */
export function gaborConv1d(x: Value, options: Conv1dOptions): Value {
  return x.graph.inLayer("gaborConv1d", options.name, () =>
    convolution(x, geometry1d(options), options, (shape) =>
      weighted(x.graph, shape, gabor(x.graph, shape, offsets(x.graph, shape)[0])),
    ),
  );
}

/**
 * A convolution with Gabor kernels: waves of any orientation under an envelope that is narrower or wider along the wave
 * than across it. With u = h cos(orientation) + w sin(orientation) and v = w cos(orientation) - h sin(orientation):
 * weight[o, c] exp(-((2 pi bandwidth u)^2 + (2 pi crossBandwidth v)^2) / 2) cos(2 pi frequency u + phase).
 *
 * @param x - [row, channel, height, width]
 * @returns [row, channels, height', width']; parameters as gaborConv1d's, with orientation [channels] in radians and
 *   crossBandwidth [channels]
 */
export function gaborConv2d(x: Value, options: Conv2dOptions): Value {
  const { graph } = x;
  return graph.inLayer("gaborConv2d", options.name, () =>
    convolution(x, geometry2d(options), options, (shape) => {
      const [height, width] = offsets(graph, shape);
      const orientation = perChannel(graph, "orientation", shape, (o) => Math.PI * scattered(o));
      const [cosine, sine] = [cos(orientation), sin(orientation)];
      const along = add(mul(height, cosine), mul(width, sine));
      const across = sub(mul(width, cosine), mul(height, sine));
      const crossBandwidth = perChannel(graph, "crossBandwidth", shape, () => bandwidthOf(shape));
      const narrowed = mul(gabor(graph, shape, along), bell(mul(across, crossBandwidth)));
      return weighted(graph, shape, narrowed);
    }),
  );
}

/**
 * A convolution with Gaussian kernels: weight[o, c] exp(-(sharpness (t - centre))^2 / 2), t being the distance from the
 * kernel's middle in positions.
 *
 * @param x - [row, channel, frame]
 * @returns [row, channels, frame']; parameters centre and sharpness (one by the standard deviation) [channels], weight
 *   [channels, channel / groups] and bias [channels]
 */
export function rbfConv1d(x: Value, options: Conv1dOptions): Value {
  return x.graph.inLayer("rbfConv1d", options.name, () =>
    convolution(x, geometry1d(options), options, (shape) =>
      weighted(x.graph, shape, bump(x.graph, shape, ["centre"])),
    ),
  );
}

/**
 * A convolution with Gaussian kernels, round ones, as rbfConv1d.
 *
 * @param x - [row, channel, height, width]
 * @returns [row, channels, height', width']; parameters centreHeight, centreWidth and sharpness [channels], weight
 *   [channels, channel / groups] and bias [channels]
 */
export function rbfConv2d(x: Value, options: Conv2dOptions): Value {
  return x.graph.inLayer("rbfConv2d", options.name, () =>
    convolution(x, geometry2d(options), options, (shape) =>
      weighted(x.graph, shape, bump(x.graph, shape, ["centreHeight", "centreWidth"])),
    ),
  );
}

/**
 * Gaussian radial basis functions: exp(-(sharpness |x - centre|)^2 / 2) (Broomhead & Lowe 1988). Centres start at random
 * normal numbers, as rows of standardised features lie, with widths of their distances.
 *
 * @param x - [row, in]
 * @returns [row, units]; parameters centre [units, in] and sharpness [units], one by the standard deviation
 */
export function rbf(x: Value, units: number, options: Named = {}): Value {
  const { graph } = x;
  return graph.inLayer("rbf", options.name, () => {
    const width = x.shape[1];
    const centre = graph.parameter("centre", [units, width], (random) =>
      Float32Array.from({ length: units * width }, () => random.normal()),
    );
    const sharpness = graph.parameter("sharpness", [units], () =>
      new Float32Array(units).fill(1 / Math.sqrt(width)),
    );
    // |x - c|^2 = |x|^2 - 2 x c + |c|^2
    const products = scale(matmul(x, centre, { transposeB: true }), -2);
    const squares = add(add(products, reduceSum(square(x), [1], true)), reduceSum(square(centre), [1]));
    return exp(scale(mul(squares, square(sharpness)), -0.5));
  });
}

/** A parameter [channels] in the shape [channels, 1], which broadcasts to kernels [channels, position]. */
function perChannel(
  graph: Graph,
  part: string,
  [channels]: Shape,
  start: (channel: number) => number,
): Value {
  const initialise = () => Float32Array.from({ length: channels }, (_, channel) => start(channel));
  return column(graph, part, channels, initialise);
}

function column(graph: Graph, part: string, channels: number, initialise: Parameter["initialise"]): Value {
  return reshape(graph.parameter(part, [channels], initialise), [channels, 1]);
}

/** Distances of the kernel's positions from its centre, per spatial axis: [1, position]. */
function offsets(graph: Graph, [, , ...kernel]: Shape): Value[] {
  const positions = kernel.reduce((product, length) => product * length, 1);
  let inner = positions;
  return kernel.map((length) => {
    inner /= length;
    const distances = Float32Array.from(
      { length: positions },
      (_, i) => (Math.floor(i / inner) % length) - (length - 1) / 2,
    );
    return graph.constant([1, positions], distances);
  });
}

/** exp(-(2 pi x)^2 / 2). */
function bell(x: Value): Value {
  return exp(scale(square(scale(x, 2 * Math.PI)), -0.5));
}

/** A wave under its envelope, [channels, position]; `along` is how far each position lies along the wave. */
function gabor(graph: Graph, shape: Shape, along: Value): Value {
  const [channels] = shape;
  const frequency = perChannel(graph, "frequency", shape, (o) => (o + 0.5) / (2 * channels));
  const bandwidth = perChannel(graph, "bandwidth", shape, () => bandwidthOf(shape));
  const phase = column(graph, "phase", channels, uniform([channels], Math.PI));
  const wave = cos(add(scale(mul(along, frequency), 2 * Math.PI), phase));
  return mul(wave, bell(mul(along, bandwidth)));
}

/** A Gaussian, [channels, position], with one parameter per axis for its centre. */
function bump(graph: Graph, shape: Shape, centres: readonly string[]): Value {
  const [channels, , ...kernel] = shape;
  const squares = offsets(graph, shape).map((distance, axis) => {
    const share = (o: number): number => (axis === 0 ? (o + 0.5) / channels : scattered(o));
    const centre = perChannel(graph, centres[axis], shape, (o) => (share(o) - 0.5) * kernel[axis]);
    return square(sub(distance, centre));
  });
  const sharpness = perChannel(graph, "sharpness", shape, () => DEVIATIONS_PER_KERNEL / Math.min(...kernel));
  return exp(scale(mul(squares.reduce(add), square(sharpness)), -0.5));
}

/** The standard deviation along frequency whose envelope fits into the kernel. */
function bandwidthOf([, , ...kernel]: Shape): number {
  return DEVIATIONS_PER_KERNEL / (2 * Math.PI * Math.min(...kernel));
}

/** Evenly spread over [0, 1), far from the channel before: multiples of the golden ratio. */
function scattered(channel: number): number {
  return (channel * ((Math.sqrt(5) - 1) / 2)) % 1;
}

/** Kernels [channels, position], weighed for each channel that they see: [channels, channel / groups, ...kernel]. */
function weighted(graph: Graph, shape: Shape, kernels: Value): Value {
  const [channels, seen, ...kernel] = shape;
  const positions = kernels.shape[1];
  const weight = graph.parameter(
    "weight",
    [channels, seen],
    kaimingUniform([channels, seen], seen * positions),
  );
  const all = mul(reshape(weight, [channels, seen, 1]), reshape(kernels, [channels, 1, positions]));
  return reshape(all, [channels, seen, ...kernel]);
}
