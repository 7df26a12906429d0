/** Interval of a share, good for few clips too. */

/**
 * 95 % Wilson score interval of `right` out of `n`, without continuity correction.
 *
 * @param n - at least 1
 * @see Wilson 1927; golden: test/golden/measure.json (scipy proportion_ci)
 */
export function wilson(right: number, n: number): { low: number; high: number } {
  const z = 1.959963984540054; // 97.5 % point of the standard normal
  const share = right / n;
  const centre = share + (z * z) / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: Math.max(0, (centre - reach) / scale), high: Math.min(1, (centre + reach) / scale) };
}
