/** Concordance: how near answers and truths are to being the same, not only in step. */
import { defineNumberMetric, momentsOf } from "./number-metric.ts";

export const ccc = defineNumberMetric({
  id: "ccc",
  name: "CCC",
  summary:
    "concordance correlation coefficient: 1 where answers equal the truth; shifted or shrunk answers lose",
  source: "Lin 1989 (Biometrics 45: 255-268), variances over n",
  better: "higher",
  score(answers) {
    const { truthMean, predictedMean, truthVariance, predictedVariance, covariance } = momentsOf(answers);
    const all = truthVariance + predictedVariance + (truthMean - predictedMean) ** 2;
    return all === 0 ? 0 : (2 * covariance) / all;
  },
});
