/** The one place where predictions and truth meet. */
import { ConfigError, ModelError } from "../base/errors.ts";
import type { Judged, Predictions } from "./predictions.ts";
import { alignPredictions } from "./predictions-table.ts";

/**
 * The predictions with the truth of their clips beside them.
 *
 * @param truth - clip id -> label; clips that it does not name count as unlabelled
 * @throws ModelError if a truth is no label of the predictions (names the clip)
 */
export function judge(predictions: Predictions, truth: ReadonlyMap<string, string>): Judged {
  const indexByLabel = new Map(predictions.labels.map((label, index) => [label, index]));
  return {
    ...predictions,
    truth: Int32Array.from(predictions.clipIds, (id) => {
      const label = truth.get(id);
      if (label === undefined) return -1;
      const index = indexByLabel.get(label);
      if (index !== undefined) return index;
      throw new ModelError(
        `predictions of ${predictions.source}: the truth of the clip ${id} is "${label}"; ` +
          `expected one of the labels ${predictions.labels.join(", ")}.`,
      );
    }),
  };
}

/**
 * As `alignPredictions`, with the truth.
 *
 * @throws ConfigError as `alignPredictions`, or if members differ in truth (names the clip)
 */
export function alignJudged(members: readonly Judged[]): Judged[] {
  const [first] = members;
  return alignPredictions(members).map((aligned, m) => {
    const truthById = new Map(members[m].clipIds.map((id, row) => [id, members[m].truth[row]]));
    const truth = Int32Array.from(aligned.clipIds, (id) => truthById.get(id) ?? -1);
    const row = truth.findIndex((label, i) => label !== first.truth[i]);
    if (row >= 0) {
      const [expected, got] = [first.truth, truth].map((one) => first.labels[one[row]] ?? "unknown");
      throw new ConfigError(
        `predictions of ${aligned.source}: the truth of the clip ${first.clipIds[row]} is ${got}; ` +
          `${first.source} says ${expected}.`,
      );
    }
    return { ...aligned, truth };
  });
}
