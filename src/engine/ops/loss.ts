/** Softmax and its cross-entropy. */
import { apply, type Op, sameShape, showShapes, type Value } from "../graph.ts";
import { mul, sub } from "./elementwise.ts";
import { reduceSum } from "./reduce.ts";

const softmaxOp: Op = {
  type: "softmax",
  infer: ([shape]) => shape,
  lower: (onnx, inputs) => onnx.node("Softmax", inputs, { axis: { int: -1 } }),
  gradient: ({ output, gradient }) => {
    const product = mul(gradient, output);
    const last = output.shape.length - 1;
    return [sub(product, mul(output, reduceSum(product, [last], true)))];
  },
};

/** Probabilities along the last axis. */
export const softmax = (x: Value): Value => apply(softmaxOp, [x], undefined);

const crossEntropyOp: Op = {
  type: "softmaxCrossEntropy",
  infer: ([logits, targets]) =>
    logits.length === 2 && sameShape(logits, targets)
      ? []
      : {
          expected: "logits [row, label] and targets of the same shape",
          given: showShapes([logits, targets]),
        },
  lower: (onnx, [logits, targets]) => {
    const logProbabilities = onnx.node("LogSoftmax", [logits], { axis: { int: -1 } });
    const sum = onnx.node("ReduceSum", [onnx.node("Mul", [logProbabilities, targets])], {
      keepdims: { int: 0 },
    });
    return onnx.node("Neg", [sum]);
  },
  gradient: ({ inputs: [logits, targets], gradient }) => [
    mul(gradient, sub(mul(softmax(logits), reduceSum(targets, [1], true)), targets)),
    undefined,
  ],
};

/**
 * The loss - sum over rows and labels of targets x log softmax(logits), a scalar.
 *
 * @param logits - [row, label]
 * @param targets - [row, label]: label weights, smoothing and the mean over rows are already in them
 *   (`softTargets`); a row of zeros takes no part
 */
export const softmaxCrossEntropy = (logits: Value, targets: Value): Value =>
  apply(crossEntropyOp, [logits, targets], undefined);
