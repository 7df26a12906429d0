/** Logistic regression: linear scores, softmax, and a ridge on the weights. */
import { z } from "zod";
import type { Matrix } from "../base/matrix.ts";
import { type Multiplier, withMultiplier } from "./algebra/multiplier.ts";
import { trainingRowsOf } from "./kernel/training-rows.ts";
import { linearGraph } from "./linear/graph.ts";
import { minimise, type Objective } from "./linear/lbfgs.ts";
import { defineModel } from "./model.ts";

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
    const rows = { rows: x.rows, cols: x.cols, data: new Float64Array(x.data) };
    const counts = present.map((_, label) => y.reduce((sum, one) => sum + (one === label ? 1 : 0), 0));
    const rowWeights = Float64Array.from(y, (label) =>
      balanced ? 1 / (present.length * counts[label]) : 1 / x.rows,
    );
    const scored = present.length === 2 ? 1 : present.length;
    const start = new Float64Array(scored * (x.cols + 1));
    const { x: found, converged } = await withMultiplier(threads, (multiplier) => {
      const ridge = 1 / (C * x.rows);
      return minimise(penalisedLoss(rows, y, { rowWeights, scored, ridge }, multiplier), start, {
        tolerance,
        iterations,
        ...(signal === undefined ? {} : { signal }),
      });
    });
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

/**
 * The mean loss of the rows, and half of `ridge` times the squared weights; of weights [scored, column], then offsets
 * [scored]. Labels before the scored ones have the score 0.
 */
function penalisedLoss(
  x: Matrix<Float64Array>,
  y: Int32Array,
  {
    rowWeights,
    scored,
    ridge,
  }: { readonly rowWeights: Float64Array; readonly scored: number; readonly ridge: number },
  { timesTransposed, transposedTimes }: Multiplier,
): Objective {
  const width = scored * x.cols;
  const unscored = scored === 1 ? 1 : 0;
  const row = new Float64Array(scored + unscored);
  return async (at, gradient) => {
    const weights = at.subarray(0, width);
    const scores = await timesTransposed(x, { rows: scored, cols: x.cols, data: weights });
    gradient.fill(0);
    let loss = 0;
    for (let i = 0; i < x.rows; i++) {
      for (let k = 0; k < scored; k++) row[unscored + k] = scores.data[i * scored + k] + at[width + k];
      const most = row.reduce((a, b) => Math.max(a, b));
      const own = row[y[i]];
      let sum = 0;
      for (let k = 0; k < row.length; k++) {
        row[k] = Math.exp(row[k] - most);
        sum += row[k];
      }
      loss += rowWeights[i] * (most + Math.log(sum) - own);
      for (let k = 0; k < scored; k++) {
        const target = y[i] === unscored + k ? 1 : 0;
        const residual = rowWeights[i] * (row[unscored + k] / sum - target);
        scores.data[i * scored + k] = residual;
        gradient[width + k] += residual;
      }
      row.fill(0, 0, unscored);
    }
    gradient.set((await transposedTimes(scores, x)).data);
    for (let i = 0; i < width; i++) {
      loss += 0.5 * ridge * at[i] ** 2;
      gradient[i] += ridge * at[i];
    }
    return loss;
  };
}
