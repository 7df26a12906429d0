/** Correlation: whether answers rise and fall with the truth, whatever their scale. */
import { defineNumberMetric, momentsOf } from "./number-metric.ts";

export const pearson = defineNumberMetric({
  id: "pearson",
  name: "Pearson",
  summary: "correlation of answers and truth, whatever their scale",
  source: "Pearson 1895; scipy.stats.pearsonr",
  better: "higher",
  score(answers) {
    const { truthVariance, predictedVariance, covariance } = momentsOf(answers);
    const spread = Math.sqrt(truthVariance * predictedVariance);
    return spread === 0 ? 0 : covariance / spread;
  },
});
