/**
 * Causal convolution of series (WaveNet's, van den Oord et al. 2016): an output sees its own frame and frames before it,
 * zeros where there are none. Kernel positions that lie before every frame take no part in the ONNX nodes.
 */
import { apply, type Op, type Shape, showShape, showShapes, type Value } from "../graph.ts";
import type { Attribute, OnnxBuilder } from "../onnx/builder.ts";
import { reduceSum } from "./reduce.ts";

interface Causal {
  readonly dilation: number;
  /** Parts of the channels that do not see one another. */
  readonly groups: number;
}

const causalConvOp: Op<Causal> = {
  type: "causalConv",
  infer: ([x, weight, bias], { dilation, groups }) => {
    if (!Number.isInteger(dilation) || dilation < 1)
      return { expected: "a dilation of 1 or more frames", given: String(dilation) };
    if (x.length !== 3 || weight.length !== 3 || x[1] !== weight[1] * groups || weight[0] % groups !== 0) {
      return {
        expected:
          groups === 1
            ? "a series [row, channel, frame] and weights [out, channel, kernel]"
            : `a series [row, channel, frame] and weights [out, channel / ${groups}, kernel] for ${groups} groups`,
        given: showShapes([x, weight]),
      };
    }
    if (bias !== undefined && (bias.length !== 1 || bias[0] !== weight[0]))
      return { expected: `a bias [${weight[0]}]`, given: showShape(bias) };
    return [x[0], weight[0], x[2]];
  },
  lower: (onnx, [x, weight, ...bias], { attrs, inputShapes: [from, kernel] }) => {
    const seen = seenPositions(kernel, attrs, from);
    const inputs = [x, lastPositions(onnx, weight, kernel, seen), ...bias];
    return onnx.node("Conv", inputs, convAttributes(attrs, seen, "left"));
  },
  gradient: ({ inputs: [x, weight, bias], attrs, gradient }) => {
    const byX = apply(inputGradientOp, [gradient, weight], attrs);
    const byWeight = apply(weightGradientOp, [x, gradient], { ...attrs, shape: weight.shape });
    return bias === undefined ? [byX, byWeight] : [byX, byWeight, reduceSum(gradient, [0, 2])];
  },
};

/**
 * y[n, o, t] = bias[o] + sum over c and k of weight[o, c, k] x[n, c, t - (kernel - 1 - k) dilation], where c runs over
 * the channels of o's group.
 *
 * @param x - [row, channel, frame]
 * @param weight - [out, channel / groups, kernel], its last position for the frame itself
 * @param bias - [out]
 * @returns [row, out, frame]
 * @throws ShapeError if channels differ or do not divide into the groups
 */
export const causalConv = (
  x: Value,
  weight: Value,
  bias: Value | undefined,
  geometry: { readonly dilation: number; readonly groups: number },
): Value => apply(causalConvOp, bias === undefined ? [x, weight] : [x, weight, bias], geometry);

/** Inputs: output gradient, weight. A convolution with the turned kernel that sees frames after its own. */
const inputGradientOp: Op<Causal> = {
  type: "causalConvInputGradient",
  infer: ([gradient, weight], { groups }) => [gradient[0], weight[1] * groups, gradient[2]],
  lower: (onnx, [gradient, weight], { attrs, inputShapes: [from, kernel] }) => {
    const { groups } = attrs;
    const [out, channels] = kernel;
    const seen = seenPositions(kernel, attrs, from);
    const turned = onnx.node("Slice", [
      weight,
      onnx.integers([-1]),
      onnx.integers([-1 - seen]),
      onnx.integers([2]),
      onnx.integers([-1]),
    ]);
    const grouped = [groups, out / groups, channels, seen];
    const apart = onnx.node("Reshape", [turned, onnx.integers(grouped)]);
    const swapped = onnx.node("Transpose", [apart], { perm: { ints: [0, 2, 1, 3] } });
    const kernels = onnx.node("Reshape", [swapped, onnx.integers([groups * channels, out / groups, seen])]);
    return onnx.node("Conv", [gradient, kernels], convAttributes(attrs, seen, "right"));
  },
};

/** Inputs: series, output gradient. One product per row, group and kernel position, of the frames that it sees. */
const weightGradientOp: Op<Causal & { shape: Shape }> = {
  type: "causalConvWeightGradient",
  infer: (_shapes, { shape }) => shape,
  lower: (onnx, [x, gradient], { attrs: { dilation, groups }, shape, inputShapes: [from] }) => {
    const [out, channels, kernel] = shape;
    const [rows, , frames] = from;
    const apart = (series: string, each: number, first: number, end: number): string => {
      const part = end - first === frames ? series : cut(onnx, series, first, end);
      return onnx.node("Reshape", [part, onnx.integers([rows, groups, each, end - first])]);
    };
    const products = Array.from({ length: kernel }, (_, k) => {
      const delay = (kernel - 1 - k) * dilation;
      if (delay >= frames) return onnx.constant([out, channels, 1], new Float32Array(out * channels));
      const seeing = apart(gradient, out / groups, delay, frames);
      const seen = apart(x, channels, 0, frames - delay);
      const turned = onnx.node("Transpose", [seen], { perm: { ints: [0, 1, 3, 2] } });
      const sum = onnx.node("ReduceSum", [onnx.node("MatMul", [seeing, turned]), onnx.integers([0])], {
        keepdims: { int: 0 },
      });
      return onnx.node("Reshape", [sum, onnx.integers([out, channels, 1])]);
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

function convAttributes(
  { dilation, groups }: Causal,
  positions: number,
  side: "left" | "right",
): Record<string, Attribute> {
  const zeros = dilation * (positions - 1);
  const pads = side === "left" ? [zeros, 0] : [0, zeros];
  return { group: { int: groups }, dilations: { ints: [dilation] }, pads: { ints: pads } };
}

/** Frames `from` to `to` (exclusive). */
function cut(onnx: OnnxBuilder, series: string, from: number, to: number): string {
  return onnx.node("Slice", [series, onnx.integers([from]), onnx.integers([to]), onnx.integers([2])]);
}
