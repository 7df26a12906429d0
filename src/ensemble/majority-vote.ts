/** Prioritised majority vote. */
import { z } from "zod";
import { createPredictions } from "../dataset/predictions-table.ts";
import { defineEnsemble } from "./ensemble.ts";
import { countVotes, memberIndex } from "./members.ts";

export const majorityVote = defineEnsemble({
  id: "majority-vote",
  summary:
    "every member has one vote per clip; in a tie the tie-breaker's label wins if it is among the tied",
  source: "prioritised majority vote; probabilities are vote shares",
  params: z.strictObject({
    tieBreaker: z
      .string()
      .nullable()
      .default(null)
      .describe(
        "member who decides ties; else, and where its label is not tied, the first member with a tied label",
      ),
  }),
  combine(name, predictions, { tieBreaker }) {
    const { members, votes } = countVotes(predictions);
    const [{ labels, clipIds, truth }] = members;
    const leader =
      tieBreaker === null ? 0 : memberIndex("ensemble majority-vote: tieBreaker", members, tieBreaker);
    const order = [members[leader], ...members.filter((_, i) => i !== leader)];
    const predicted = new Int32Array(clipIds.length);
    for (let clip = 0; clip < clipIds.length; clip++) {
      const most = Math.max(...votes.subarray(clip * labels.length, (clip + 1) * labels.length));
      for (const member of order) {
        const label = member.predicted[clip];
        if (votes[clip * labels.length + label] < most) continue;
        predicted[clip] = label;
        break;
      }
    }
    const probabilities = Float32Array.from(votes, (count) => count / members.length);
    return createPredictions({ source: name, labels, clipIds, truth, predicted, probabilities });
  },
});
