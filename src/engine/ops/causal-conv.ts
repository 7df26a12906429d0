/**
 * Causal convolution of series (WaveNet's, van den Oord et al. 2016): an output sees its own frame and frames before it,
 * zeros where there are none. Kernel positions that lie before every frame take no part in the ONNX nodes.
 */
import { apply, type Op, type Shape, showShape, showShapes, type Value } from "../graph.ts";
import type { Attribute, OnnxBuilder } from "../onnx/builder.ts";
import { reduceSum } from "./reduce.ts";

interface Causal {
  readonly dilation: number;
}

const causalConvOp: Op<Causal> = {
  type: "causalConv",
  infer: ([x, weight, bias], { dilation }) => {
    if (x.length !== 3 || weight.length !== 3 || x[1] !== weight[1])
      return {
        expected: "a series [row, channel, frame] and weights [out, channel, kernel]",
        given: showShapes([x, weight]),
      };
    if (bias !== undefined && (bias.length !== 1 || bias[0] !== weight[0]))
      return { expected: `a bias [${weight[0]}]`, given: showShape(bias) };
    if (!Number.isInteger(dilation) || dilation < 1)
      return { expected: "a dilation of 1 or more frames", given: String(dilation) };
    return [x[0], weight[0], x[2]];
  },
  lower: (onnx, [x, weight, ...bias], { attrs, inputShapes: [from, kernel] }) => {
    const seen = seenPositions(kernel, attrs, from);
    return onnx.node(
      "Conv",
      [x, lastPositions(onnx, weight, kernel, seen), ...bias],
      padded(attrs, seen, "left"),
    );
  },
  gradient: ({ inputs: [x, weight, bias], attrs, gradient }) => {
    const byX = apply(inputGradientOp, [gradient, weight], attrs);
    const byWeight = apply(weightGradientOp, [x, gradient], { ...attrs, kernel: weight.shape[2] });
    return bias === undefined ? [byX, byWeight] : [byX, byWeight, reduceSum(gradient, [0, 2])];
  },
};

/**
 * y[n, o, t] = bias[o] + sum over c and k of weight[o, c, k] x[n, c, t - (kernel - 1 - k) dilation].
 *
 * @param x - [row, channel, frame]
 * @param weight - [out, channel, kernel], its last position for the frame itself
 * @param bias - [out]
 * @returns [row, out, frame]
 * @throws ShapeError if channels differ
 */
export const causalConv = (x: Value, weight: Value, bias: Value | undefined, dilation: number): Value =>
  apply(causalConvOp, bias === undefined ? [x, weight] : [x, weight, bias], { dilation });

/** Inputs: output gradient, weight. A convolution with the turned kernel that sees frames after its own. */
const inputGradientOp: Op<Causal> = {
  type: "causalConvInputGradient",
  infer: ([gradient, weight]) => [gradient[0], weight[1], gradient[2]],
  lower: (onnx, [gradient, weight], { attrs, inputShapes: [from, kernel] }) => {
    const seen = seenPositions(kernel, attrs, from);
    const turned =
      seen === 1
        ? lastPositions(onnx, weight, kernel, 1)
        : onnx.node("Slice", [
            weight,
            onnx.integers([-1]),
            onnx.integers([-1 - seen]),
            onnx.integers([2]),
            onnx.integers([-1]),
          ]);
    const swapped = onnx.node("Transpose", [turned], { perm: { ints: [1, 0, 2] } });
    return onnx.node("Conv", [gradient, swapped], padded(attrs, seen, "right"));
  },
};

/** Inputs: series, output gradient. One product per kernel position, of the frames that it sees. */
const weightGradientOp: Op<Causal & { kernel: number }> = {
  type: "causalConvWeightGradient",
  infer: ([x, gradient], { kernel }) => [gradient[1], x[1], kernel],
  lower: (
    onnx,
    [x, gradient],
    { attrs: { dilation, kernel }, shape: [out, channels], inputShapes: [from] },
  ) => {
    const frames = from[2];
    const products = Array.from({ length: kernel }, (_, k) => {
      const delay = (kernel - 1 - k) * dilation;
      if (delay >= frames) return onnx.constant([out, channels, 1], new Float32Array(out * channels));
      const seen = delay === 0 ? x : cut(onnx, x, 0, frames - delay);
      const seeing = delay === 0 ? gradient : cut(onnx, gradient, delay, frames);
      const turned = onnx.node("Transpose", [seen], { perm: { ints: [0, 2, 1] } });
      const sum = onnx.node("ReduceSum", [onnx.node("MatMul", [seeing, turned]), onnx.integers([0])], {
        keepdims: { int: 0 },
      });
      return onnx.node("Unsqueeze", [sum, onnx.integers([2])]);
    });
    return products.length === 1 ? products[0] : onnx.node("Concat", products, { axis: { int: 2 } });
  },
};

/** How many of the kernel's last positions see a frame at all. */
function seenPositions(kernel: Shape, { dilation }: Causal, x: Shape): number {
  return Math.min(kernel[2], Math.ceil(x[2] / dilation));
}

function lastPositions(onnx: OnnxBuilder, weight: string, kernel: Shape, count: number): string {
  if (count === kernel[2]) return weight;
  return onnx.node("Slice", [
    weight,
    onnx.integers([kernel[2] - count]),
    onnx.integers([kernel[2]]),
    onnx.integers([2]),
  ]);
}

function padded({ dilation }: Causal, positions: number, side: "left" | "right"): Record<string, Attribute> {
  const zeros = dilation * (positions - 1);
  return { dilations: { ints: [dilation] }, pads: { ints: side === "left" ? [zeros, 0] : [0, zeros] } };
}

/** Frames `from` to `to` (exclusive). */
function cut(onnx: OnnxBuilder, series: string, from: number, to: number): string {
  return onnx.node("Slice", [series, onnx.integers([from]), onnx.integers([to]), onnx.integers([2])]);
}
