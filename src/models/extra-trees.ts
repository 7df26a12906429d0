/** Geurts' extremely randomised trees. */
import { z } from "zod";
import { trainingRowsOf } from "./kernel/training-rows.ts";
import { defineModel } from "./model.ts";
import { featuresPerNode } from "./trees/drawn-features.ts";
import { fitForest, forestParams } from "./trees/forest.ts";
import { randomSplits } from "./trees/random-splits.ts";

export const extraTrees = defineModel({
  id: "extra-trees",
  summary: "mean of many decision trees on all rows, whose few columns per split are cut at random",
  source: "Geurts, Ernst & Wehenkel 2006; parameters and defaults as scikit-learn's ExtraTreesClassifier",
  input: "vector",
  params: z.strictObject(forestParams),
  async fit(train, params, context) {
    const data = trainingRowsOf("extra-trees", train);
    context.signal?.throwIfAborted();
    const wanted = featuresPerNode(params.maxFeatures, data.x.cols);
    return fitForest("extra-trees", train, data, params, context, (labelled) =>
      randomSplits(data.x, labelled, wanted, params.minLeaf),
    );
  },
});
