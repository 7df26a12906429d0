import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { type Dataset, widthOf } from "../dataset/dataset.ts";
import { gramMatrix, squareBytes } from "../models/kernel/gram.ts";
import { pairOf } from "../models/kernel/pairwise.ts";
import { trainBinarySvm } from "../models/kernel/smo.ts";
import { type TrainingRows, trainingRowsOf } from "../models/kernel/training-rows.ts";
import { chooseNumbers, indicesOfBest } from "./choose.ts";
import { defineStep } from "./step.ts";

export const rfe = defineStep({
  id: "rfe",
  summary:
    "Recursive feature elimination: the numbers that matter least to a linear SVM go, round by round, until k are left",
  source: "Guyon et al. 2002 (Machine Learning 46); scikit-learn RFE(SVC(kernel linear)) 1.9",
  input: "any",
  output: "vector",
  looksAtLabels: true,
  params: z.strictObject({
    k: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(100)
      .describe("how many numbers are kept; at most those of a row"),
    step: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.1)
      .describe("share of a row's numbers that goes in each round, rounded down; at least one number"),
    C: z.number().positive().max(1e6).default(1).describe("cost of a training row on the wrong side"),
  }),
  // the products of all rows, and those of the rows of two labels: all of them at most
  memoryBytes: (rows) => 2 * squareBytes(rows, 4),
  async fit(train, { k, step, C }, { threads, signal }) {
    const width = widthOf(train.shape);
    if (k > width)
      throw new ModelError(`step rfe: k: expected at most ${width}, the numbers of a row; got ${k}.`);
    return chooseNumbers("rfe", train.shape, await eliminateNumbers(train, { k, step, C }, threads, signal));
  },
});

/**
 * A number's worth is the sum of its squared weights over the machines of all pairs of labels.
 *
 * @returns which numbers are left, in their own order
 * @throws ModelError if a row has no label, or fewer than two labels occur
 */
export async function eliminateNumbers(
  train: Dataset,
  { k, step, C }: { readonly k: number; readonly step: number; readonly C: number },
  threads?: number,
  signal?: AbortSignal,
): Promise<number[]> {
  const rows = trainingRowsOf("rfe", train);
  const atOnce = Math.max(1, Math.floor(step * rows.x.cols));
  let left = Array.from({ length: rows.x.cols }, (_, i) => i);
  while (left.length > k) {
    const worths = await squaredWeights({ ...rows, x: columnsOf(rows, left) }, C, threads, signal);
    left = indicesOfBest(worths, Math.max(k, left.length - atOnce)).map((i) => left[i]);
  }
  return left;
}

function columnsOf({ x: { rows, cols, data } }: TrainingRows, columns: readonly number[]) {
  const chosen = new Float32Array(rows * columns.length);
  for (let row = 0, at = 0; row < rows; row++)
    for (const column of columns) chosen[at++] = data[row * cols + column];
  return { rows, cols: columns.length, data: chosen };
}

/** [column]: what linear machines of all pairs of labels make of it. */
async function squaredWeights(
  { x, present, y }: TrainingRows,
  cost: number,
  threads: number | undefined,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const gram = await gramMatrix(x, { kind: "linear" }, threads);
  const worths = new Float64Array(x.cols);
  const weights = new Float64Array(x.cols);
  for (let first = 0; first < present.length; first++) {
    for (let second = first + 1; second < present.length; second++) {
      const { rows, signs, kernel } = pairOf(gram, y, first, second);
      const { coefficients } = trainBinarySvm(kernel, signs, cost, cost, signal);
      weights.fill(0);
      coefficients.forEach((coefficient, i) => {
        if (coefficient === 0) return;
        for (let at = rows[i] * x.cols, column = 0; column < x.cols; column++, at++)
          weights[column] += coefficient * x.data[at];
      });
      for (let column = 0; column < x.cols; column++) worths[column] += weights[column] ** 2;
    }
  }
  return worths;
}
