/** Layer normalisation. */
import { apply, type Op, sameShape, showShapes, type Value } from "../graph.ts";
import { mul, scale, sub } from "./elementwise.ts";
import { reduceSum, sumTo } from "./reduce.ts";

const layerNormOp: Op<{ epsilon: number }> = {
  type: "layerNorm",
  infer: ([x, scaleBy, shiftBy]) => {
    const last = x.slice(-1);
    return x.length >= 2 && sameShape(scaleBy, last) && sameShape(shiftBy, last)
      ? x
      : {
          expected: "x [row, .., number], scale and shift [number]",
          given: showShapes([x, scaleBy, shiftBy]),
        };
  },
  lower: (onnx, inputs, { attrs: { epsilon } }) =>
    onnx.node("LayerNormalization", inputs, { axis: { int: -1 }, epsilon }),
  gradient: ({ inputs: [x, scaleBy], attrs, gradient }) => {
    const last = x.shape.length - 1;
    const numbers = x.shape[last];
    const mean = (of: Value): Value => scale(reduceSum(of, [last], true), 1 / numbers);
    const inverse = apply(inverseDeviationOp, [x], attrs);
    const normalised = mul(sub(x, mean(x)), inverse);
    const g = mul(gradient, scaleBy);
    // dx = (g - mean(g) - n mean(g n)) / deviation, with n the normalised numbers
    const byX = mul(sub(sub(g, mean(g)), mul(normalised, mean(mul(g, normalised)))), inverse);
    return [byX, sumTo(mul(gradient, normalised), scaleBy.shape), sumTo(gradient, scaleBy.shape)];
  },
};

/** [row, .., number] -> [row, .., 1]: 1 / sqrt(variance + epsilon). Without a gradient of its own. */
const inverseDeviationOp: Op<{ epsilon: number }> = {
  type: "inverseDeviation",
  infer: ([x]) => x.with(-1, 1),
  lower: (onnx, [x], { attrs: { epsilon }, inputShapes: [shape] }) => {
    const numbers = shape[shape.length - 1];
    const ones = onnx.constant([numbers], new Float32Array(numbers).fill(1));
    return onnx.nodeMany("LayerNormalization", [x, ones], 3, { axis: { int: -1 }, epsilon })[2];
  },
};

/** Normalises along the last axis (Ba et al. 2016): x [row, .., number], scale and shift [number]. */
export const layerNormalisation = (x: Value, scaleBy: Value, shiftBy: Value, epsilon: number): Value =>
  apply(layerNormOp, [x, scaleBy, shiftBy], { epsilon });
