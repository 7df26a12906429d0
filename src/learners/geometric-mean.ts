/** Multiplied probabilities. */
import { z } from "zod";
import { fitCombined } from "./combined.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { requireVoting, weightsParam } from "./members.ts";

export const geometricMean = defineLearner({
  id: "geometric-mean",
  summary: "weighted geometric mean of the members' probabilities: what one of them rules out is unlikely",
  source: "Kittler et al. 1998 (product rule); logarithmic opinion pool",
  children: { members: "list" },
  params: z.strictObject({
    members: z.array(learnerSpec).min(2).describe("learners whose probabilities are multiplied"),
    weights: weightsParam,
  }),
  settle(where, params) {
    requireVoting(where, params);
    return params;
  },
  fit: (rows, params, context) => fitCombined("geometric-mean", "geometric", rows, params, context),
});
