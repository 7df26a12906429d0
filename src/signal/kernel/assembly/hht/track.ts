/** Instantaneous amplitude, phase and frequency, in the conventions of emd.spectra.frequency_transform (0.8.1). */
import { F64 } from "./knots";

const TURN: f64 = 6.283185307179586;
const HALF_TURN: f64 = 3.141592653589793;

/**
 * (atan(z) / z - 1) / z² as a polynomial in z² for |z| up to tan(π/8), lowest coefficient first: the best one of degree
 * 8, so that the arc tangent is exact to 4e-15.
 */
const ATAN = memory.data<f64>([
  -0.3333333333333092408, 0.19999999997723209002, -0.14285713930150891818, 0.11111089637647514421,
  -0.090902556651390774275, 0.076810413440297226344, -0.065508787762982713375, 0.051687256000396124223,
  -0.027231188880779693285,
], 16);

/**
 * Writes the squared amplitudes and the wrapped phases of two samples at a time; arrays have room for an even number.
 * The arc tangent is that of the smaller over the larger part, with π/4 taken off above tan(π/8).
 */
export function polar(re: usize, im: usize, nSamples: usize, power: usize, phase: usize): void {
  for (const end = re + nSamples * F64; re < end; re += 16, im += 16, power += 16, phase += 16) {
    const x = v128.load(re);
    const y = v128.load(im);
    v128.store(power, f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y)));
    const ax = f64x2.abs(x);
    const ay = f64x2.abs(y);
    const steep = f64x2.gt(ay, ax);
    const large = f64x2.pmax(f64x2.pmax(ax, ay), f64x2.splat(1e-300)); // 0 / 1e-300: no samples, no angle
    const small = f64x2.pmin(ax, ay);
    const wide = f64x2.gt(small, f64x2.mul(large, f64x2.splat(0.4142135623730951)));
    const numerator = v128.bitselect(f64x2.sub(small, large), small, wide);
    const denominator = f64x2.add(large, v128.and(small, wide));
    const z = f64x2.div(numerator, denominator);
    const u = f64x2.mul(z, z);
    // Estrin's scheme: pairs, then pairs of pairs, so that few products wait for each other
    const u2 = f64x2.mul(u, u);
    const u4 = f64x2.mul(u2, u2);
    const p03 = f64x2.add(linear(u, ATAN), f64x2.mul(u2, linear(u, ATAN + 16)));
    const p47 = f64x2.add(linear(u, ATAN + 32), f64x2.mul(u2, linear(u, ATAN + 48)));
    const p48 = f64x2.add(p47, f64x2.mul(u4, v128.load64_splat(ATAN, 64)));
    const p = f64x2.add(p03, f64x2.mul(u4, p48));
    let angle = f64x2.add(z, f64x2.mul(f64x2.mul(z, u), p));
    angle = f64x2.add(angle, v128.and(wide, f64x2.splat(0.25 * HALF_TURN)));
    angle = v128.bitselect(f64x2.sub(f64x2.splat(0.5 * HALF_TURN), angle), angle, steep);
    const backwards = f64x2.lt(x, f64x2.splat(0));
    angle = v128.bitselect(f64x2.sub(f64x2.splat(HALF_TURN), angle), angle, backwards);
    v128.store(phase, v128.bitselect(y, angle, f64x2.splat(-0.0)));
  }
}

@inline
function linear(u: v128, coefficients: usize): v128 {
  return f64x2.add(v128.load64_splat(coefficients), f64x2.mul(u, v128.load64_splat(coefficients, 8)));
}

/** Adds whole turns, so that no step is larger than half a turn: in place. */
export function unwrap(phase: usize, nSamples: usize): void {
  let turns: f64 = 0;
  let before = load<f64>(phase);
  for (const end = phase + nSamples * F64; phase < end; phase += F64) {
    const angle = load<f64>(phase);
    const step = angle - before;
    turns += <f64>(<i32>(step < -HALF_TURN) - <i32>(step > HALF_TURN));
    store<f64>(phase, angle + TURN * turns);
    before = angle;
  }
}

