/** The scores of predictions: the only place where truth and decisions of the test side meet. */
import type { Clip } from "../corpus/corpus.ts";
import type { Predictions } from "../dataset/predictions.ts";
import { bootstrapScores } from "../metrics/bootstrap.ts";
import { metrics } from "../metrics/index.ts";
import type { Score } from "../metrics/metric.ts";

/** Same resamples for every recogniser of every run, so that intervals are comparable. */
const BOOTSTRAP_SEED = 1;

/**
 * All metrics with 95 % intervals, over the clips whose label is known; none if there is no such clip.
 *
 * @param grouped - clips whose speakers are resampled as a whole; null resamples clips
 */
export function scorePredictions(predictions: Predictions, grouped: readonly Clip[] | null): Score[] {
  const known = [...predictions.truth.keys()].filter((row) => predictions.truth[row] >= 0);
  const speakerOf = new Map(grouped?.map((clip) => [clip.id, clip.speaker ?? clip.id]));
  return bootstrapScores(
    metrics.list,
    Int32Array.from(known, (row) => predictions.truth[row]),
    Int32Array.from(known, (row) => predictions.predicted[row]),
    predictions.labels.length,
    {
      seed: BOOTSTRAP_SEED,
      ...(grouped === null
        ? {}
        : {
            groups: known.map((row) => speakerOf.get(predictions.clipIds[row]) ?? predictions.clipIds[row]),
          }),
    },
  );
}
