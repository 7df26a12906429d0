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

/** The extrema of a signal whose samples become known block by block. */
@unmanaged
export class Extrema {
  maxima: Knots;
  minima: Knots;
  /** The first sample that has not been examined. */
  next: i32;
  /** Bit 0: the sample before is below it; above it. */
  rising: u32;
  falling: u32;
}

/** Whether there are two maxima and two minima. */
@inline
export function areEnough(extrema: Extrema): bool {
  return extrema.maxima.count > 1 && extrema.minima.count > 1;
}

/** Begins a search in samples of which two are known. */
export function beginExtrema(extrema: Extrema, samples: usize): void {
  extrema.maxima.first = LEADING;
  extrema.minima.first = LEADING;
  extrema.maxima.count = 0;
  extrema.minima.count = 0;
  extrema.next = 1;
  extrema.rising = <u32>(load<f64>(samples) < load<f64>(samples, F64));
  extrema.falling = <u32>(load<f64>(samples) > load<f64>(samples, F64));
}

/**
 * Appends the samples above, or below, both of their neighbours; up to three of the `nKnown` samples are left for the next
 * call. Plateaus have none, nor have the two end samples. Four samples are compared at a time; where there are extrema
 * among them, each of them is written to the place of the next extremum, which moves on if it is one: no branch depends
 * on a single sample.
 */
export function extendExtrema(extrema: Extrema, samples: usize, nKnown: i32): void {
  const maxima = extrema.maxima;
  const minima = extrema.minima;
  // bit k of rising: the sample at k is below the one behind it; bit 0 is the step that leads to the first of the four
  let rising = extrema.rising;
  let falling = extrema.falling;
  let i = extrema.next;
  let at = samples + (<usize>i) * F64;
  for (; i + 4 < nKnown; i += 4, at += 4 * F64) {
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
  extrema.next = i;
  extrema.rising = rising;
  extrema.falling = falling;
}

/** Examines what is left when all samples are known. */
export function finishExtrema(extrema: Extrema, samples: usize, nSamples: i32): void {
  const maxima = extrema.maxima;
  const minima = extrema.minima;
  let rising = extrema.rising;
  let falling = extrema.falling;
  for (let i = extrema.next; i < nSamples - 1; i++) {
    const at = samples + (<usize>i) * F64;
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
