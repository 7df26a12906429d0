/** The members of an ensemble: joined by clip id, and their votes counted. */
import { ConfigError } from "../base/errors.ts";
import { didYouMean } from "../base/registry.ts";
import type { Predictions } from "../dataset/predictions.ts";
import { alignPredictions } from "../dataset/predictions-table.ts";
import { type VoteRates, voteRatesOf } from "../metrics/vote-rates.ts";

export interface Ballot {
  /** In the first one's clip order. */
  readonly members: readonly Predictions[];
  /** [clip, label], members that decided so. */
  readonly votes: Int32Array<ArrayBuffer>;
}

/** @throws ConfigError if members differ in labels, clips or truth (names the clip), or share a name */
export function countVotes(predictions: readonly Predictions[]): Ballot {
  const members = alignPredictions(predictions);
  const labelCount = members[0].labels.length;
  const votes = new Int32Array(members[0].clipIds.length * labelCount);
  for (const { predicted } of members) {
    for (let clip = 0; clip < predicted.length; clip++) votes[clip * labelCount + predicted[clip]]++;
  }
  return { members, votes };
}

/**
 * Undecided, easy and barely-made-it rates of the members' decisions.
 *
 * @throws ConfigError as `countVotes`
 */
export function voteRates(predictions: readonly Predictions[]): VoteRates {
  const { members, votes } = countVotes(predictions);
  return voteRatesOf(votes, members[0].labels.length, members.length);
}

/**
 * The place of the member with that name.
 *
 * @throws ConfigError that lists the members
 */
export function memberIndex(where: string, members: readonly Predictions[], name: string): number {
  const index = members.findIndex((member) => member.source === name);
  if (index >= 0) return index;
  const names = members.map((member) => member.source);
  throw new ConfigError(
    `${where}: "${name}" is no member; expected one of ${names.join(", ")}.`,
    didYouMean(name, names),
  );
}
