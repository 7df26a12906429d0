/** Where a run of values turns. */

/**
 * Writes where the values turn to `into`, ascending; of several equal values at a turn the middle one, of two the first.
 *
 * @param into - room for as many numbers as there are values
 * @returns how many turns there are, and whether the first of them is a peak; every second one is
 * @see scipy.signal.find_peaks (1.17) of the values and of their negatives
 */
export function findTurns(
  values: Float64Array,
  into: Int32Array,
): { readonly count: number; readonly firstIsPeak: boolean } {
  let count = 0;
  let firstIsPeak = false;
  let isRising: boolean | undefined;
  let plateau = 0; // where the values that are equal to the last one begin
  for (let i = 1; i < values.length; i++) {
    if (values[i] === values[i - 1]) continue;
    const rises = values[i] > values[i - 1];
    if (isRising !== undefined && rises !== isRising) {
      if (count === 0) firstIsPeak = isRising;
      into[count++] = (plateau + i - 1) >> 1;
    }
    isRising = rises;
    plateau = i;
  }
  return { count, firstIsPeak };
}
