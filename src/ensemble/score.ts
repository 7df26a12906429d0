/** A combination of members and what is to be told of it. */
import type { Predictions } from "../dataset/predictions.ts";
import { selectClips } from "../dataset/predictions-table.ts";
import type { VoteRates } from "../metrics/vote-rates.ts";
import { type Combination, combine } from "./combine.ts";
import { pairsOf } from "./diversity.ts";
import { dominanceOf } from "./dominance.ts";
import type { Members } from "./members.ts";
import { scoresOf } from "./nested.ts";
import { projectedIncrease, ratesOf } from "./rates.ts";
import type { Rule } from "./rules.ts";

/** Null where nobody knows the truth. */
export interface MaybeScores {
  readonly accuracy: number | null;
  readonly uar: number | null;
}

export interface EnsembleScores {
  readonly name: string;
  readonly rule: Rule;
  readonly members: readonly (MaybeScores & {
    readonly name: string;
    readonly doubt: string | null;
    readonly weight: number;
    /** Share of clips that the ensemble answers as it does. */
    readonly follows: number;
  })[];
  readonly ensemble: MaybeScores;
  /** Of votes, whatever the rule. */
  readonly rates: VoteRates;
  /** What the easy rate projects from the mean accuracy of the asked members. */
  readonly projected: { readonly from: number; readonly accuracy: number } | null;
  /** Members that independent errors would need to be as good a crowd. */
  readonly effective: number | null;
  readonly warnings: readonly string[];
}

export function scoreEnsemble(
  name: string,
  { members, truth }: Members,
  combination: Combination,
): { scores: EnsembleScores; combined: Predictions } {
  const answers = members.map(({ predictions }) => predictions);
  const combined = combine(name, answers, combination);
  const { follows, warnings, effective } = dominanceOf(
    answers,
    pairsOf(answers, truth),
    combination,
    combined,
  );
  const known = [...truth.keys()].filter((clip) => truth[clip] >= 0);
  const score = (one: Predictions): MaybeScores => {
    if (known.length === 0) return { accuracy: null, uar: null };
    const own = selectClips(
      one,
      known.map((clip) => one.clipIds[clip]),
    );
    return scoresOf({ ...own, truth: Int32Array.from(known, (clip) => truth[clip]) });
  };
  const scored = members.map(({ name: own, doubt, predictions }, i) => ({
    name: own,
    doubt,
    weight: combination.weights[i],
    follows: follows[i],
    ...score(predictions),
  }));
  const asked = scored.flatMap(({ weight, accuracy }) => (weight > 0 && accuracy !== null ? [accuracy] : []));
  const rates = ratesOf(answers, combination.weights);
  const from = asked.reduce((a, b) => a + b, 0) / asked.length;
  return {
    combined,
    scores: {
      name,
      rule: combination.rule,
      members: scored,
      ensemble: score(combined),
      rates,
      projected: asked.length === 0 ? null : { from, accuracy: from + projectedIncrease(rates.easy, from) },
      effective,
      warnings,
    },
  };
}
