/** Breiman's random forest. */
import { z } from "zod";
import type { Random } from "../base/random.ts";
import { trainingRowsOf } from "./kernel/training-rows.ts";
import { defineModel } from "./model.ts";
import { bestSplits } from "./trees/best-splits.ts";
import { sortColumns } from "./trees/columns.ts";
import { DrawnFeatures, featuresPerNode } from "./trees/drawn-features.ts";
import { fitForest, forestParams } from "./trees/forest.ts";

export const randomForest = defineModel({
  id: "random-forest",
  summary: "mean of many decision trees, each on rows drawn with replacement and few columns per split",
  source: "Breiman 2001; parameters and defaults as scikit-learn's RandomForestClassifier",
  input: "vector",
  params: z.strictObject(forestParams),
  async fit(train, params, context) {
    const data = trainingRowsOf("random-forest", train);
    context.signal?.throwIfAborted();
    const columns = sortColumns(data.x);
    const wanted = featuresPerNode(params.maxFeatures, data.x.cols);
    return fitForest("random-forest", train, data, params, context, ({ y, labels, weights }) => (random) => {
      const counts = drawRows(data.x.rows, random);
      const rows = Int32Array.from(counts.keys()).filter((row) => counts[row] > 0);
      const drawn = { y, labels, weights: weights.map((weight, row) => weight * counts[row]) };
      return bestSplits(columns, drawn, rows, new DrawnFeatures(data.x.cols, wanted, random), params.minLeaf);
    });
  },
});

/** How often each row is drawn, of as many draws as there are rows. */
function drawRows(rows: number, random: Random): Int32Array {
  const counts = new Int32Array(rows);
  for (let i = 0; i < rows; i++) counts[random.integer(rows)]++;
  return counts;
}
