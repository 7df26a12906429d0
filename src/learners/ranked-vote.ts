/** Ranked votes. */
import { z } from "zod";
import { fitCombined } from "./combined.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { requireVoting, tieBreakerParam, votesParam } from "./members.ts";

export const rankedVote = defineLearner({
  id: "ranked-vote",
  summary:
    "every member ranks the labels; a label has a point for every label that it beats, half a point where they are equal; ties as in majority-vote",
  source: "Borda count; Ho, Hull & Srihari 1994 (PAMI 16); probabilities are shares of the points",
  children: { members: "list" },
  params: z.strictObject({
    members: z.array(learnerSpec).min(2).describe("learners that rank the labels"),
    weights: votesParam,
    tieBreaker: tieBreakerParam,
  }),
  settle(where, params) {
    requireVoting(where, params);
    return params;
  },
  fit: (rows, params, context) => fitCombined("ranked-vote", "ranked", rows, params, context),
});
