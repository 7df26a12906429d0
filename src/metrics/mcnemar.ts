/** McNemar's test: do two recognisers differ on the same clips by more than chance? */

export interface McNemar {
  /** Clips that only the first one has right. */
  readonly onlyA: number;
  /** Clips that only the second one has right. */
  readonly onlyB: number;
  readonly bothRight: number;
  readonly bothWrong: number;
  /** Exact, two-sided: the chance of so uneven a division of `onlyA + onlyB` if both were equally good. */
  readonly pValue: number;
}

/**
 * Exact two-sided McNemar test (binomial, no mid-p correction: never optimistic).
 *
 * @param truth - [clip], label index
 * @param a - [clip], decisions of the first
 * @param b - [clip], decisions of the second
 * @see McNemar 1947; Dietterich 1998; golden: test/golden/measure.json (scipy binomtest)
 */
export function mcnemar(truth: Int32Array, a: Int32Array, b: Int32Array): McNemar {
  let onlyA = 0;
  let onlyB = 0;
  let bothRight = 0;
  for (let i = 0; i < truth.length; i++) {
    const rightA = a[i] === truth[i];
    const rightB = b[i] === truth[i];
    if (rightA && rightB) bothRight++;
    else if (rightA) onlyA++;
    else if (rightB) onlyB++;
  }
  const bothWrong = truth.length - bothRight - onlyA - onlyB;
  return { onlyA, onlyB, bothRight, bothWrong, pValue: binomialHalf(Math.min(onlyA, onlyB), onlyA + onlyB) };
}

/** min(1, 2 P(X <= k)) for X ~ Binomial(n, 1/2), k <= n/2; terms are summed from the largest, C(n, k), down. */
function binomialHalf(k: number, n: number): number {
  let logChoose = 0;
  for (let i = 1; i <= k; i++) logChoose += Math.log((n - k + i) / i);
  let term = 1;
  let sum = 0;
  for (let i = k; i >= 0 && term > 0; i--) {
    sum += term;
    term *= i / (n - i + 1);
  }
  return Math.min(1, 2 * sum * Math.exp(logChoose - n * Math.LN2));
}

/**
 * p values adjusted for many comparisons, in the given order: reject at 0.05 and the chance of any false alarm in
 * the whole table is at most 0.05.
 *
 * @see Holm 1979
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Array<number>(pValues.length);
  let running = 0;
  order.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (pValues.length - rank) * pValues[index]));
    adjusted[index] = running;
  });
  return adjusted;
}
