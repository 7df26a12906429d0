/** Confusion matrices and what is read off them per label. */
import type { ScoredAnswers } from "./metric.ts";

/** @throws RangeError as `confusionMatrix`, or if there are not as many probabilities as labels of every clip */
export function assertAnswers({ truth, predicted, probabilities, labelCount }: ScoredAnswers): void {
  confusionMatrix(truth, predicted, labelCount);
  if (probabilities.length === truth.length * labelCount) return;
  throw new RangeError(
    `expected ${labelCount} probabilities of each of ${truth.length} clips, got ${probabilities.length}`,
  );
}

/**
 * Counts of truth and decision, [truth, predicted], row-major.
 *
 * @throws RangeError if there is no clip, lengths differ, or an index is not a label (unlabelled clips must be left
 *   out first)
 */
export function confusionMatrix(truth: Int32Array, predicted: Int32Array, labelCount: number): Int32Array {
  if (truth.length === 0 || truth.length !== predicted.length) {
    throw new RangeError(
      `expected truths and decisions of the same clips, got ${truth.length} and ${predicted.length}`,
    );
  }
  const counts = new Int32Array(labelCount * labelCount);
  for (let i = 0; i < truth.length; i++) {
    const row = truth[i];
    const column = predicted[i];
    if (!(row >= 0 && row < labelCount && column >= 0 && column < labelCount)) {
      throw new RangeError(
        `truth ${row} or decision ${column} of clip ${i} is not one of ${labelCount} labels`,
      );
    }
    counts[row * labelCount + column]++;
  }
  return counts;
}

export interface LabelScore {
  /** Right / predicted as this label; 0 where it was never predicted. */
  readonly precision: number;
  /** Right / truly of this label; 0 where there is no such clip. */
  readonly recall: number;
  /** Harmonic mean of the two; 0 where both are 0. */
  readonly f1: number;
  /** Clips that are truly of this label. */
  readonly support: number;
  /** Clips that were predicted as this label. */
  readonly predicted: number;
}

/**
 * One score per label, in label order, with scikit-learn's `zero_division=0`.
 *
 * @param confusion - [truth, predicted]
 * @see scikit-learn precision_recall_fscore_support; golden: test/golden/measure.json
 */
export function labelScores(confusion: Int32Array, labelCount: number): LabelScore[] {
  return Array.from({ length: labelCount }, (_, label) => {
    let support = 0;
    let predicted = 0;
    for (let other = 0; other < labelCount; other++) {
      support += confusion[label * labelCount + other];
      predicted += confusion[other * labelCount + label];
    }
    const right = confusion[label * labelCount + label];
    return {
      precision: predicted === 0 ? 0 : right / predicted,
      recall: support === 0 ? 0 : right / support,
      f1: support + predicted === 0 ? 0 : (2 * right) / (support + predicted),
      support,
      predicted,
    };
  });
}

/** Mean recall of the labels that occur: unweighted average recall. */
export function meanRecall(truth: Int32Array, predicted: Int32Array, labelCount: number): number {
  const scores = labelScores(confusionMatrix(truth, predicted, labelCount), labelCount);
  const present = scores.filter((score) => score.support > 0);
  return present.reduce((sum, score) => sum + score.recall, 0) / present.length;
}
