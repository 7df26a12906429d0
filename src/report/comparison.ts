/** The best recogniser against each of the others, and how far it leads the next one, on the same clips. */
import { alignJudged } from "../dataset/judge.ts";
import type { Judged } from "../dataset/predictions.ts";
import { BOOTSTRAP_SEED, bootstrapDifferences } from "../metrics/bootstrap.ts";
import { metrics } from "../metrics/index.ts";
import { holm, type McNemar, mcnemar } from "../metrics/mcnemar.ts";
import type { Score } from "../metrics/metric.ts";
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

/** How much more UAR the best has than the next one. */
export interface Lead {
  readonly over: string;
  readonly difference: Score;
}

/**
 * None without a second one, or without labelled clips.
 *
 * @param ranked - best first
 * @param speakers - clip id -> speaker, where whole speakers are to be resampled
 * @throws ConfigError as `compareWithBest`
 */
export function leadOf(
  ranked: readonly Judged[],
  speakers: ReadonlyMap<string, string> | undefined,
): Lead | null {
  if (ranked.length < 2) return null;
  const [best, next] = alignJudged(ranked.slice(0, 2)).map(labelledOf);
  const groups = speakers === undefined ? {} : { groups: best.clipIds.map((id) => speakers.get(id) ?? id) };
  const options = { seed: BOOTSTRAP_SEED, ...groups };
  const [difference] = bootstrapDifferences([metrics.get("uar")], next, best, options);
  return difference === undefined ? null : { over: ranked[1].source, difference };
}
