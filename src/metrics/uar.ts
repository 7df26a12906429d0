/** Unweighted average recall: every label counts the same, however few clips it has. */
import { confusionMatrix, labelScores } from "./confusion.ts";
import { defineMetric } from "./metric.ts";

export const uar = defineMetric({
  id: "uar",
  name: "UAR",
  summary: "unweighted average recall: mean over the labels that occur of the share predicted right",
  source: "Schuller et al. 2009 (Interspeech Emotion Challenge); scikit-learn balanced_accuracy_score",
  score(truth, predicted, labelCount) {
    const scores = labelScores(confusionMatrix(truth, predicted, labelCount), labelCount);
    const present = scores.filter((score) => score.support > 0);
    return present.reduce((sum, score) => sum + score.recall, 0) / present.length;
  },
});
