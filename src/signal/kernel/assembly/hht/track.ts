/**
 * Instantaneous amplitude and frequency, in the conventions of emd.spectra.frequency_transform (0.8.1): the frequency is
 * the slope over three samples of the running median of five of the unwrapped phase. The phase is the sum of its steps
 * from sample to sample, the angles of z[t] times the conjugate of z[t - 1].
 */
import { F64 } from "./knots";

const TURN: f64 = 6.283185307179586;
const HALF_TURN: f64 = 3.141592653589793;

/** tan(π/8), the largest |z| of ATAN. */
const NARROW: f64 = 0.4142135623730951;

/** Products of amplitudes below this have lost digits. */
const LEAST_PRODUCT: f64 = 1e-280;

/**
 * (atan(z) / z - 1) / z² as a polynomial in z² for |z| up to tan(π/8), lowest coefficient first: the best one of degree
 * 8, so that the arc tangent is exact to 4e-15.
 */
const ATAN = memory.data<f64>([
  -0.3333333333333092408, 0.19999999997723209002, -0.14285713930150891818, 0.11111089637647514421,
  -0.090902556651390774275, 0.076810413440297226344, -0.065508787762982713375, 0.051687256000396124223,
  -0.027231188880779693285,
], 16);

/** Samples that are followed at a time: what is known of them stays in the first-level cache. */
const BLOCK: i32 = 1024;

/** Samples before the block and behind it whose phases it takes in. */
const MARGIN: i32 = 4;

/** [sample - begin of the block + MARGIN]: unwrapped phases. Vectors may write a few numbers more. */
const PHASES = memory.data((1024 + 2 * 4 + 8) * 8, 16);
/** The same places: medians of five phases. */
const MEDIANS = memory.data((1024 + 2 * 4 + 8) * 8, 16);

/** An analytic signal that is followed from its first sample to its last. */
@unmanaged
export class Track {
  re: usize;
  im: usize;
  nSamples: i32;
  /** The samples before this one have been followed. */
  next: i32;
  /** What the phases of the next block count from: that of the sample MARGIN + 1 before it. */
  origin: f64;
}

/**
 * Follows the samples up to `to`, which lies behind `track.next`.
 *
 * @param power - squared amplitudes, [sample - track.next], like the following ones; there is room for two more
 * @param frequency - cycles per sample
 * @param shift - the smoothed phase minus the phase, radians; 0 = not asked for
 */
export function follow(track: Track, to: i32, power: usize, frequency: usize, shift: usize): void {
  while (track.next < to) {
    const a = track.next;
    const b = min(to, a + BLOCK);
    const bytes = (<usize>(b - a)) * F64;
    writePower(track, a, b, power);
    writePhases(track, a, b);
    writeMedians(b - a);
    writeSlopes(track, a, b, frequency);
    if (shift !== 0) {
      writeShifts(b - a, shift);
      shift += bytes;
    }
    power += bytes;
    frequency += bytes;
    track.next = b;
    track.origin = b <= MARGIN ? 0 : track.origin + load<f64>(PHASES + (<usize>(b - a - 1)) * F64);
  }
}

function writePower(track: Track, a: i32, b: i32, power: usize): void {
  let re = track.re + (<usize>a) * F64;
  let im = track.im + (<usize>a) * F64;
  for (const end = power + (<usize>(b - a)) * F64; power < end; power += 16, re += 16, im += 16) {
    const x = v128.load(re);
    const y = v128.load(im);
    v128.store(power, f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y)));
  }
}

/** Writes the phases of the samples a - MARGIN to b + MARGIN - 1. Beyond both ends of the signal they are 0. */
function writePhases(track: Track, a: i32, b: i32): void {
  const n = track.nSamples;
  const first = max(0, a - MARGIN);
  const last = min(n, b + MARGIN);
  const origin = PHASES + (<usize>MARGIN) * F64 - (<usize>a) * F64;
  const from = origin + (<usize>first) * F64;
  const to = origin + (<usize>last) * F64;
  memory.fill(PHASES, 0, from - PHASES);
  if (first === 0) {
    const angle = angles(v128.load64_splat(track.re), v128.load64_splat(track.im));
    store<f64>(from, f64x2.extract_lane(angle, 0));
    writeSteps(track, 1, last, from + F64);
  } else {
    writeSteps(track, first, last, from);
  }
  addUp(from, to);
  for (let at = to; at < origin + (<usize>(b + MARGIN)) * F64; at += F64) store<f64>(at, -track.origin);
}

