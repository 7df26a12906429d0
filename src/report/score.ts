/** Scores of predictions. */
import type { Judged } from "../dataset/predictions.ts";
import { type BootstrapOptions, bootstrapScores } from "../metrics/bootstrap.ts";
import { metrics } from "../metrics/index.ts";
import type { Score, ScoredAnswers } from "../metrics/metric.ts";

/** The clips whose truth is known. */
export function labelledOf(predictions: Judged): ScoredAnswers & Pick<Judged, "clipIds"> {
  const known = (_: unknown, i: number): boolean => predictions.truth[i] >= 0;
  const labelCount = predictions.labels.length;
  return {
    clipIds: predictions.clipIds.filter(known),
    truth: predictions.truth.filter(known),
    predicted: predictions.predicted.filter(known),
    probabilities: predictions.probabilities.filter((_, at) => known(_, Math.floor(at / labelCount))),
    labelCount,
  };
}

/**
 * Every metric of the registry on the clips whose truth is known, with 95 % intervals.
 *
 * @param seed - of the bootstrap
 * @param speakers - clip id -> speaker, where the protocol keeps speakers apart: whole speakers are then resampled
 * @param tell - told after every resample
 * @returns none if no truth is known
 */
export function scorePredictions(
  predictions: Judged,
  seed: number,
  speakers?: ReadonlyMap<string, string>,
  tell?: BootstrapOptions["tell"],
): Score[] {
  const labelled = labelledOf(predictions);
  const groups =
    speakers === undefined ? {} : { groups: labelled.clipIds.map((id) => speakers.get(id) ?? id) };
  return bootstrapScores(metrics.list, labelled, { seed, ...groups, tell });
}
