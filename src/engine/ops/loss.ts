/** Losses, and softmax. */
import { ShapeError } from "../../base/errors.ts";
import { apply, type Op, sameShape, showShape, showShapes, type Value } from "../graph.ts";
import { add, mul, relu, scale, shift, sqrt, square, sub } from "./elementwise.ts";
import { reduceSum } from "./reduce.ts";
import { reshape, slice } from "./shape.ts";

/**
 * What training lowers: from a network's outputs [row, ...] and a table of targets to a scalar. Label weights and the
 * mean over rows are in the targets, so that rows of zeros take no part.
 */
export type Loss = (outputs: Value, targets: Value) => Value;

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
 *   (`fillTargets`); a row of zeros takes no part
 */
export const softmaxCrossEntropy: Loss = (logits, targets) =>
  apply(crossEntropyOp, [logits, targets], undefined);

/** Added to squared distances: the root of 0 has no gradient. */
const LEAST_SQUARE = 1e-12;

/**
 * The contrastive loss (Hadsell et al. 2006): half the sum over pairs of same d^2 + different max(0, margin - d)^2, d
 * being the distance of the pair's embeddings.
 *
 * @param a - [pair, number]
 * @param b - [pair, number]
 * @param targets - [pair, 2]: the weights of same and different (`fillPairTargets`); a row of zeros takes no part
 * @param margin - the distance that different ones should have
 * @throws ShapeError if shapes do not fit
 */
export function contrastiveLoss(a: Value, b: Value, targets: Value, margin: number): Value {
  if (a.shape.length !== 2 || !sameShape(a.shape, b.shape) || !sameShape(targets.shape, [a.shape[0], 2]))
    throw new ShapeError(
      `layer ${a.graph.layer} (contrastiveLoss): expected embeddings [pair, number] and targets [pair, 2]; got ${showShapes([a.shape, b.shape, targets.shape])}.`,
    );
  const squares = reduceSum(square(sub(a, b)), [1], true);
  const missing = relu(shift(scale(sqrt(shift(squares, LEAST_SQUARE)), -1), margin));
  const same = mul(slice(targets, 1, 0, 1), squares);
  const different = mul(slice(targets, 1, 1, 2), square(missing));
  return scale(reduceSum(add(same, different), [0, 1]), 0.5);
}

/**
 * The contrastive loss of embeddings [row, number] whose rows 2i and 2i + 1 are a pair: one network sees both members,
 * as rows of one batch, so they share its weights (a Siamese network, Bromley et al. 1993). Targets hold 2 numbers per
 * pair, in any shape.
 *
 * @throws ShapeError for an odd number of rows
 */
export const pairLoss =
  (margin: number): Loss =>
  (embeddings, targets) => {
    const [rows, numbers] = embeddings.shape;
    if (embeddings.shape.length !== 2 || rows % 2 !== 0)
      throw new ShapeError(
        `layer ${embeddings.graph.layer} (pairLoss): expected embeddings [row, number] of an even number of rows; got ${showShape(embeddings.shape)}.`,
      );
    const pairs = reshape(embeddings, [rows / 2, 2, numbers]);
    const [a, b] = [0, 1].map((member) => reshape(slice(pairs, 1, member, member + 1), [rows / 2, numbers]));
    return contrastiveLoss(a, b, reshape(targets, [rows / 2, 2]), margin);
  };