/** Replaces steps by their sums. Four at a time: few additions wait for each other. */
function addUp(at: usize, end: usize): void {
  const zero = f64x2.splat(0);
  let sum = zero;
  for (; at < end; at += 32) {
    let low = v128.load(at);
    let high = v128.load(at, 16);
    low = f64x2.add(low, v128.shuffle<f64>(zero, low, 0, 2));
    high = f64x2.add(high, v128.shuffle<f64>(zero, high, 0, 2));
    high = f64x2.add(high, v128.shuffle<f64>(low, low, 1, 1));
    low = f64x2.add(low, sum);
    high = f64x2.add(high, sum);
    v128.store(at, low);
    v128.store(at, high, 16);
    sum = v128.shuffle<f64>(high, high, 1, 1);
  }
}

/** Writes the steps that lead to the samples `first` to `last` - 1. */
function writeSteps(track: Track, first: i32, last: i32, at: usize): void {
  let re = track.re + (<usize>first) * F64;
  let im = track.im + (<usize>first) * F64;
  for (const end = at + (<usize>(last - first)) * F64; at < end; at += 16, re += 16, im += 16) {
    const x = v128.load(re);
    const y = v128.load(im);
    const x0 = v128.load(re - F64);
    const y0 = v128.load(im - F64);
    const sine = f64x2.sub(f64x2.mul(y, x0), f64x2.mul(x, y0));
    const cosine = f64x2.add(f64x2.mul(x, x0), f64x2.mul(y, y0));
    const isNarrow = f64x2.ge(f64x2.mul(cosine, f64x2.splat(NARROW)), f64x2.abs(sine));
    const isLarge = f64x2.ge(cosine, f64x2.splat(LEAST_PRODUCT));
    if (i64x2.all_true(v128.and(isNarrow, isLarge))) {
      v128.store(at, narrowAngles(f64x2.div(sine, cosine)));
    } else if (i64x2.all_true(f64x2.ge(f64x2.pmax(f64x2.abs(cosine), f64x2.abs(sine)), f64x2.splat(LEAST_PRODUCT)))) {
      v128.store(at, angles(cosine, sine));
    } else {
      v128.store(at, differences(angles(x, y), angles(x0, y0)));
    }
  }
}

/** The arc tangents of two numbers of up to tan(π/8). */
@inline
function narrowAngles(z: v128): v128 {
  const u = f64x2.mul(z, z);
  // Estrin's scheme: pairs, then pairs of pairs, so that few products wait for each other
  const u2 = f64x2.mul(u, u);
  const u4 = f64x2.mul(u2, u2);
  const p03 = f64x2.add(linear(u, ATAN), f64x2.mul(u2, linear(u, ATAN + 16)));
  const p47 = f64x2.add(linear(u, ATAN + 32), f64x2.mul(u2, linear(u, ATAN + 48)));
  const p48 = f64x2.add(p47, f64x2.mul(u4, v128.load64_splat(ATAN, 64)));
  const p = f64x2.add(p03, f64x2.mul(u4, p48));
  return f64x2.add(z, f64x2.mul(f64x2.mul(z, u), p));
}

@inline
function linear(u: v128, coefficients: usize): v128 {
  return f64x2.add(v128.load64_splat(coefficients), f64x2.mul(u, v128.load64_splat(coefficients, 8)));
}

/**
 * The angles of two complex numbers: the arc tangent is that of the smaller over the larger part, with π/4 taken off above
 * tan(π/8). That of 0 is 0.
 */
