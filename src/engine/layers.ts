/**
 * Layers: functions of values that declare their own parameters, with PyTorch's layouts, defaults and initialisation.
 * A layer's parameters are called by its name ("attention.weight"); without a name it is numbered ("dense2").
 */
import type { Random } from "../base/random.ts";
import { type Graph, type Shape, sizeOf, type Value } from "./graph.ts";
import { conv } from "./ops/conv.ts";
import { add, mul, scale } from "./ops/elementwise.ts";
import { affine } from "./ops/matmul.ts";
import { batchNormInference, batchNormTraining } from "./ops/norm.ts";
import { reduceSum } from "./ops/reduce.ts";
import { concat, reshape } from "./ops/shape.ts";

/** torch.nn.BatchNorm2d's defaults. */
export const BATCH_NORM_EPSILON = 1e-5;
const BATCH_NORM_MOMENTUM = 0.1;

interface Named {
  readonly name?: string;
}

/**
 * A fully connected layer.
 *
 * @param x - [row, in]
 * @returns [row, features]; parameters weight [features, in] and bias [features]
 */
export function dense(x: Value, features: number, options: Named & { bias?: boolean } = {}): Value {
  return x.graph.inLayer("dense", options.name, () => {
    const fanIn = x.shape[x.shape.length - 1];
    const weight = x.graph.parameter("weight", [features, fanIn], kaimingUniform([features, fanIn], fanIn));
    return affine(x, weight, biasOf(x.graph, features, fanIn, options.bias));
  });
}

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
  const { kernel, stride = 1, dilation = 1, padding = 0, ...rest } = options;
  return x.graph.inLayer("conv1d", options.name, () =>
    convolution(x, [kernel], [stride], [dilation], typeof padding === "number" ? [padding] : padding, rest),
  );
}

/**
 * A two-dimensional convolution.
 *
 * @param x - [row, channel, height, width]
 * @returns [row, channels, height', width']; parameters weight [channels, channel / groups, ...kernel] and bias [channels]
 */
export function conv2d(x: Value, options: Conv2dOptions): Value {
  const { kernel, stride = [1, 1], dilation = [1, 1], padding = [0, 0], ...rest } = options;
  return x.graph.inLayer("conv2d", options.name, () =>
    convolution(x, kernel, stride, dilation, padding, rest),
  );
}

function convolution(
  x: Value,
  kernel: Shape,
  strides: Shape,
  dilations: Shape,
  padding: "same" | "causal" | Shape,
  { channels, groups = 1, bias }: { channels: number; groups?: number; bias?: boolean },
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
  const fanIn = sizeOf(shape.slice(1));
  const weight = x.graph.parameter("weight", shape, kaimingUniform(shape, fanIn));
  return conv(x, weight, biasOf(x.graph, channels, fanIn, bias), {
    strides,
    dilations,
    pads: [...zeros.map(([before]) => before), ...zeros.map(([, after]) => after)],
    groups,
  });
}

export interface BatchNormOptions extends Named {
  /**
   * Rate at which a row's whole channels of the output are silenced while training (spatial dropout, Tompson et al.
   * 2015). Before a ReLU it is the same as after it, and here it costs no pass of its own.
   */
  readonly channelDropout?: number;
}

/**
 * Batch normalisation: by the batch while training, by running statistics after it.
 *
 * @param x - [row, channel, ...]
 * @returns as x; parameters weight and bias [channel]; statistics runningMean and runningVariance (unbiased), each
 *   moved by a tenth of the difference per step
 */
export function batchNorm(x: Value, options: BatchNormOptions = {}): Value {
  const { graph } = x;
  return graph.inLayer("batchNorm", options.name, () => {
    const shape = [x.shape[1]];
    const scaleBy = graph.parameter("weight", shape, () => new Float32Array(x.shape[1]).fill(1));
    const shiftBy = graph.parameter("bias", shape, () => new Float32Array(x.shape[1]));
    if (!graph.training) {
      const mean = graph.statistic("runningMean", shape, 0, (before) => before);
      const variance = graph.statistic("runningVariance", shape, 1, (before) => before);
      return batchNormInference(x, scaleBy, shiftBy, mean, variance, BATCH_NORM_EPSILON);
    }
    const rate = options.channelDropout ?? 0;
    const gain = rate > 0 ? graph.dropoutMask([x.shape[0], x.shape[1]], rate) : undefined;
    const normalised = batchNormTraining(x, scaleBy, shiftBy, graph.rowMask, BATCH_NORM_EPSILON, gain);
    const moved = (measured: Value) => (before: Value) =>
      add(scale(before, 1 - BATCH_NORM_MOMENTUM), scale(measured, BATCH_NORM_MOMENTUM));
    graph.statistic("runningMean", shape, 0, moved(normalised.mean));
    graph.statistic("runningVariance", shape, 1, moved(normalised.unbiasedVariance));
    return normalised.output;
  });
}

/** Zeroes numbers at the given rate while training and scales the others by 1 / (1 - rate); afterwards the identity. */
export function dropout(x: Value, rate: number, options: Named = {}): Value {
  return x.graph.inLayer("dropout", options.name, () =>
    x.graph.training && rate > 0 ? mul(x, x.graph.dropoutMask(x.shape, rate)) : x,
  );
}

/**
 * The sum of values of one shape with learned weights.
 *
 * @returns as each value; parameter weight [value], 1 / values at first
 */
export function weightedSum(values: readonly Value[], options: Named = {}): Value {
  const { graph, shape } = values[0];
  return graph.inLayer("weightedSum", options.name, () => {
    const count = values.length;
    const weight = graph.parameter("weight", [count], () => new Float32Array(count).fill(1 / count));
    const stacked = concat(
      values.map((value) => reshape(value, [...value.shape, 1])),
      shape.length,
    );
    return reduceSum(mul(stacked, weight), [shape.length]);
  });
}

/** [row, ...] -> [row, rest]. */
export function flatten(x: Value): Value {
  return x.shape.length === 2 ? x : reshape(x, [x.shape[0], sizeOf(x.shape.slice(1))]);
}

function biasOf(graph: Graph, length: number, fanIn: number, wanted = true): Value | undefined {
  return wanted ? graph.parameter("bias", [length], kaimingUniform([length], fanIn)) : undefined;
}

/** Uniform in ±1/sqrt(fanIn): PyTorch's default for weights (kaiming_uniform, a = sqrt 5) and biases alike. */
function kaimingUniform(shape: Shape, fanIn: number): (random: Random) => Float32Array<ArrayBuffer> {
  const bound = 1 / Math.sqrt(fanIn);
  return (random) => {
    const data = new Float32Array(sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = bound * (2 * random.uniform() - 1);
    return data;
  };
}
