/** Predictions as a table keyed by clip id: made, joined and merged. */
import { ConfigError, ModelError } from "../base/errors.ts";
import type { Predictions } from "./predictions.ts";

/** Predictions before they are checked; without `predicted` the arg max of the probabilities decides. */
export type PredictionParts = Omit<Predictions, "predicted"> & Partial<Pick<Predictions, "predicted">>;

/**
 * Checked predictions.
 *
 * @throws ModelError that names the source and the clip if ids repeat, lengths differ, a label index is out of
 *   range, or a row of probabilities is not finite, negative or does not sum to 1 (within 1e-3)
 */
export function createPredictions(parts: PredictionParts): Predictions {
  const { source, labels, clipIds, probabilities } = parts;
  const fail = (problem: string): never => {
    throw new ModelError(`predictions of ${source}: ${problem}.`);
  };
  const n = clipIds.length;
  const k = labels.length;
  if (k === 0 || new Set(labels).size !== k) fail(`expected different labels, got "${labels.join(", ")}"`);
  const predicted = parts.predicted ?? new Int32Array(n);
  if (predicted.length !== n || probabilities.length !== n * k) {
    fail(
      `${n} clips and ${k} labels need ${n} decisions and ${n * k} probabilities, ` +
        `got ${predicted.length} and ${probabilities.length}`,
    );
  }
  const seen = new Set<string>();
  for (let i = 0; i < n; i++) {
    const clip = clipIds[i];
    if (seen.has(clip)) fail(`the clip ${clip} is there twice; expected every clip once`);
    seen.add(clip);
    let sum = 0;
    let best = 0;
    for (let label = 0; label < k; label++) {
      const p = probabilities[i * k + label];
      if (!(p >= 0)) fail(`the clip ${clip} has the probability ${p} for ${labels[label]}`);
      if (p > probabilities[i * k + best]) best = label;
      sum += p;
    }
    if (!(Math.abs(sum - 1) <= 1e-3)) {
      fail(`the probabilities of the clip ${clip} sum to ${sum.toPrecision(6)}; expected 1`);
    }
    if (parts.predicted === undefined) predicted[i] = best;
    if (!(predicted[i] >= 0 && predicted[i] < k)) fail(`the clip ${clip} has the decision ${predicted[i]}`);
  }
  return { source, labels, clipIds, predicted, probabilities };
}

/**
 * The predictions of the given clips, in that order.
 *
 * @throws ConfigError that names the first clip without a prediction
 */
export function selectClips(predictions: Predictions, clipIds: readonly string[]): Predictions {
  const rowById = new Map(predictions.clipIds.map((id, row) => [id, row]));
  const k = predictions.labels.length;
  const predicted = new Int32Array(clipIds.length);
  const probabilities = new Float32Array(clipIds.length * k);
  clipIds.forEach((id, i) => {
    const row = rowById.get(id);
    if (row === undefined) {
      throw new ConfigError(`predictions of ${predictions.source}: the clip ${id} is missing.`);
    }
    predicted[i] = predictions.predicted[row];
    probabilities.set(predictions.probabilities.subarray(row * k, (row + 1) * k), i * k);
  });
  return { source: predictions.source, labels: predictions.labels, clipIds, predicted, probabilities };
}

/**
 * Members that say something of the same clips, all in the first one's clip order.
 *
 * @throws ConfigError if there is no member, two share a name, or they differ in labels or clips (names the clip)
 */
export function alignPredictions(members: readonly Predictions[]): Predictions[] {
  const [first] = members;
  if (first === undefined) throw new ConfigError("predictions: expected at least one member, got none.");
  const sources = new Set<string>();
  return members.map((member) => {
    if (sources.has(member.source)) {
      throw new ConfigError(
        `predictions: two members have the name ${member.source}; expected different names.`,
      );
    }
    sources.add(member.source);
    if (member.labels.join("\n") !== first.labels.join("\n")) {
      throw new ConfigError(
        `predictions of ${member.source}: expected the labels ${first.labels.join(", ")} as ${first.source} has them, ` +
          `got ${member.labels.join(", ")}.`,
      );
    }
    if (member.clipIds.length > first.clipIds.length) {
      const known = new Set(first.clipIds);
      const extra = member.clipIds.find((id) => !known.has(id));
      throw new ConfigError(
        `predictions of ${first.source}: the clip ${extra} is missing; ${member.source} has it.`,
      );
    }
    return selectClips(member, first.clipIds);
  });
}

/**
 * The predictions of all folds as one table, in order of clip id.
 *
 * @param source - name of the result
 * @throws ModelError if two folds predict the same clip (names it) or the labels differ
 */
export function mergePredictions(source: string, folds: readonly Predictions[]): Predictions {
  const labels = folds[0]?.labels ?? [];
  const k = labels.length;
  const rows = folds.flatMap((fold) => {
    if (fold.labels.join("\n") !== labels.join("\n")) {
      throw new ModelError(
        `predictions of ${source}: expected the same labels in every fold, got ${labels.join(", ")} and ${fold.labels.join(", ")}.`,
      );
    }
    return fold.clipIds.map((clipId, row) => ({ clipId, row, fold }));
  });
  rows.sort((a, b) => (a.clipId < b.clipId ? -1 : a.clipId > b.clipId ? 1 : 0));
  const probabilities = new Float32Array(rows.length * k);
  rows.forEach(({ fold, row }, i) => {
    probabilities.set(fold.probabilities.subarray(row * k, (row + 1) * k), i * k);
  });
  return createPredictions({
    source,
    labels,
    clipIds: rows.map((one) => one.clipId),
    predicted: Int32Array.from(rows, ({ fold, row }) => fold.predicted[row]),
    probabilities,
  });
}
