/** Extrema of a sifted signal, as the knots of its two envelopes. */

/** The index of the first extremum: places kept free before it, for those mirrored about the start. */
export const LEADING = 2;

/** The knots of one envelope: positions in samples and values, from index `first` on, `count` of them. */
export interface Knots {
  readonly at: Float64Array;
  readonly value: Float64Array;
  first: number;
  count: number;
}

/**
 * Empty knots with room for every maximum of `nSamples` samples, and for `trailing` more.
 */
export function createKnots(nSamples: number, trailing: number): Knots {
  const room = LEADING + Math.ceil(nSamples / 2) + trailing;
  return { at: new Float64Array(room), value: new Float64Array(room), first: LEADING, count: 0 };
}

/**
 * Fills `maxima` and `minima` with the samples above, or below, both of their neighbours. Plateaus have none, nor
 * have the two end samples.
 *
 * @see scipy.signal.argrelextrema(order=1)
 */
export function findExtrema(samples: Float64Array, maxima: Knots, minima: Knots): void {
  const { at: maxAt, value: maxValue } = maxima;
  const { at: minAt, value: minValue } = minima;
  let high = LEADING;
  let low = LEADING;
  const last = samples.length - 1;
  let before = samples[0];
  let here = samples[1];
  for (let i = 1; i < last; i++) {
    const after = samples[i + 1];
    if (here > before) {
      if (here > after) {
        maxAt[high] = i;
        maxValue[high++] = here;
      }
    } else if (here < before && here < after) {
      minAt[low] = i;
      minValue[low++] = here;
    }
    before = here;
    here = after;
  }
  maxima.first = LEADING;
  minima.first = LEADING;
  maxima.count = high - LEADING;
  minima.count = low - LEADING;
}
