/** The mean distance of answers from the truth. */
import { defineNumberMetric } from "./number-metric.ts";

export const mae = defineNumberMetric({
  id: "mae",
  name: "MAE",
  summary: "mean absolute error, in the dimension's own unit",
  source: "scikit-learn mean_absolute_error",
  better: "lower",
  score: ({ truth, predicted }) =>
    truth.reduce((sum, value, i) => sum + Math.abs(value - predicted[i]), 0) / truth.length,
});
