/** How settled the votes of several learners are. */
import type { Predictions } from "../dataset/predictions.ts";
import { alignPredictions } from "../dataset/predictions-table.ts";
import { type VoteRates, voteRatesOf } from "../metrics/vote-rates.ts";

/**
 * Undecided, easy and barely-made-it rates of the members' decisions.
 *
 * @throws ConfigError if members differ in labels or clips (names the clip), or share a name
 */
export function voteRates(predictions: readonly Predictions[]): VoteRates {
  const members = alignPredictions(predictions);
  const labelCount = members[0].labels.length;
  const votes = new Int32Array(members[0].clipIds.length * labelCount);
  for (const { predicted } of members) {
    for (let clip = 0; clip < predicted.length; clip++) votes[clip * labelCount + predicted[clip]]++;
  }
  return voteRatesOf(votes, labelCount, members.length);
}
