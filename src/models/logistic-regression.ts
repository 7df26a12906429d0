/** Logistic regression: linear scores, softmax, and a ridge on the weights. */
import { z } from "zod";
import { trainingRowsOf } from "./kernel/training-rows.ts";
import { linearGraph } from "./linear/graph.ts";
import { minimise } from "./linear/lbfgs.ts";
import { withSoftmaxLoss } from "./linear/softmax-loss.ts";
import { defineModel } from "./model.ts";

/** Derivatives that float32 is too coarse for. */
const FINE = 1e-5;

/**
 * Of two labels, one has a score and the other 0, as in scikit-learn: the ridge then weighs on one set of weights. Offsets
 * are not drawn towards 0.
 */
export const logisticRegression = defineModel({
  id: "logistic-regression",
  summary: "multinomial logistic regression with a ridge (L2) on the weights",
  source: "Cox 1958; scikit-learn LogisticRegression 1.9 (lbfgs); features must be z-scored",
  input: "vector",
  params: z.strictObject({
    C: z
      .number()
      .positive()
      .max(1e6)
      .default(1)
      .describe("cost of the training rows against the ridge: smaller is smoother"),
    balanced: z
      .boolean()
      .default(false)
      .describe("weighs rows by rows / (labels x rows of the label), so that rare labels count as much"),
    tolerance: z
      .number()
      .positive()
      .max(1)
      .default(1e-4)
      .describe("largest derivative of the mean loss at which the fit ends"),
    iterations: z.int().min(1).max(100_000).default(100).describe("most steps of L-BFGS"),
  }),
  async fit(train, { C, balanced, tolerance, iterations }, { threads, signal, onWarning }) {
    const { x, present, y } = trainingRowsOf("logistic-regression", train);
    const counts = present.map((_, label) => y.reduce((sum, one) => sum + (one === label ? 1 : 0), 0));
    const rowWeights = Float64Array.from(y, (label) =>
      balanced ? 1 / (present.length * counts[label]) : 1 / x.rows,
    );
    const scored = present.length === 2 ? 1 : present.length;
    const start = new Float64Array(scored * (x.cols + 1));
    const rows = { x, y, labels: present.length, scored, rowWeights, ridge: 1 / (C * x.rows) };
    const { x: found, converged } = await withSoftmaxLoss(
      rows,
      tolerance < FINE ? "float64" : "float32",
      threads,
      (loss) => minimise(loss, start, { tolerance, iterations, ...(signal === undefined ? {} : { signal }) }),
    );
    if (!converged) {
      onWarning?.(
        `logistic-regression: ${iterations} steps were not enough to reach the tolerance ${tolerance}.`,
      );
    }
    const unscored = present.length - scored;
    const weights = new Float64Array(present.length * x.cols);
    weights.set(found.subarray(0, scored * x.cols), unscored * x.cols);
    const offsets = new Float64Array(present.length);
    offsets.set(found.subarray(scored * x.cols), unscored);
    const onnx = linearGraph("logistic-regression", { weights, offsets }, train, present);
    return { onnx, history: [] };
  },
});
