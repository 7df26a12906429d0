import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { type Dataset, widthOf } from "../dataset/dataset.ts";
import { chooseNumbers, indicesOfBest } from "./choose.ts";
import { defineStep } from "./step.ts";

export const selectKBest = defineStep({
  id: "select-k-best",
  summary: "The numbers that tell the labels apart best by themselves: greatest F of an analysis of variance",
  source: "scikit-learn SelectKBest(f_classif) 1.9",
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
  }),
  async fit(train, { k }) {
    const width = widthOf(train.shape);
    if (k > width) {
      throw new ModelError(
        `step select-k-best: k: expected at most ${width}, the numbers of a row; got ${k}.`,
      );
    }
    return chooseNumbers("select-k-best", train.shape, indicesOfBest(anovaF(train), k));
  },
});

/**
 * Of every number of a row, the variance between labels over the variance within them, each per degree of freedom; 0 where a
 * number is constant, infinite where it is constant within every label only.
 *
 * @returns [number]
 * @throws ModelError if fewer than two labels occur, no label has several rows, or a row has none
 * @see scikit-learn f_classif
 */
export function anovaF({ clipIds, shape, x, y, labels }: Dataset): Float64Array {
  const width = widthOf(shape);
  const counts = labels.map((_, label) => y.reduce((sum, one) => sum + (one === label ? 1 : 0), 0));
  const present = counts.filter((count) => count > 0).length;
  const rows = clipIds.length;
  if (present < 2 || rows <= present || y.some((label) => label < 0)) {
    throw new ModelError(
      "step select-k-best: expected labelled training rows of at least two labels, and more rows than labels.",
    );
  }
  const means = labels.map(() => new Float64Array(width));
  const grand = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    const own = means[y[row]];
    for (let i = 0; i < width; i++) {
      own[i] += x[row * width + i];
      grand[i] += x[row * width + i];
    }
  }
  // sums of equal float32 numbers are exact: what is constant has exactly its own mean
  for (let i = 0; i < width; i++) {
    for (const [label, count] of counts.entries()) if (count > 0) means[label][i] /= count;
    grand[i] /= rows;
  }
  const within = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    const own = means[y[row]];
    for (let i = 0; i < width; i++) within[i] += (x[row * width + i] - own[i]) ** 2;
  }
  return within.map((spread, i) => {
    let between = 0;
    for (const [label, count] of counts.entries()) {
      if (count > 0) between += count * (means[label][i] - grand[i]) ** 2;
    }
    return between === 0 ? 0 : between / (present - 1) / (spread / (rows - present));
  });
}
