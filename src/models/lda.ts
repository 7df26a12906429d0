/** Linear discriminant analysis: Gaussian labels of one covariance, which may be drawn towards a simpler one. */
import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { type Multiplier, withMultiplier } from "./algebra/multiplier.ts";
import { trainingRowsOf } from "./kernel/training-rows.ts";
import { aboutClassMeans } from "./linear/class-means.ts";
import { solvePseudo, solveShrunk } from "./linear/discriminant.ts";
import { linearGraph } from "./linear/graph.ts";
import { ledoitWolf } from "./linear/ledoit-wolf.ts";
import { defineModel } from "./model.ts";

/**
 * Without shrinkage, directions in which rows of one label do not vary are left out. With it, every label's covariance is
 * drawn towards its own sphere before they are averaged.
 */
export const lda = defineModel({
  id: "lda",
  summary: "linear discriminant analysis with shrinkage of the covariance",
  source:
    "Fisher 1936; Ledoit & Wolf 2004; scikit-learn LinearDiscriminantAnalysis 1.9 (svd without shrinkage, lsqr with it)",
  input: "vector",
  params: z.strictObject({
    shrinkage: z
      .union([z.enum(["none", "auto"]), z.number().positive().max(1)])
      .default("none")
      .describe(
        "of the covariance towards a sphere: none, auto as Ledoit and Wolf estimate it, or a share up to 1; " +
          "auto where there are more numbers than rows",
      ),
  }),
  async fit(train, { shrinkage }, { threads, signal }) {
    const { x, present, y } = trainingRowsOf("lda", train);
    signal?.throwIfAborted();
    const { counts, means, centre, within } = aboutClassMeans(x, y, present.length);
    let weights: Float64Array;
    if (shrinkage === "none") {
      if (x.rows === present.length) {
        throw new ModelError(
          `model lda: expected more training clips than labels, got ${x.rows} of ${present.length}.`,
        );
      }
      weights = await withMultiplier(threads, (multiplier) => solvePseudo(within, means, multiplier, signal));
    } else {
      weights = await withMultiplier(threads, async (multiplier) => {
        const { scaled, sphere } = await shrink(within, y, counts, shrinkage, multiplier);
        return solveShrunk(scaled, sphere, means, multiplier);
      });
    }
    const { cols } = x;
    const offsets = Float64Array.from(counts, (count, label) => {
      let sum = Math.log(count / x.rows);
      for (let col = 0, at = label * cols; col < cols; col++, at++)
        sum -= weights[at] * (means.data[at] / 2 + centre[col]);
      return sum;
    });
    return { onnx: linearGraph("lda", { weights, offsets }, train, present), history: [] };
  },
});

/** The shrunk covariance in two parts: products of the columns of `scaled`, and the diagonal `sphere`. */
async function shrink(
  within: Matrix<Float64Array>,
  y: Int32Array,
  counts: readonly number[],
  shrinkage: "auto" | number,
  multiplier: Multiplier,
): Promise<{ scaled: Matrix<Float64Array>; sphere: Float64Array }> {
  const { rows, cols } = within;
  const scaled = within.data.slice();
  const sphere = new Float64Array(cols);
  for (const [label, count] of counts.entries()) {
    const own = rowsOf(within, y, label, count);
    const variances = new Float64Array(cols);
    for (let at = 0; at < own.data.length; at++) variances[at % cols] += own.data[at] ** 2 / count;
    // an estimate is of z-scores; a share that is given is of the numbers as they are
    const scales = Float64Array.from(variances, (one) =>
      shrinkage === "auto" && one > 0 ? Math.sqrt(one) : 1,
    );
    for (let at = 0; at < own.data.length; at++) own.data[at] /= scales[at % cols];
    const { share, variance } =
      shrinkage === "auto"
        ? await ledoitWolf(own, multiplier)
        : { share: shrinkage, variance: variances.reduce((sum, one) => sum + one, 0) / cols };
    for (let col = 0; col < cols; col++) sphere[col] += (count / rows) * share * variance * scales[col] ** 2;
    const weight = Math.sqrt((1 - share) / rows);
    for (let row = 0; row < rows; row++) {
      if (y[row] !== label) continue;
      for (let at = row * cols; at < (row + 1) * cols; at++) scaled[at] *= weight;
    }
  }
  return { scaled: { rows, cols, data: scaled }, sphere };
}

function rowsOf(
  { cols, data }: Matrix<Float64Array>,
  y: Int32Array,
  label: number,
  count: number,
): Matrix<Float64Array> {
  const own = new Float64Array(count * cols);
  let next = 0;
  for (const [row, one] of y.entries()) {
    if (one === label) own.set(data.subarray(row * cols, (row + 1) * cols), cols * next++);
  }
  return { rows: count, cols, data: own };
}
