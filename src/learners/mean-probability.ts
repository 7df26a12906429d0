/** Averaged probabilities. */
import { z } from "zod";
import { defineLearner, learnerSpec } from "./learner.ts";
import { meanHead } from "./mean-head.ts";
import { memberIndex, requireDifferentNames } from "./members.ts";

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
    requireDifferentNames(where, params.members);
    for (const name of Object.keys(params.weights)) memberIndex(`${where}: weights`, params.members, name);
    return params;
  },
  async fit(rows, { members, weights }, context) {
    const fitted = await Promise.all(members.map((member) => context.fit(member, rows)));
    const shares = members.map(({ name }) => weights[name] ?? 1);
    return meanHead(rows.labels, fitted, shares);
  },
});
