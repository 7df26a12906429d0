import { assertAnswers } from "./confusion.ts";
import { defineMetric } from "./metric.ts";

export const brier = defineMetric({
  id: "brier",
  name: "Brier score",
  summary: "mean squared distance between probabilities and truth, summed over the labels: 0 to 2",
  source: "Brier 1950; scikit-learn brier_score_loss without scaling; golden: test/golden/measure.json",
  better: "lower",
  unit: "number",
  score(answers) {
    assertAnswers(answers);
    const { truth, probabilities, labelCount } = answers;
    let sum = 0;
    for (let clip = 0; clip < truth.length; clip++) {
      for (let label = 0; label < labelCount; label++) {
        sum += (probabilities[clip * labelCount + label] - (label === truth[clip] ? 1 : 0)) ** 2;
      }
    }
    return sum / truth.length;
  },
});
