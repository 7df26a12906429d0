/** The root of the mean squared distance of answers from the truth. */
import { defineNumberMetric } from "./number-metric.ts";

export const rmse = defineNumberMetric({
  id: "rmse",
  name: "RMSE",
  summary: "root mean squared error, in the dimension's own unit: far answers count more",
  source: "scikit-learn root_mean_squared_error",
  better: "lower",
  score: ({ truth, predicted }) =>
    Math.sqrt(truth.reduce((sum, value, i) => sum + (value - predicted[i]) ** 2, 0) / truth.length),
});
