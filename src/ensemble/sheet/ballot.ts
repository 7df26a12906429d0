/** What a vote sheet's columns hold, computed without it: per clip, who says what and how it ends. */
import { type Combination, combine, tally } from "../combine.ts";
import type { Member, Members } from "../members.ts";

/** Who sits at the table, and what they say of which clips. */
export interface Voters extends Pick<Members, "labels" | "clipIds" | "truth"> {
  readonly members: readonly Pick<Member, "name" | "predictions" | "doubt">[];
}

export interface Ballot {
  readonly members: Voters;
  /** [member] */
  readonly weights: readonly number[];
  /** [member], 1 decides first. */
  readonly order: readonly number[];
  /** [clip, member], votes for the label that the member says. */
  readonly backing: Int32Array;
  /** [clip], label index. */
  readonly majority: Int32Array;
  readonly majorityVotes: Int32Array;
  /** [clip], the label with the fewest votes among those that have some; of several, that of the member who decides last. */
  readonly worst: Int32Array;
  readonly worstVotes: Int32Array;
  /** [clip], 1 where several labels have the most votes. */
  readonly undecided: Int32Array;
  /** [clip], 1 where one label has more than half of the votes. */
  readonly easy: Int32Array;
}

/** The vote of members by their weights; ties are broken in order. */
export function ballotOf(
  members: Voters,
  { weights, tieBreakers }: Pick<Combination, "weights" | "tieBreakers">,
): Ballot {
  const answers = members.members.map(({ predictions }) => predictions);
  const first = [...new Set([...tieBreakers, ...answers.keys()])];
  const order = answers.map((_, member) => first.indexOf(member) + 1);
  const last = first.filter((member) => weights[member] > 0).toReversed();
  const [k, n, m] = [members.labels.length, members.clipIds.length, answers.length];
  const votes = tally(answers, weights);
  const total = weights.reduce((a, b) => a + b, 0);
  const majority = combine("majority", answers, { rule: "votes", weights, tieBreakers }).predicted;
  const backing = new Int32Array(n * m);
  const column = (): Int32Array => new Int32Array(n);
  const [majorityVotes, worst, worstVotes, undecided, easy] = [
    column(),
    column(),
    column(),
    column(),
    column(),
  ];
  for (let clip = 0; clip < n; clip++) {
    const own = votes.subarray(clip * k, (clip + 1) * k);
    answers.forEach(({ predicted }, member) => {
      backing[clip * m + member] = own[predicted[clip]];
    });
    const most = own[majority[clip]];
    const fewest = own.reduce((least, count) => (count > 0 && count < least ? count : least), total);
    const loser = last.find((member) => backing[clip * m + member] === fewest) ?? last[0];
    majorityVotes[clip] = most;
    worst[clip] = answers[loser].predicted[clip];
    worstVotes[clip] = fewest;
    undecided[clip] = own.filter((count) => count === most).length > 1 ? 1 : 0;
    easy[clip] = most * 2 > total ? 1 : 0;
  }
  return { members, weights, order, backing, majority, majorityVotes, worst, worstVotes, undecided, easy };
}
