/** Gradient reversal (Ganin & Lempitsky 2015): what comes before it learns to do what comes after it no favour. */
import { apply, type Op, type Value } from "../graph.ts";
import { scale } from "./elementwise.ts";

const gradientReversalOp: Op<{ weight: number }> = {
  type: "gradientReversal",
  infer: ([shape]) => shape,
  lower: (_onnx, [x]) => x,
  gradient: ({ attrs: { weight }, gradient }) => [scale(gradient, -weight)],
};

/** x as it is; its gradient comes back times - weight. */
export const gradientReversal = (x: Value, weight: number): Value =>
  apply(gradientReversalOp, [x], { weight });
