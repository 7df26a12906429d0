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
 * Spectra mostly fall: the smallest powers are looked for from the upper end down, the largest from the lower end up, so
 * that few of those that are kept have to give way.
 *
 * @param power - [bin, lane]
 * @param kept - scratch of band.ends vectors
 */
export function meanEnds(band: Band, power: usize, kept: usize, valley: usize, peak: usize): void {
  const from = power + <usize>band.from * VECTOR;
  const to = power + <usize>band.to * VECTOR;
  const last = kept + (<usize>band.ends - 1) * VECTOR;
  const count = f64x2.splat(<f64>band.ends);

  fill(kept, last, f64x2.splat(Infinity));
  let limit = f64x2.splat(Infinity);
  let bin = to;
  for (; bin >= from + 4 * VECTOR; bin -= 4 * VECTOR) {
    const a = v128.load(bin - VECTOR);
    const b = v128.load(bin - 2 * VECTOR);
    const c = v128.load(bin - 3 * VECTOR);
    const d = v128.load(bin - 4 * VECTOR);
    if (!v128.any_true(f64x2.lt(f64x2.pmin(f64x2.pmin(a, b), f64x2.pmin(c, d)), limit))) continue;
    limit = keepLeast(a, limit, kept, last);
    limit = keepLeast(b, limit, kept, last);
    limit = keepLeast(c, limit, kept, last);
    limit = keepLeast(d, limit, kept, last);
  }
  for (; bin > from; bin -= VECTOR) limit = keepLeast(v128.load(bin - VECTOR), limit, kept, last);
  v128.store(valley, f64x2.div(sumOfRoots(kept, last), count));

  fill(kept, last, f64x2.splat(-Infinity));
  limit = f64x2.splat(-Infinity);
  for (bin = from; bin + 4 * VECTOR <= to; bin += 4 * VECTOR) {
    const a = v128.load(bin);
    const b = v128.load(bin, VECTOR);
    const c = v128.load(bin, 2 * VECTOR);
    const d = v128.load(bin, 3 * VECTOR);
    if (!v128.any_true(f64x2.gt(f64x2.pmax(f64x2.pmax(a, b), f64x2.pmax(c, d)), limit))) continue;
    limit = keepMost(a, limit, kept, last);
    limit = keepMost(b, limit, kept, last);
    limit = keepMost(c, limit, kept, last);
    limit = keepMost(d, limit, kept, last);
  }
  for (; bin < to; bin += VECTOR) limit = keepMost(v128.load(bin), limit, kept, last);
  v128.store(peak, f64x2.div(sumOfRoots(kept, last), count));
}

@inline
function fill(at: usize, last: usize, value: v128): void {
  for (; at <= last; at += VECTOR) v128.store(at, value);
}

/**
 * Puts a value among the smallest ones, which ascend up to `limit`: each place takes the middle one of the value and of
 * what it and the place before it hold.
 *
 * @returns the new limit
 */
@inline
function keepLeast(value: v128, limit: v128, kept: usize, last: usize): v128 {
  if (!v128.any_true(f64x2.lt(value, limit))) return limit;
  let here = limit;
  for (let at = last; at > kept; at -= VECTOR) {
    const before = v128.load(at - VECTOR);
    v128.store(at, f64x2.pmin(here, f64x2.pmax(before, value)));
    here = before;
  }
  v128.store(kept, f64x2.pmin(here, value));
  return v128.load(last);
}

/** The same of the largest ones, which descend. */
@inline
function keepMost(value: v128, limit: v128, kept: usize, last: usize): v128 {
  if (!v128.any_true(f64x2.gt(value, limit))) return limit;
  let here = limit;
  for (let at = last; at > kept; at -= VECTOR) {
    const before = v128.load(at - VECTOR);
    v128.store(at, f64x2.pmax(here, f64x2.pmin(before, value)));
    here = before;
  }
  v128.store(kept, f64x2.pmax(here, value));
  return v128.load(last);
}

@inline
function sumOfRoots(at: usize, last: usize): v128 {
  let sum = f64x2.splat(0);
  for (; at <= last; at += VECTOR) sum = f64x2.add(sum, f64x2.sqrt(v128.load(at)));
  return sum;
}
