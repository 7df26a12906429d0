/** Ways to choose a combination of members by their answers to some clips: what breeding is compared with. */
import type { Predictions } from "../dataset/predictions.ts";
import { metrics } from "../metrics/index.ts";
import type { Combination } from "./combine.ts";
import { selectEnsemble } from "./ensemble-selection.ts";

/** Members that greedy selection adds, one by one. */
const ROUNDS = 25;

export interface Selection {
  readonly id: "best-member" | "plain-mean" | "greedy";
  readonly name: string;
  select(members: readonly Predictions[], truth: Int32Array<ArrayBuffer>): Combination;
}

export const SELECTIONS: readonly Selection[] = [
  {
    id: "best-member",
    name: "best member alone",
    select(members, truth) {
      const right = members.map(({ predicted }) =>
        truth.reduce((count, label, clip) => count + (predicted[clip] === label ? 1 : 0), 0),
      );
      const best = right.indexOf(Math.max(...right));
      return { rule: "mean", weights: members.map((_, i) => (i === best ? 1 : 0)), tieBreakers: [] };
    },
  },
  {
    id: "plain-mean",
    name: "plain mean of all members",
    select: (members) => ({ rule: "mean", weights: members.map(() => 1), tieBreakers: [] }),
  },
  {
    id: "greedy",
    name: "greedy selection (Caruana et al. 2004)",
    select(members, truth) {
      const probabilities = members.map((member) => member.probabilities);
      const weights = selectEnsemble(
        probabilities,
        truth,
        members[0].labels.length,
        metrics.get("nll"),
        ROUNDS,
      );
      return { rule: "mean", weights, tieBreakers: [] };
    },
  },
];
