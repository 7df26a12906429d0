/** Instantaneous amplitude, phase and frequency, in the conventions of emd.spectra.frequency_transform (0.8.1). */
import { F64 } from "./knots";

const TURN: f64 = 6.283185307179586;
const HALF_TURN: f64 = 3.141592653589793;

/**
 * Writes the squared amplitudes and the wrapped phases of two samples at a time; arrays have room for an even number.
 *
 * The arc tangent of the smaller over the larger part, with π/4 taken off above tan(π/8), is a polynomial of degree
 * 11 in its square, which is exact to 6e-18.
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
    const denominator = v128.bitselect(f64x2.add(small, large), large, wide);
    const z = f64x2.div(numerator, denominator);
    const u = f64x2.mul(z, z);
    // Estrin's scheme: pairs, then pairs of pairs, so that few products wait for each other
    const u2 = f64x2.mul(u, u);
    const u4 = f64x2.mul(u2, u2);
    const p01 = linear(u, -0.3333333333333333, 0.19999999999995516545);
    const p23 = linear(u, -0.14285714284665680761, 0.11111111015187018721);
    const p45 = linear(u, -0.090909045753064890845, 0.076921831253768920895);
    const p67 = linear(u, -0.066645105255089365988, 0.058581409048663282818);
    const p89 = linear(u, -0.050854078345894842573, 0.039230447784793095235);
    const p03 = f64x2.add(p01, f64x2.mul(u2, p23));
    const p47 = f64x2.add(p45, f64x2.mul(u2, p67));
    const p8a = f64x2.add(p89, f64x2.mul(u2, f64x2.splat(-0.019175404711104933678)));
    const p = f64x2.add(p03, f64x2.mul(u4, f64x2.add(p47, f64x2.mul(u4, p8a))));
    let angle = f64x2.add(z, f64x2.mul(f64x2.mul(z, u), p));
    angle = f64x2.add(angle, v128.and(wide, f64x2.splat(0.25 * HALF_TURN)));
    angle = v128.bitselect(f64x2.sub(f64x2.splat(0.5 * HALF_TURN), angle), angle, steep);
    const backwards = f64x2.lt(x, f64x2.splat(0));
    angle = v128.bitselect(f64x2.sub(f64x2.splat(HALF_TURN), angle), angle, backwards);
    v128.store(phase, v128.bitselect(y, angle, f64x2.splat(-0.0)));
  }
}

@inline
function linear(u: v128, constant: f64, slope: f64): v128 {
  return f64x2.add(f64x2.splat(constant), f64x2.mul(u, f64x2.splat(slope)));
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
 * @param out - [frame, bin, 2]: samples at even and odd places in sums of their own, which need not wait for each other
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
    for (; value < stop; value += F64, frequency += F64) {
      const hz = load<f64>(frequency) * sampleRate;
      if (!(hz >= bottom && hz < top)) continue;
      let bin = <usize>((hz - bottom) * perHz);
      // the quotient is rounded: the edges decide
      if (bin === nBins || hz < load<f64>(edges + bin * F64)) bin--;
      else if (hz >= load<f64>(edges + bin * F64, F64)) bin++;
      const at = out + bin * 16 + (value & 8);
      store<f64>(at, load<f64>(at) + load<f64>(value) * share);
    }
    out += nBins * 16;
  }
}
