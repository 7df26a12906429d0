/** Scores of predictions. */
import type { Judged } from "../dataset/predictions.ts";
import { bootstrapScores } from "../metrics/bootstrap.ts";
import { metrics } from "../metrics/index.ts";
import type { Score } from "../metrics/metric.ts";

/** The clips whose truth is known. */
export function labelledOf(predictions: Judged): Pick<Judged, "clipIds" | "truth" | "predicted"> {
  const known = (_: unknown, i: number): boolean => predictions.truth[i] >= 0;
  return {
    clipIds: predictions.clipIds.filter(known),
    truth: predictions.truth.filter(known),
    predicted: predictions.predicted.filter(known),
  };
}

/**
 * Every metric of the registry on the clips whose truth is known, with 95 % intervals.
 *
 * @param seed - of the bootstrap
 * @param speakers - clip id -> speaker, where the protocol keeps speakers apart: whole speakers are then resampled
 * @returns none if no truth is known
 */
export function scorePredictions(
  predictions: Judged,
  seed: number,
  speakers?: ReadonlyMap<string, string>,
): Score[] {
  const { clipIds, truth, predicted } = labelledOf(predictions);
  const groups = speakers === undefined ? {} : { groups: clipIds.map((id) => speakers.get(id) ?? id) };
  return bootstrapScores(metrics.list, truth, predicted, predictions.labels.length, { seed, ...groups });
}