/**
 * Writes the running median of 5 samples. There are two zeros before `samples` and two behind, and one number of room
 * behind `out`.
 */
export function median5(samples: usize, nSamples: usize, out: usize): void {
  for (const end = out + nSamples * F64; out < end; out += 16, samples += 16) {
    const a = v128.load(samples - 16);
    const b = v128.load(samples - 8);
    const c = v128.load(samples);
    const d = v128.load(samples, 8);
    const e = v128.load(samples, 16);
    const low = f64x2.pmax(f64x2.pmin(a, b), f64x2.pmin(d, e));
    const high = f64x2.pmin(f64x2.pmax(a, b), f64x2.pmax(d, e));
    // the middle one of c and of the two middle ones of the other four
    const least = f64x2.pmin(low, high);
    const most = f64x2.pmax(low, high);
    v128.store(out, f64x2.pmax(least, f64x2.pmin(most, c)));
  }
}

/** Writes the slope over three samples, over 2π: cycles per sample. There is one number of room behind `out`. */
export function slope(phase: usize, nSamples: usize, out: usize): void {
  const first = out;
  const last = out + (nSamples - 1) * F64;
  if (nSamples < 3) {
    const cycles = (load<f64>(phase + (nSamples - 1) * F64) - load<f64>(phase)) / TURN;
    store<f64>(first, cycles);
    store<f64>(last, cycles);
    return;
  }
  const scale = f64x2.splat(1 / (2 * TURN));
  out += F64;
  for (; out < last; out += 16, phase += 16) {
    v128.store(out, f64x2.mul(scale, f64x2.sub(v128.load(phase, 16), v128.load(phase))));
  }
  store<f64>(first, load<f64>(first, F64));
  store<f64>(last, load<f64>(last - F64));
}

/**
 * Adds values to the bins of their frequencies, averaged per frame.
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
  const bottom = load<f64>(edges);
  const top = load<f64>(edges + nBins * F64);
  const perHz = <f64>nBins / (top - bottom);
  const end = value + nSamples * F64;
  while (value < end) {
    let stop = value + hopSamples * F64;
    if (stop > end) stop = end;
    const share = 1 / <f64>((stop - value) / F64);
    for (; value + F64 < stop; value += 16, frequency += 16) {
      const hz = f64x2.mul(v128.load(frequency), f64x2.splat(sampleRate));
      const place = f64x2.mul(f64x2.sub(hz, f64x2.splat(bottom)), f64x2.splat(perHz));
      const bin = i32x4.trunc_sat_f64x2_s_zero(place);
      const inside = f64x2.sub(place, f64x2.convert_low_i32x4_s(bin));
      const within = v128.and(f64x2.ge(hz, f64x2.splat(bottom)), f64x2.lt(hz, f64x2.splat(top)));
      let first = <usize>i32x4.extract_lane(bin, 0);
      let second = <usize>i32x4.extract_lane(bin, 1);
      // close to an edge the product is rounded, and the edges decide
      const clear = v128.and(f64x2.gt(inside, f64x2.splat(1e-9)), f64x2.lt(inside, f64x2.splat(1 - 1e-9)));
      const mask = i64x2.bitmask(within);
      if ((i64x2.bitmask(clear) & mask) !== mask) {
        first = binAtEdge(f64x2.extract_lane(hz, 0), first, edges, nBins);
        second = binAtEdge(f64x2.extract_lane(hz, 1), second, edges, nBins);
      }
      first = mask & 1 ? first : nBins;
      second = mask & 2 ? second : nBins;
      const shares = f64x2.mul(v128.load(value), f64x2.splat(share));
      const a = out + first * 16;
      const b = out + second * 16;
      store<f64>(a, load<f64>(a) + f64x2.extract_lane(shares, 0));
      store<f64>(b, load<f64>(b, 8) + f64x2.extract_lane(shares, 1), 8);
    }
    if (value < stop) {
      const hz = load<f64>(frequency) * sampleRate;
      if (hz >= bottom && hz < top) {
        const a = out + binAtEdge(hz, <usize>((hz - bottom) * perHz), edges, nBins) * 16;
        store<f64>(a, load<f64>(a) + load<f64>(value) * share);
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
