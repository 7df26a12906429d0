/** Expected calibration error: how far a recogniser's probabilities are from how often it is right. */
import { defineMetric } from "./metric.ts";
import { reliabilityOf } from "./reliability.ts";

/**
 * A sample has one even where probabilities are perfect: about 0.8 √(p (1 − p) / n) with n clips in a bin. Resampling adds as much
 * again, so that bootstrap intervals lie high, and a small value may lie below its own.
 */
export const ece = defineMetric({
  id: "ece",
  name: "ECE",
  summary:
    "expected calibration error: mean distance between the probability of the answer and how often it is right, in 15 bins of as many clips each",
  source: "Guo et al. 2017; bins of equal mass: Nguyen & O'Connor 2015",
  better: "lower",
  unit: "share",
  score(answers) {
    const bins = reliabilityOf(answers);
    return (
      bins.reduce((sum, { confidence, accuracy }) => sum + Math.abs(accuracy - confidence), 0) / bins.length
    );
  },
});
