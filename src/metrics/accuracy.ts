/** Accuracy, which the field also calls weighted average recall (WAR). */
import { confusionMatrix } from "./confusion.ts";
import { defineMetric } from "./metric.ts";

export const accuracy = defineMetric({
  id: "accuracy",
  name: "Accuracy",
  summary: "share of clips predicted right (weighted average recall, WAR)",
  source: "scikit-learn accuracy_score; golden: test/golden/measure.json",
  better: "higher",
  unit: "share",
  score({ truth, predicted, labelCount }) {
    const confusion = confusionMatrix(truth, predicted, labelCount);
    let right = 0;
    for (let label = 0; label < labelCount; label++) right += confusion[label * labelCount + label];
    return right / truth.length;
  },
});
