import { assertAnswers } from "./confusion.ts";
import { defineMetric } from "./metric.ts";

/** Of float32: a truth that was ruled out costs a lot, not everything. */
const LEAST = 2 ** -23;

export const nll = defineMetric({
  id: "nll",
  name: "NLL",
  summary:
    "mean negative logarithm of the probability that the truth got, in nats; none counts as less than 2^-23",
  source: "scikit-learn log_loss of float32; golden: test/golden/measure.json",
  better: "lower",
  unit: "number",
  score(answers) {
    assertAnswers(answers);
    const { truth, probabilities, labelCount } = answers;
    let sum = 0;
    for (let clip = 0; clip < truth.length; clip++) {
      sum -= Math.log(Math.max(probabilities[clip * labelCount + truth[clip]], LEAST));
    }
    return sum / truth.length;
  },
});
