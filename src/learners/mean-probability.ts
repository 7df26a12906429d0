/** Averaged probabilities. */
import { z } from "zod";
import { fitCombined } from "./combined.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { requireVoting, weightsParam } from "./members.ts";

export const meanProbability = defineLearner({
  id: "mean-probability",
  summary: "weighted mean of the members' probabilities; the largest decides",
  source: "Kittler et al. 1998 (sum rule)",
  children: { members: "list" },
  params: z.strictObject({
    members: z.array(learnerSpec).min(2).describe("learners whose probabilities are averaged"),
    weights: weightsParam,
  }),
  settle(where, params) {
    requireVoting(where, params);
    return params;
  },
  fit: (rows, params, context) => fitCombined("mean-probability", "mean", rows, params, context),
});
