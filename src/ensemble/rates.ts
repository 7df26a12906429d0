/** The rates by which a vote is judged before anybody knows the truth. */
import type { Predictions } from "../dataset/predictions.ts";
import { type VoteRates, voteRatesOf } from "../metrics/vote-rates.ts";
import { tally } from "./combine.ts";

/** Undecided, easy and barely-made-it rates, where members may have more than one vote. */
export function ratesOf(
  members: readonly Predictions[],
  weights: readonly number[] = members.map(() => 1),
): VoteRates {
  const total = weights.reduce((a, b) => a + b, 0);
  return {
    ...voteRatesOf(tally(members, weights), members[0].labels.length, total),
    members: members.length,
  };
}

/**
 * The report's experimental "projected accuracy increase from 60 %": what is not easy, by the chance that one who is right
 * meets one who is wrong. The report gives no formula; its sheet has 0.073143 where 0.695238 are easy, which this meets.
 *
 * @param easy - share of answers with more than half of the votes
 * @param accuracy - of a single member, such as 0.6
 */
export function projectedIncrease(easy: number, accuracy: number): number {
  return (1 - easy) * accuracy * (1 - accuracy);
}
