/** Macro-F1: a label that is never found counts as 0. */
import { confusionMatrix, labelScores } from "./confusion.ts";
import { defineMetric } from "./metric.ts";

export const macroF1 = defineMetric({
  id: "macro-f1",
  name: "Macro-F1",
  summary: "mean over the labels that occur or are predicted of the harmonic mean of precision and recall",
  source: "scikit-learn f1_score(average='macro', zero_division=0)",
  better: "higher",
  unit: "share",
  score({ truth, predicted, labelCount }) {
    const scores = labelScores(confusionMatrix(truth, predicted, labelCount), labelCount);
    const present = scores.filter((score) => score.support + score.predicted > 0);
    return present.reduce((sum, score) => sum + score.f1, 0) / present.length;
  },
});
