/** Batch normalisation and its parts: per-channel affine maps and per-row, per-channel sums of products. */
import {
  apply,
  type Mismatch,
  type Op,
  type Shape,
  sameShape,
  showShapes,
  sizeOf,
  type Value,
} from "../graph.ts";
import type { OnnxBuilder } from "../onnx/builder.ts";
import { add, div, maximum, mul, scale, shift, sqrt, square } from "./elementwise.ts";
import { matmul } from "./matmul.ts";
import { reduceSum } from "./reduce.ts";
import { reshape } from "./shape.ts";

/** One pass over the numbers, where Mul and Add would be two. */
const channelAffineOp: Op = {
  type: "channelAffine",
  infer: ([x, factor, term]) => {
    const channels = x.slice(factor.length === 2 ? 0 : 1, 2);
    return x.length >= 2 && sameShape(factor, channels) && sameShape(factor, term)
      ? x
      : {
          expected: "x [row, channel, ...], a factor and a term [channel] or [row, channel]",
          given: showShapes([x, factor, term]),
        };
  },
  lower: (onnx, [x, factor, term], { inputShapes: [shape, factorShape] }) =>
    lowerChannelAffine(onnx, x, factor, term, shape, factorShape),
  gradient: ({ inputs: [x, factor], gradient }) => {
    const perRow = factor.shape.length === 2;
    const byFactor = channelDot(gradient, x);
    const byTerm = channelSum(gradient);
    return [
      mul(gradient, aligned(factor, x)),
      perRow ? byFactor : reduceSum(byFactor, [0]),
      perRow ? byTerm : reduceSum(byTerm, [0]),
    ];
  },
};

/** x [row, channel, ...] times a factor plus a term, each [channel] or [row, channel]. */
export const channelAffine = (x: Value, factor: Value, term: Value): Value =>
  apply(channelAffineOp, [x, factor, term], undefined);

function lowerChannelAffine(
  onnx: OnnxBuilder,
  x: string,
  factor: string,
  term: string,
  shape: Shape,
  factorShape: Shape,
): string {
  const perRow = factorShape.length === 2;
  if (perRow && shape.length === 2) return onnx.node("Add", [onnx.node("Mul", [x, factor]), term]);
  const channels = sizeOf(factorShape);
  const flat = (name: string): string =>
    perRow ? onnx.node("Reshape", [name, onnx.integers([channels])]) : name;
  const normalised = onnx.node(
    "BatchNormalization",
    [
      perRow ? onnx.node("Reshape", [x, onnx.integers([1, channels, ...shape.slice(2)])]) : x,
      flat(factor),
      flat(term),
      ...neutralStatistics(onnx, channels),
    ],
    { epsilon: 0 },
  );
  return perRow ? onnx.node("Reshape", [normalised, onnx.integers(shape)]) : normalised;
}

/** Mean 0 and variance 1: they leave BatchNormalization its factor and term alone. */
function neutralStatistics(onnx: OnnxBuilder, channels: number): string[] {
  return [
    onnx.constant([channels], new Float32Array(channels)),
    onnx.constant([channels], new Float32Array(channels).fill(1)),
  ];
}

/** [channel] or [row, channel] with axes of length 1 for the rest of x. */
function aligned(perChannel: Value, x: Value): Value {
  return reshape(perChannel, [...perChannel.shape, ...x.shape.slice(2).map(() => 1)]);
}

/** Sums over all axes after the channel: [row, channel]. */
function channelSum(x: Value): Value {
  return reduceSum(
    x,
    x.shape.slice(2).map((_, i) => i + 2),
  );
}

/** Sums of products over all axes after the channel: [row, channel]. */
function channelDot(a: Value, b: Value): Value {
  return channelSum(mul(a, b));
}

export interface BatchNormalised {
  /** (x - mean) / sqrt(variance + epsilon) x scale + shift. */
  readonly output: Value;
  /** [channel], or [batch, channel] of virtual batches: mean over the rows that count. */
  readonly mean: Value;
  /** As the mean: unbiased variance over the rows that count. */
  readonly unbiasedVariance: Value;
  /** A scalar, or [batch, 1] of virtual batches: values of a channel that count. */
  readonly count: Value;
}

export interface BatchNormTrainingOptions {
  /** [row, channel]: what the output is multiplied by, in the same pass; not differentiated. */
  readonly gain?: Value | undefined;
  /** [batch, row], 1 where the row is in the virtual batch: each has statistics of its own. */
  readonly members?: Value | undefined;
}

/**
 * Batch normalisation in training (Ioffe & Szegedy 2015) over the rows whose mask is 1; the others take no part in
 * statistics and receive no gradient. With virtual batches it is ghost batch normalisation (Hoffer et al. 2017).
 *
 * @param x - [row, channel, ...]
 * @param scaleBy - [channel]
 * @param shiftBy - [channel]
 * @param mask - [row], 1 or 0, at least one 1
 */
