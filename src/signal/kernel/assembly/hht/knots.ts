/** Bytes of one number. */
export const F64: usize = 8;

/** The index of the first extremum: places kept free before it, for those mirrored about the start. */
export const LEADING: i32 = 2;

/** The knots of one envelope: positions in samples and values, from index `first` on, `count` of them. */
@unmanaged
export class Knots {
  at: usize;
  value: usize;
  first: i32;
  count: i32;
}

// Knots are numbered by i32; their arrays are f64.

@inline
export function atOf(knots: Knots, i: i32): f64 {
  return load<f64>(knots.at + (<usize>i) * F64);
}

@inline
export function valueOf(knots: Knots, i: i32): f64 {
  return load<f64>(knots.value + (<usize>i) * F64);
}

@inline
export function setKnot(knots: Knots, i: i32, at: f64, value: f64): void {
  store<f64>(knots.at + (<usize>i) * F64, at);
  store<f64>(knots.value + (<usize>i) * F64, value);
}

/**
 * Fills `maxima` and `minima` with the samples above, or below, both of their neighbours. Plateaus have none, nor
 * have the two end samples. Four samples are compared at a time; where there are extrema among them, each of them is
 * written to the place of the next extremum, which moves on if it is one: no branch depends on a single sample.
 */
export function findExtrema(samples: usize, nSamples: i32, maxima: Knots, minima: Knots): void {
  maxima.first = LEADING;
  minima.first = LEADING;
  maxima.count = 0;
  minima.count = 0;
  if (nSamples < 3) return;
  // bit k of rising: the sample at k is below the one behind it; bit 0 is the step that leads to the first of the four
  let rising: u32 = <u32>(load<f64>(samples) < load<f64>(samples, F64));
  let falling: u32 = <u32>(load<f64>(samples) > load<f64>(samples, F64));
  const last = nSamples - 1;
  let i = 1;
  let at = samples + F64;
  for (; i + 4 <= last; i += 4, at += 4 * F64) {
    const a = v128.load(at);
    const b = v128.load(at, 8);
    const c = v128.load(at, 16);
    const d = v128.load(at, 24);
    rising |= (i64x2.bitmask(f64x2.lt(a, b)) << 1) | (i64x2.bitmask(f64x2.lt(c, d)) << 3);
    falling |= (i64x2.bitmask(f64x2.gt(a, b)) << 1) | (i64x2.bitmask(f64x2.gt(c, d)) << 3);
    const max = rising & (falling >> 1);
    const min = falling & (rising >> 1);
    rising >>= 4;
    falling >>= 4;
    if ((max | min) === 0) continue;
    keep(maxima, max, i, a, c);
    keep(minima, min, i, a, c);
  }
  for (; i < last; i++, at += F64) {
    const here = load<f64>(at);
    rising |= <u32>(here < load<f64>(at, F64)) << 1;
    falling |= <u32>(here > load<f64>(at, F64)) << 1;
    if (rising & (falling >> 1) & 1) setKnot(maxima, LEADING + maxima.count++, <f64>i, here);
    if (falling & (rising >> 1) & 1) setKnot(minima, LEADING + minima.count++, <f64>i, here);
    rising >>= 1;
    falling >>= 1;
  }
}

/** Appends those of the samples i to i + 3, in a and c, whose bits are set. */
@inline
function keep(knots: Knots, bits: u32, i: i32, a: v128, c: v128): void {
  let next = LEADING + knots.count;
  setKnot(knots, next, <f64>i, f64x2.extract_lane(a, 0));
  next += bits & 1;
  setKnot(knots, next, <f64>(i + 1), f64x2.extract_lane(a, 1));
  next += (bits >> 1) & 1;
  setKnot(knots, next, <f64>(i + 2), f64x2.extract_lane(c, 0));
  next += (bits >> 2) & 1;
  setKnot(knots, next, <f64>(i + 3), f64x2.extract_lane(c, 1));
  next += (bits >> 3) & 1;
  knots.count = next - LEADING;
}
