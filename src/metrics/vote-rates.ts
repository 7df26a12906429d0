/** How settled the votes of several learners are. */

export interface VoteRates {
  readonly members: number;
  readonly clips: number;
  /** Share of clips whose most frequent label is not the only one with that many votes: ties. */
  readonly undecided: number;
  /** Share of clips where one label has more than half of the votes. */
  readonly easy: number;
  /** The rest: decided, but easily swayed. */
  readonly barely: number;
}

/**
 * Undecided, easy and barely-made-it rates; the three sum to 1.
 *
 * @param votes - [clip, label], number of members that decided so; every row sums to `members`
 */
export function voteRatesOf(votes: Int32Array, labelCount: number, members: number): VoteRates {
  const clips = votes.length / labelCount;
  let ties = 0;
  let majorities = 0;
  for (let clip = 0; clip < clips; clip++) {
    let most = 0;
    let holders = 0;
    for (let label = 0; label < labelCount; label++) {
      const count = votes[clip * labelCount + label];
      if (count > most) {
        most = count;
        holders = 1;
      } else if (count === most) holders++;
    }
    if (holders > 1) ties++;
    if (most * 2 > members) majorities++;
  }
  const share = (count: number): number => (clips === 0 ? 0 : count / clips);
  return {
    members,
    clips,
    undecided: share(ties),
    easy: share(majorities),
    barely: share(clips - ties - majorities),
  };
}
