/** When a stage ends before its last epoch: by the validation loss, which training rows cannot flatter. */

export interface Stopping {
  /** Lowest validation loss of the stage; null before its first epoch, or without a validation side. */
  readonly best: number | null;
  /** Epochs since then. */
  readonly since: number;
}

export const freshStopping: Stopping = { best: null, since: 0 };

/** After one more epoch; `since` is 0 exactly if it is the best so far. */
export function nextStopping(stopping: Stopping, validationLoss: number): Stopping {
  if (stopping.best === null || validationLoss < stopping.best) return { best: validationLoss, since: 0 };
  return { best: stopping.best, since: stopping.since + 1 };
}

/** @param patience - 0 for endless */
export function isOver({ since }: Stopping, patience: number): boolean {
  return patience > 0 && since >= patience;
}
