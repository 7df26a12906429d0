/** Which clips are in which cell of a confusion matrix. */
import type { Judged } from "../dataset/predictions.ts";

export interface CellClip {
  readonly clipId: string;
  /** Probability of what was said. */
  readonly probability: number;
}

/** A page lists at most so many of a cell. */
export const MOST_OF_A_CELL = 30;

/**
 * The labelled clips of every cell, at most 30, those first that it was surest of.
 *
 * @returns [truth, predicted], row-major
 */
export function confusionClips(answers: Judged): CellClip[][] {
  const { clipIds, labels, truth, predicted, probabilities } = answers;
  const cells = labels.flatMap(() => labels.map((): CellClip[] => []));
  clipIds.forEach((clipId, clip) => {
    if (truth[clip] < 0) return;
    const said = predicted[clip];
    const probability = probabilities[clip * labels.length + said];
    cells[truth[clip] * labels.length + said].push({ clipId, probability });
  });
  return cells.map((cell) => cell.toSorted((a, b) => b.probability - a.probability).slice(0, MOST_OF_A_CELL));
}
