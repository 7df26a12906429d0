/** Unweighted average recall: every label counts the same, however few clips it has. */
import { meanRecall } from "./confusion.ts";
import { defineMetric } from "./metric.ts";

export const uar = defineMetric({
  id: "uar",
  name: "UAR",
  summary: "unweighted average recall: mean over the labels that occur of the share predicted right",
  source: "Schuller et al. 2009 (Interspeech Emotion Challenge); scikit-learn balanced_accuracy_score",
  better: "higher",
  unit: "share",
  score: ({ truth, predicted, labelCount }) => meanRecall(truth, predicted, labelCount),
});
