/** Least and greatest, of any number of values: as arguments of Math.min, hundreds of thousands do not fit on the stack. */
export function rangeOf(values: Iterable<number>): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}