export function batchNormTraining(
  x: Value,
  scaleBy: Value,
  shiftBy: Value,
  mask: Value,
  epsilon: number,
  { gain, members }: BatchNormTrainingOptions = {},
): BatchNormalised {
  const [rows, channels, ...rest] = x.shape;
  const one = x.graph.scalar(1);
  const batches = batchesOf(members);
  const column = reshape(mask, [rows, 1]);
  const numbers = scale(members === undefined ? reduceSum(mask, [0]) : batches.sum(column), sizeOf(rest));
  // A virtual batch may have no row that counts.
  const count = members === undefined ? numbers : maximum(numbers, one);
  const mean = div(batches.sum(mul(channelSum(x), column)), count);
  const places = members === undefined ? [channels] : [rows, channels];
  const ones = x.graph.constant(places, new Float32Array(sizeOf(places)).fill(1));
  const centred = channelAffine(x, ones, scale(batches.spread(mean), -1));
  const squares = batches.sum(mul(channelSum(square(centred)), column));
  const deviation = batches.spread(sqrt(shift(div(squares, count), epsilon)));
  const inputs = [x, scaleBy, shiftBy, centred, deviation, batches.spread(count), column];
  const output = apply(batchNormOp, [...inputs, ...(gain === undefined ? [] : [gain])], { members });
  return { output, mean, unbiasedVariance: div(squares, maximum(shift(count, -1), one)), count: numbers };
}

/** Sums over the rows of each batch, and what belongs to a batch spread over its rows; one batch needs no spreading. */
function batchesOf(members: Value | undefined): {
  sum(perRow: Value): Value;
  spread(perBatch: Value): Value;
} {
  if (members === undefined)
    return { sum: (perRow) => reduceSum(perRow, [0]), spread: (perBatch) => perBatch };
  return {
    sum: (perRow) => matmul(members, perRow),
    spread: (perBatch) => matmul(members, perBatch, { transposeA: true }),
  };
}

/** Batch normalisation keeps the shape of x; scale and shift are [channel]. */
function normalisedShape([x, scaleBy, shiftBy]: readonly Shape[]): Shape | Mismatch {
  return x.length >= 2 && sameShape(scaleBy, [x[1]]) && sameShape(shiftBy, [x[1]])
    ? x
    : {
        expected: "x [row, channel, ...], scale and shift [channel]",
        given: showShapes([x, scaleBy, shiftBy]),
      };
}

const batchNormOp: Op<{ members: Value | undefined }> = {
  type: "batchNorm",
  infer: normalisedShape,
  lower: (onnx, [, scaleBy, shiftBy, centred, deviation, , , gain], { shape, inputShapes }) => {
    const factor = onnx.node("Div", [scaleBy, deviation]);
    const places = gain === undefined ? inputShapes[4] : inputShapes[7];
    const perRow = places.length === 2;
    const [factors, terms] = [factor, shiftBy].map((one) => {
      if (gain !== undefined) return onnx.node("Mul", [gain, one]);
      return one === shiftBy && perRow ? onnx.node("Expand", [one, onnx.integers(places)]) : one;
    });
    return lowerChannelAffine(onnx, centred, factors, terms, shape, places);
  },
  gradient: ({ inputs, attrs: { members }, gradient }) => {
    const [x, scaleBy, , centred, deviation, count, column, gain] = inputs;
    const batches = batchesOf(members);
    const gained = (perRow: Value): Value => (gain === undefined ? perRow : mul(perRow, gain));
    const sums = gained(channelSum(gradient));
    const dots = gained(channelDot(gradient, centred));
    // dx = a gain g + b centred + c on the rows that count, with a = scale / deviation.
    const a = div(scaleBy, deviation);
    const ofBatch = (perRow: Value): Value => mul(a, batches.spread(batches.sum(perRow)));
    const b = scale(div(div(ofBatch(dots), square(deviation)), count), -1);
    const c = scale(div(ofBatch(sums), count), -1);
    const rest = channelAffine(centred, mul(column, b), mul(column, c));
    const byX = add(mul(gradient, aligned(gained(a), x)), rest);
    return [byX, reduceSum(div(dots, deviation), [0]), reduceSum(sums, [0])];
  },
};

const batchNormInferenceOp: Op<{ epsilon: number }> = {
  type: "batchNormInference",
  infer: normalisedShape,
  lower: (onnx, inputs, { attrs: { epsilon } }) => onnx.node("BatchNormalization", inputs, { epsilon }),
};

/** Batch normalisation by running statistics; scale, shift, mean and variance are [channel]. */
export const batchNormInference = (
  x: Value,
  scaleBy: Value,
  shiftBy: Value,
  mean: Value,
  variance: Value,
  epsilon: number,
): Value => apply(batchNormInferenceOp, [x, scaleBy, shiftBy, mean, variance], { epsilon });
