/** Rows with labels and weights, and how pure some of them are. */

export interface LabelledRows {
  /** [row] */
  readonly y: Int32Array;
  readonly labels: number;
  /** [row]: how much a row counts. */
  readonly weights: Float64Array;
}

/** Adds up the weights of rows [from, to) by label; tells whether there are several labels. */
export function countLabels(
  { y, weights }: LabelledRows,
  rows: Int32Array,
  from: number,
  to: number,
  counts: Float64Array,
): boolean {
  counts.fill(0);
  const first = y[rows[from]];
  let mixed = false;
  for (let i = from; i < to; i++) {
    const row = rows[i];
    const label = y[row];
    counts[label] += weights[row];
    mixed ||= label !== first;
  }
  return mixed;
}

/** Writes the shares of the labels among rows [from, to). */
export function labelShares(
  { y, weights }: LabelledRows,
  rows: Int32Array,
  from: number,
  to: number,
  shares: Float32Array,
): void {
  shares.fill(0);
  let total = 0;
  for (let i = from; i < to; i++) {
    const weight = weights[rows[i]];
    shares[y[rows[i]]] += weight;
    total += weight;
  }
  for (let label = 0; label < shares.length; label++) shares[label] /= total;
}

/** Weights that let every label count as much: rows / (labels x rows of the label). */
export function balancedWeights(y: Int32Array, labels: number): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(labels);
  for (const label of y) counts[label]++;
  return Float64Array.from(y, (label) => y.length / (labels * counts[label]));
}

/**
 * Of a split whose sides have one label each; none is better, so that the search ends.
 *
 * @param weight - of the node
 */
export function pureScore(weight: number): number {
  return weight * (1 - 1e-12);
}
