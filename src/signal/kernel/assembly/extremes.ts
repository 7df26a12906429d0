/** The smallest and the largest powers of a band. */
import { VECTOR } from "./lanes";

/** The bins from `from` to `to` - 1, and how many of the smallest and of the largest are wanted. */
@unmanaged
export class Band {
  from: u32;
  to: u32;
  ends: u32;
}

/**
 * Writes the means of the square roots of the `band.ends` smallest and of the largest powers, two frames a vector.
 *
 * @param power - [bin, lane]
 * @param least - scratch of band.ends vectors, like `most`
 */
export function meanEnds(band: Band, power: usize, least: usize, most: usize, valley: usize, peak: usize): void {
  const bytes = <usize>band.ends * VECTOR;
  for (let i: usize = 0; i < bytes; i += VECTOR) {
    v128.store(least + i, f64x2.splat(Infinity));
    v128.store(most + i, f64x2.splat(-Infinity));
  }
  const lastLeast = least + bytes - VECTOR;
  const lastMost = most + bytes - VECTOR;
  let largestKept = f64x2.splat(Infinity);
  let smallestKept = f64x2.splat(-Infinity);
  const end = power + <usize>band.to * VECTOR;
  for (let bin = power + <usize>band.from * VECTOR; bin < end; bin += VECTOR) {
    const value = v128.load(bin);
    if (v128.any_true(f64x2.lt(value, largestKept))) {
      let one = f64x2.pmin(value, largestKept);
      // ascending: the larger of each pair moves on
      for (let at = lastLeast; at > least; at -= VECTOR) {
        const before = v128.load(at - VECTOR);
        v128.store(at, f64x2.pmax(one, before));
        one = f64x2.pmin(one, before);
      }
      v128.store(least, one);
      largestKept = v128.load(lastLeast);
    }
    if (v128.any_true(f64x2.gt(value, smallestKept))) {
      let one = f64x2.pmax(value, smallestKept);
      for (let at = lastMost; at > most; at -= VECTOR) {
        const before = v128.load(at - VECTOR);
        v128.store(at, f64x2.pmin(one, before));
        one = f64x2.pmax(one, before);
      }
      v128.store(most, one);
      smallestKept = v128.load(lastMost);
    }
  }
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += VECTOR) {
    low = f64x2.add(low, f64x2.sqrt(v128.load(least + i)));
    high = f64x2.add(high, f64x2.sqrt(v128.load(most + i)));
  }
  const count = f64x2.splat(<f64>band.ends);
  v128.store(valley, f64x2.div(low, count));
  v128.store(peak, f64x2.div(high, count));
}
