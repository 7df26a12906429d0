/** What is known of a vote before it is held. */
import { majorityVote } from "./majority-vote.ts";
import { tieBreakersOf, weightsOf } from "./members.ts";

/** A learner as a file says it: one of this program's, or a stranger's. */
interface MaybeVote {
  readonly id: string;
  readonly name?: unknown;
}

/** How many votes are given of a clip; null of what is no majority vote. */
export function votesGiven(spec: MaybeVote): number | null {
  const params = paramsOfVote(spec);
  return params === null ? null : weightsOf(params).reduce((sum, one) => sum + one, 0);
}

/**
 * The member that a majority vote always answers as, whatever the others say: it has more votes than they have together, or as
 * many and the last word in a tie.
 *
 * @returns its name; null where the others can change an answer, and of what is no majority vote
 */
export function alwaysFollowed(spec: MaybeVote): string | null {
  const params = paramsOfVote(spec);
  if (params === null) return null;
  const { members, tieBreaker } = params;
  const weights = weightsOf(params);
  const [first = 0] = tieBreakersOf("majority-vote", members, tieBreaker);
  const total = weights.reduce((sum, one) => sum + one, 0);
  const leader = weights.findIndex((own, i) => (i === first ? 2 * own >= total : 2 * own > total));
  return leader < 0 ? null : members[leader].name;
}

function paramsOfVote({ id, name: _name, ...rest }: MaybeVote) {
  if (id !== majorityVote.id) return null;
  return majorityVote.params.safeParse(rest).data ?? null;
}
