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

/** Samples that are compared before extrema among them are looked for: the bits of a word. */
const WORD: i32 = 64;

/**
 * Appends the samples above, or below, both of their neighbours; up to 64 of the `nKnown` samples are left for the next
 * call. Plateaus have none, nor have the two end samples. All comparisons of 64 samples are made before any is looked at:
 * no branch depends on a single sample.
 */
export function extendExtrema(extrema: Extrema, samples: usize, nKnown: i32): void {
  let rising = <u64>extrema.rising;
  let falling = <u64>extrema.falling;
  let i = extrema.next;
  for (; i + WORD < nKnown; i += WORD) {
    const at = samples + (<usize>i) * F64;
    // bit k: the sample at k is below, or above, the one behind it
    let rises: u64 = 0;
    for (let k = 0; k < WORD; k += 16) rises |= (<u64>rises16(at + (<usize>k) * F64)) << k;
    // only rises, or none, as before: no extrema
    if (rises + rising === 0) {
      falling = <u64>(load<f64>(at, (WORD - 1) * 8) > load<f64>(at, WORD * 8));
      continue;
    }
    let falls: u64 = 0;
    for (let k = 0; k < WORD; k += 16) falls |= (<u64>falls16(at + (<usize>k) * F64)) << k;
    keep(extrema.maxima, falls & ((rises << 1) | rising), i, at);
    keep(extrema.minima, rises & ((falls << 1) | falling), i, at);
    rising = rises >> (WORD - 1);
    falling = falls >> (WORD - 1);
  }
  extrema.next = i;
  extrema.rising = <u32>rising;
  extrema.falling = <u32>falling;
}

/** Bit k: the k-th sample is below the one behind it. */
@inline
function rises16(at: usize): u32 {
  return bitsOf(rises4(at), rises4(at + 32), rises4(at + 64), rises4(at + 96));
}

@inline
function falls16(at: usize): u32 {
  return bitsOf(falls4(at), falls4(at + 32), falls4(at + 64), falls4(at + 96));
}

/** Four comparisons as four words. */
@inline
function rises4(at: usize): v128 {
  const low = f64x2.lt(v128.load(at), v128.load(at, 8));
  const high = f64x2.lt(v128.load(at, 16), v128.load(at, 24));
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

@inline
function falls4(at: usize): v128 {
  const low = f64x2.gt(v128.load(at), v128.load(at, 8));
  const high = f64x2.gt(v128.load(at, 16), v128.load(at, 24));
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

/** One bit of each of sixteen words. */
@inline
function bitsOf(a: v128, b: v128, c: v128, d: v128): u32 {
  return i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)));
}

/** Appends those of the samples from i on, which lie at `at`, whose bits are set. */
@inline
function keep(knots: Knots, bits: u64, i: i32, at: usize): void {
  let next = LEADING + knots.count;
  for (; bits !== 0; bits &= bits - 1, next++) {
    const k = <i32>ctz(bits);
    setKnot(knots, next, <f64>(i + k), load<f64>(at + (<usize>k) * F64));
  }
  knots.count = next - LEADING;
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
