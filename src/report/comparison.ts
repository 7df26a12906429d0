/** The best recogniser against each of the others, on the same clips. */
import { alignJudged } from "../dataset/judge.ts";
import type { Judged } from "../dataset/predictions.ts";
import { holm, type McNemar, mcnemar } from "../metrics/mcnemar.ts";
import { labelledOf } from "./score.ts";

export interface Comparison extends McNemar {
  readonly a: string;
  readonly b: string;
  /** Share of clips on which both decide the same, right or wrong. */
  readonly agreement: number;
  /** The p value after Holm's adjustment for all comparisons of the report. */
  readonly adjusted: number;
}

/**
 * McNemar's test of the first against each of the others; none without labelled clips.
 *
 * @throws ConfigError if they differ in labels, clips or truth (names the clip)
 */
export function compareWithBest(ranked: readonly Judged[]): Comparison[] {
  const [best, ...others] = alignJudged(ranked);
  const first = labelledOf(best);
  if (first.truth.length === 0) return [];
  const pairs = others.map((other) => {
    const { predicted } = labelledOf(other);
    const agreed = predicted.filter((label, i) => label === first.predicted[i]).length;
    return {
      a: best.source,
      b: other.source,
      ...mcnemar(first.truth, first.predicted, predicted),
      agreement: agreed / predicted.length,
    };
  });
  const adjusted = holm(pairs.map((pair) => pair.pValue));
  return pairs.map((pair, i) => ({ ...pair, adjusted: adjusted[i] }));
}