@inline
function angles(x: v128, y: v128): v128 {
  const ax = f64x2.abs(x);
  const ay = f64x2.abs(y);
  const steep = f64x2.gt(ay, ax);
  const large = f64x2.pmax(f64x2.pmax(ax, ay), f64x2.splat(1e-300));
  const small = f64x2.pmin(ax, ay);
  const wide = f64x2.gt(small, f64x2.mul(large, f64x2.splat(NARROW)));
  const numerator = f64x2.sub(small, v128.and(large, wide));
  const denominator = f64x2.add(large, v128.and(small, wide));
  let angle = narrowAngles(f64x2.div(numerator, denominator));
  angle = f64x2.add(angle, v128.and(wide, f64x2.splat(0.25 * HALF_TURN)));
  angle = v128.bitselect(f64x2.sub(f64x2.splat(0.5 * HALF_TURN), angle), angle, steep);
  const backwards = f64x2.lt(x, f64x2.splat(0));
  angle = v128.bitselect(f64x2.sub(f64x2.splat(HALF_TURN), angle), angle, backwards);
  return v128.bitselect(y, angle, f64x2.splat(-0.0));
}

/** Differences of angles, at most half a turn. */
@inline
function differences(angle: v128, before: v128): v128 {
  const step = f64x2.sub(angle, before);
  const turn = f64x2.splat(TURN);
  const tooFar = v128.and(turn, f64x2.gt(step, f64x2.splat(HALF_TURN)));
  const tooNear = v128.and(turn, f64x2.lt(step, f64x2.splat(-HALF_TURN)));
  return f64x2.add(f64x2.sub(step, tooFar), tooNear);
}

/** The medians of five phases, of the samples of the block and of two before and behind it. */
function writeMedians(length: i32): void {
  let at = PHASES + 2 * F64;
  let out = MEDIANS + 2 * F64;
  for (const end = out + (<usize>(length + 4)) * F64; out < end; out += 16, at += 16) {
    const a = v128.load(at - 16);
    const b = v128.load(at - 8);
    const c = v128.load(at);
    const d = v128.load(at, 8);
    const e = v128.load(at, 16);
    const low = f64x2.pmax(f64x2.pmin(a, b), f64x2.pmin(d, e));
    const high = f64x2.pmin(f64x2.pmax(a, b), f64x2.pmax(d, e));
    // the middle one of c and of the two middle ones of the other four
    const least = f64x2.pmin(low, high);
    const most = f64x2.pmax(low, high);
    v128.store(out, f64x2.pmax(least, f64x2.pmin(most, c)));
  }
}

/** The slopes of the medians over three samples, over 2π; the ends repeat their neighbours. */
function writeSlopes(track: Track, a: i32, b: i32, frequency: usize): void {
  const n = track.nSamples;
  const end = frequency + (<usize>(b - a)) * F64;
  let at = MEDIANS + (<usize>MARGIN) * F64;
  if (n < 3) {
    // the step from the first to the second, where there is one
    at -= (<usize>a) * F64;
    const cycles = (load<f64>(at + (<usize>(n - 1)) * F64) - load<f64>(at)) / TURN;
    for (; frequency < end; frequency += F64) store<f64>(frequency, cycles);
    return;
  }
  const first = frequency;
  const scale = f64x2.splat(1 / (2 * TURN));
  for (let out = frequency; out < end; out += 16, at += 16) {
    v128.store(out, f64x2.mul(scale, f64x2.sub(v128.load(at, 8), v128.load(at - F64))));
  }
  if (a === 0) store<f64>(first, slopeAt(1));
  if (b === n) store<f64>(end - F64, slopeAt(b - a - 2));
}

/** One of these slopes, by its place in the block. */
@inline
function slopeAt(t: i32): f64 {
  const at = MEDIANS + (<usize>(t + MARGIN)) * F64;
  return (load<f64>(at, 8) - load<f64>(at - F64)) / (2 * TURN);
}

function writeShifts(length: i32, shift: usize): void {
  const skip = (<usize>MARGIN) * F64;
  for (let i: usize = 0; i < (<usize>length) * F64; i += F64) {
    store<f64>(shift + i, load<f64>(MEDIANS + skip + i) - load<f64>(PHASES + skip + i));
  }
}

