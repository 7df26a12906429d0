/** Averaged probabilities. */
import { z } from "zod";
import { alignPredictions, createPredictions } from "../dataset/predictions-table.ts";
import { defineEnsemble } from "./ensemble.ts";
import { memberIndex } from "./members.ts";

export const meanProbability = defineEnsemble({
  id: "mean-probability",
  summary: "weighted mean of the members' probabilities; the largest decides",
  source: "Kittler et al. 1998 (sum rule)",
  params: z.strictObject({
    weights: z
      .record(z.string(), z.number().positive().max(1e6))
      .default({})
      .describe("weight by member name; 1 for members that are not named"),
  }),
  combine(name, predictions, params) {
    const members = alignPredictions(predictions);
    const weights = new Float64Array(members.length).fill(1);
    for (const [member, weight] of Object.entries(params.weights)) {
      weights[memberIndex("ensemble mean-probability: weights", members, member)] = weight;
    }
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const [{ labels, clipIds, truth }] = members;
    const probabilities = Float32Array.from(members[0].probabilities, (_, at) => {
      let sum = 0;
      for (let m = 0; m < members.length; m++) sum += weights[m] * members[m].probabilities[at];
      return sum / total;
    });
    return createPredictions({ source: name, labels, clipIds, truth, probabilities });
  },
});
