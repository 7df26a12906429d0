/** The rate falls when the loss does not: torch.optim.lr_scheduler.ReduceLROnPlateau as a value and its next. */

export interface Plateau {
  /** Lowest loss so far; null before the first epoch. */
  readonly best: number | null;
  /** Epochs since then, or since the last change of the rate. */
  readonly badEpochs: number;
  /** What the learning rate is multiplied by now. */
  readonly factor: number;
}

export const freshPlateau: Plateau = { best: null, badEpochs: 0, factor: 1 };

/** torch's threshold: a loss is lower only if it is by this share. */
const THRESHOLD = 1e-4;

/**
 * The plateau after one more epoch: after more than `patience` epochs without a lower loss the rate is multiplied by
 * `factor`, and waiting begins anew.
 */
export function nextPlateau(
  plateau: Plateau,
  loss: number,
  { factor, patience }: { readonly factor: number; readonly patience: number },
): Plateau {
  if (plateau.best === null || loss < plateau.best * (1 - THRESHOLD)) {
    return { ...plateau, best: loss, badEpochs: 0 };
  }
  const badEpochs = plateau.badEpochs + 1;
  if (badEpochs <= patience) return { ...plateau, badEpochs };
  return { ...plateau, badEpochs: 0, factor: plateau.factor * factor };
}
