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
  /** [channel]: mean over the rows that count. */
  readonly mean: Value;
  /** [channel]: unbiased variance over the rows that count. */
  readonly unbiasedVariance: Value;
}

/**
 * Batch normalisation in training (Ioffe & Szegedy 2015) over the rows whose mask is 1; the others take no part in
 * statistics and receive no gradient.
 *
 * @param x - [row, channel, ...]
 * @param scaleBy - [channel]
 * @param shiftBy - [channel]
 * @param mask - [row], 1 or 0, at least one 1
 * @param gain - [row, channel]: what the output is multiplied by, in the same pass; not differentiated
 */
export function batchNormTraining(
  x: Value,
  scaleBy: Value,
  shiftBy: Value,
  mask: Value,
  epsilon: number,
  gain?: Value,
): BatchNormalised {
  const spatial = sizeOf(x.shape.slice(2));
  const column = reshape(mask, [x.shape[0], 1]);
  const count = scale(reduceSum(mask, [0]), spatial);
  const one = x.graph.constant(scaleBy.shape, new Float32Array(scaleBy.shape[0]).fill(1));
  const mean = div(reduceSum(mul(channelSum(x), column), [0]), count);
  const centred = channelAffine(x, one, scale(mean, -1));
  const squares = reduceSum(mul(channelSum(square(centred)), column), [0]);
  const deviation = sqrt(shift(div(squares, count), epsilon));
  const inputs = [x, scaleBy, shiftBy, centred, deviation, count, column];
  const output = apply(batchNormOp, gain === undefined ? inputs : [...inputs, gain], undefined);
  const others = maximum(shift(count, -1), x.graph.scalar(1));
  return { output, mean, unbiasedVariance: div(squares, others) };
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

const batchNormOp: Op = {
  type: "batchNorm",
  infer: normalisedShape,
  lower: (onnx, [, scaleBy, shiftBy, centred, deviation, , , gain], { shape, inputShapes }) => {
    const factor = onnx.node("Div", [scaleBy, deviation]);
    if (gain === undefined) return lowerChannelAffine(onnx, centred, factor, shiftBy, shape, inputShapes[1]);
    const [factors, terms] = [factor, shiftBy].map((perChannel) => onnx.node("Mul", [gain, perChannel]));
    return lowerChannelAffine(onnx, centred, factors, terms, shape, inputShapes[7]);
  },
  gradient: ({ inputs: [x, scaleBy, , centred, deviation, count, column, gain], gradient }) => {
    const gained = (perRow: Value): Value => (gain === undefined ? perRow : mul(perRow, gain));
    const bySum = reduceSum(gained(channelSum(gradient)), [0]);
    const byDot = reduceSum(gained(channelDot(gradient, centred)), [0]);
    // dx = a gain g + b centred + c on the rows that count, with a = scale / deviation.
    const a = div(scaleBy, deviation);
    const b = scale(div(div(mul(a, byDot), square(deviation)), count), -1);
    const c = scale(div(mul(a, bySum), count), -1);
    const rest = channelAffine(centred, mul(column, b), mul(column, c));
    const byX = add(mul(gradient, aligned(gained(a), x)), rest);
    return [byX, div(byDot, deviation), bySum];
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
