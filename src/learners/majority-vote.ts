/** Prioritised majority vote. */
import { z } from "zod";
import { fitCombined } from "./combined.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { requireVoting, tieBreakerParam, votesParam } from "./members.ts";

export const majorityVote = defineLearner({
  id: "majority-vote",
  summary:
    "every member has one vote per clip, or as many as its weight; in a tie the tie-breaker's label wins if it is among the tied",
  source: "prioritised majority vote; probabilities are vote shares",
  children: { members: "list" },
  params: z.strictObject({
    members: z.array(learnerSpec).min(2).describe("learners that vote"),
    weights: votesParam,
    tieBreaker: tieBreakerParam,
  }),
  settle(where, params) {
    requireVoting(where, params);
    return params;
  },
  fit: (rows, params, context) => fitCombined("majority-vote", "votes", rows, params, context),
});
