/** Averaged probabilities. */
import { z } from "zod";
import { combinedHead } from "./combined.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { requireVoting, weightsOf } from "./members.ts";

export const meanProbability = defineLearner({
  id: "mean-probability",
  summary: "weighted mean of the members' probabilities; the largest decides",
  source: "Kittler et al. 1998 (sum rule)",
  children: { members: "list" },
  params: z.strictObject({
    members: z.array(learnerSpec).min(2).describe("learners whose probabilities are averaged"),
    weights: z
      .record(z.string(), z.number().positive().max(1e6))
      .default({})
      .describe("weight by member name; 1 for members that are not named"),
  }),
  settle(where, params) {
    requireVoting(where, params);
    return params;
  },
  async fit(rows, params, context) {
    const fitted = await Promise.all(params.members.map((member) => context.fit(member, rows)));
    return combinedHead(rows.labels, fitted, { rule: "mean", weights: weightsOf(params), tieBreakers: [] });
  },
});
