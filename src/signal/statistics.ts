/** Descriptive statistics of a run of values. An empty run has none: every function then throws RangeError. */

/** The arithmetic mean. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < count(values); i++) sum += values[i];
  return sum / values.length;
}

/** The population standard deviation (divided by n), about the mean. */
export function populationSd(values: ArrayLike<number>): number {
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - center) ** 2;
  return Math.sqrt(sum / values.length);
}

/**
 * Percentiles, one per rank (0 to 100), with linear interpolation between the sorted values at rank/100 · (n - 1).
 *
 * @see numpy.percentile, method "linear"
 */
export function percentiles(values: ArrayLike<number>, ranks: readonly number[]): number[] {
  count(values);
  const sorted = Float64Array.from(values).sort();
  return ranks.map((rank) => percentileOf(sorted, rank));
}

/** One percentile of values that are sorted already. */
export function percentileOf(sorted: Float64Array, rank: number): number {
  const last = count(sorted) - 1;
  const at = (rank / 100) * last;
  const below = Math.min(Math.max(Math.floor(at), 0), last);
  const above = Math.min(below + 1, last);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

function count(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("statistics: expected at least one value, got none");
  return values.length;
}