/**
 * Adds values to the bins of their frequencies, averaged per frame. Successive samples mostly lie in one bin: two of
 * them are summed at a time as long as they do.
 *
 * @param frequency - [sample], cycles per sample
 * @param edges - [bin + 1], Hz, at equal distances
 * @param out - [frame, bin + 1, 2]: what lies in no bin goes to one more; every second sample has sums of its own, which
 *   need not wait for the others'
 */
export function addToBins(
  value: usize, frequency: usize, nSamples: usize, hopSamples: usize, sampleRate: f64, edges: usize, nBins: usize,
  out: usize,
): void {
  const bottom = f64x2.splat(load<f64>(edges));
  const top = f64x2.splat(load<f64>(edges + nBins * F64));
  const perHz = f64x2.splat(<f64>nBins / (load<f64>(edges + nBins * F64) - load<f64>(edges)));
  const rate = f64x2.splat(sampleRate);
  const end = value + nSamples * F64;
  while (value < end) {
    let stop = value + hopSamples * F64;
    if (stop > end) stop = end;
    const share = f64x2.splat(1 / <f64>((stop - value) / F64));
    // the bin of the last pair that lay in one
    let run = out + nBins * 16;
    let from = top;
    let to = bottom;
    let sum = f64x2.splat(0);
    for (; value + F64 < stop; value += 16, frequency += 16) {
      const hz = f64x2.mul(v128.load(frequency), rate);
      const shares = f64x2.mul(v128.load(value), share);
      if (i64x2.all_true(v128.and(f64x2.ge(hz, from), f64x2.lt(hz, to)))) {
        sum = f64x2.add(sum, shares);
        continue;
      }
      const place = f64x2.mul(f64x2.sub(hz, bottom), perHz);
      const bins = i32x4.trunc_sat_f64x2_s_zero(place);
      const inside = f64x2.sub(place, f64x2.convert_low_i32x4_s(bins));
      const within = i64x2.bitmask(v128.and(f64x2.ge(hz, bottom), f64x2.lt(hz, top)));
      let first = <usize>i32x4.extract_lane(bins, 0);
      let second = <usize>i32x4.extract_lane(bins, 1);
      // close to an edge the product is rounded, and the edges decide
      const clear = v128.and(f64x2.gt(inside, f64x2.splat(1e-9)), f64x2.lt(inside, f64x2.splat(1 - 1e-9)));
      if ((i64x2.bitmask(clear) & within) !== within) {
        first = binAtEdge(f64x2.extract_lane(hz, 0), first, edges, nBins);
        second = binAtEdge(f64x2.extract_lane(hz, 1), second, edges, nBins);
      }
      first = within & 1 ? first : nBins;
      second = within & 2 ? second : nBins;
      if (first === second && within === 3) {
        v128.store(run, f64x2.add(v128.load(run), sum));
        run = out + first * 16;
        from = v128.load64_splat(edges + first * F64);
        to = v128.load64_splat(edges + first * F64, F64);
        sum = shares;
        continue;
      }
      const a = out + first * 16;
      const b = out + second * 16;
      store<f64>(a, load<f64>(a) + f64x2.extract_lane(shares, 0));
      store<f64>(b, load<f64>(b, 8) + f64x2.extract_lane(shares, 1), 8);
    }
    v128.store(run, f64x2.add(v128.load(run), sum));
    if (value < stop) {
      const hz = load<f64>(frequency) * sampleRate;
      if (hz >= f64x2.extract_lane(bottom, 0) && hz < f64x2.extract_lane(top, 0)) {
        const near = <usize>((hz - f64x2.extract_lane(bottom, 0)) * f64x2.extract_lane(perHz, 0));
        const a = out + binAtEdge(hz, near, edges, nBins) * 16;
        store<f64>(a, load<f64>(a) + load<f64>(value) * f64x2.extract_lane(share, 0));
      }
      value += F64;
      frequency += F64;
    }
    out += (nBins + 1) * 16;
  }
}

/** The bin `near` or a neighbour, by the edges; anything where the frequency is in none. */
function binAtEdge(hz: f64, near: usize, edges: usize, nBins: usize): usize {
  if (near > nBins) return near;
  if (near === nBins || hz < load<f64>(edges + near * F64)) return near - 1;
  return hz >= load<f64>(edges + near * F64, F64) ? near + 1 : near;
}
