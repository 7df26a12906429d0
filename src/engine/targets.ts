/** The targets of a batch: label weights, label smoothing and the mean over rows, as one table of numbers. */

/**
 * Fills `targets` so that softmax cross-entropy with them is torch's CrossEntropyLoss(weight, label_smoothing) over
 * the given rows: entry [row, k] is w_k ((1 - smoothing) [k = label] + smoothing / labels) / (sum of w_label over rows).
 * Rows after the last label are 0: they take no part.
 *
 * @param targets - [row, label]
 * @param rowLabels - [row], indices below the length of `labelWeights`; may be shorter than the batch
 */
export function fillTargets(
  targets: Float32Array,
  rowLabels: ArrayLike<number>,
  labelWeights: ArrayLike<number>,
  smoothing: number,
): void {
  targets.fill(0);
  const labels = labelWeights.length;
  let total = 0;
  for (let row = 0; row < rowLabels.length; row++) total += labelWeights[rowLabels[row]];
  for (let row = 0; row < rowLabels.length; row++) {
    for (let k = 0; k < labels; k++) {
      const share = smoothing / labels + (k === rowLabels[row] ? 1 - smoothing : 0);
      targets[row * labels + k] = (labelWeights[k] * share) / total;
    }
  }
}

/** n / (labels x count of the label) per label, as scikit-learn's "balanced"; 1 for labels without rows. */
export function balancedWeights(rowLabels: ArrayLike<number>, labels: number): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(labels);
  for (let row = 0; row < rowLabels.length; row++) counts[rowLabels[row]] += 1;
  return counts.map((count) => (count === 0 ? 1 : rowLabels.length / (labels * count)));
}

/**
 * Fills `targets` for a loss over pairs that is the mean over the given ones (`pairLoss`): 1 / pairs at same or at
 * different, whichever the pair is. Pairs after the last one are 0: they take no part.
 *
 * @param targets - [pair, 2]
 * @param same - [pair], whether the members have the same label; may be shorter than the batch
 */
export function fillPairTargets(targets: Float32Array, same: readonly boolean[]): void {
  targets.fill(0);
  for (const [pair, alike] of same.entries()) targets[2 * pair + (alike ? 0 : 1)] = 1 / same.length;
}
