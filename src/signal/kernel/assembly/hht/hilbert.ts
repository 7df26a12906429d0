/**
 * The Hilbert transform of n real samples by one convolution on 4R ≥ 2n real values, zeros behind the samples.
 * z[j] = x[2j] + i x[2j + 1] is one complex series of 2R, whose transform is one of R pairs (fft.ts); its upper half
 * is zeros.
 */
import { COMPLEX, inversePadded, PAIR, transform, transformPadded } from "./fft";
import { F64 } from "./knots";

/** Arrays and tables of one length, by their addresses. */
@unmanaged
export class HilbertPlan {
  /** R, a power of two, at least 16. */
  length: usize;
  /** [R, part, lane] */
  values: usize;
  /** As fft.ts has them for R. */
  twiddles: usize;
  /** [R, part]: exp(-2πi j / 2R) */
  turns: usize;
  /** [R, lane, part]: exp(-2πi k / 4R) of the bin k that lies there. */
  halfTurns: usize;
  /** [R, lane]: the kernel's spectrum, over 2iR, at the bin that lies there. */
  kernel: usize;
}

/**
 * Makes the kernel's spectrum.
 *
 * @param kernel - [0..2R]: the odd kernel at 0 and after it
 */
export function prepareHilbert(plan: HilbertPlan, kernel: usize): void {
  const length = plan.length;
  let mirrored = kernel + 2 * length * F64;
  for (let j: usize = 0; j < length; j++) {
    const at = plan.values + j * PAIR;
    const ar = load<f64>(kernel);
    const ai = load<f64>(kernel, F64);
    const br = -load<f64>(mirrored);
    const bi = -load<f64>(mirrored - F64);
    store<f64>(at, ar + br);
    store<f64>(at, ai + bi, 16);
    storeTurned(at + 8, ar - br, ai - bi, plan.turns + j * COMPLEX);
    kernel += 2 * F64;
    mirrored -= 2 * F64;
  }
  transform(plan.values, length, plan.twiddles);
  const scale = 1 / (2 * <f64>length);
  store<f64>(plan.kernel, 0);
  for (let q = length / 4; q > 0; q /= 4) {
    for (let r = q, s: usize = 4 * q - 1; r <= s; r++, s--) keepKernel(plan, r, s, 0, scale);
  }
  if (isTwicePowerOfFour(length)) keepKernel(plan, 1, 1, 0, scale);
  for (let r: usize = 0, s: usize = length - 1; r < s; r++, s--) keepKernel(plan, r, s, 1, scale);
}

/**
 * Writes the Hilbert transform of the samples to `out`.
 *
 * @param samples - has room for 2R; zeros are written behind the samples
 * @param out - has room for 2R
 */
export function hilbert(plan: HilbertPlan, samples: usize, nSamples: usize, out: usize): void {
  const length = plan.length;
  memory.fill(samples + nSamples * F64, 0, (2 * length - nSamples) * F64);
  transformPadded(samples, plan.turns, plan.values, length, plan.twiddles);
  multiply(plan);
  inversePadded(plan.values, plan.turns, out, length, plan.twiddles);
}

function isTwicePowerOfFour(length: usize): bool {
  return (ctz(length) & 1) === 1;
}

@inline
function storeTurned(at: usize, re: f64, im: f64, factor: usize): void {
  const wr = load<f64>(factor);
  const wi = load<f64>(factor, 8);
  store<f64>(at, re * wr - im * wi);
  store<f64>(at, re * wi + im * wr, 16);
}

/**
 * The bins k at place r and 2R - k at place s of one lane, from the half-length series: the spectrum of the real
 * samples is E + w O at k, and the conjugate of E - w O at 2R - k. The kernel's is imaginary.
 */
@inline
function keepKernel(plan: HilbertPlan, r: usize, s: usize, lane: usize, scale: f64): void {
  const a = plan.values + r * PAIR + lane * 8;
  const b = plan.values + s * PAIR + lane * 8;
  const w = plan.halfTurns + r * PAIR + lane * COMPLEX;
  const er = 0.5 * (load<f64>(a) + load<f64>(b));
  const ei = 0.5 * (load<f64>(a, 16) - load<f64>(b, 16));
  const or = 0.5 * (load<f64>(a, 16) + load<f64>(b, 16));
  const oi = 0.5 * (load<f64>(b) - load<f64>(a));
  const turned = or * load<f64>(w, 8) + oi * load<f64>(w);
  store<f64>(plan.kernel + r * 16 + lane * 8, (ei + turned) * scale);
  store<f64>(plan.kernel + s * 16 + lane * 8, (turned - ei) * scale);
}

/** Multiplies the spectrum of the real samples by the kernel's. */
function multiply(plan: HilbertPlan): void {
  const length = plan.length;
  // bin 0, and bin 2R behind it: the kernel has none
  store<f64>(plan.values, 0);
  store<f64>(plan.values, 0, 16);
  // of the even bins, places q..4q - 1 hold those whose mirror images lie there too, in reverse
  let q = length / 4;
  for (; q >= 4; q /= 4) {
    for (let r = q, s: usize = 4 * q - 1; r < s; r += 2, s -= 2) multiplyPairs(plan, r, s, 0);
  }
  for (; q > 0; q /= 4) {
    for (let r = q, s: usize = 4 * q - 1; r <= s; r++, s--) multiplyPair(plan, r, s, 0);
  }
  if (isTwicePowerOfFour(length)) multiplyPair(plan, 1, 1, 0);
  // the mirror images of the odd bins lie in reverse
  for (let r: usize = 0, s: usize = length - 1; r < s; r += 2, s -= 2) multiplyPairs(plan, r, s, 1);
}

/** multiplyPair of the places r and s, and of r + 1 and s - 1. */
@inline
function multiplyPairs(plan: HilbertPlan, r: usize, s: usize, lane: u8): void {
  const a = plan.values + r * PAIR;
  const b = plan.values + s * PAIR;
  const ar = laneOf(v128.load(a), v128.load(a, PAIR), lane);
  const ai = laneOf(v128.load(a, 16), v128.load(a, PAIR + 16), lane);
  const br = laneOf(v128.load(b), v128.load(b - PAIR), lane);
  const bi = laneOf(v128.load(b, 16), v128.load(b - PAIR, 16), lane);
  const w = plan.halfTurns + r * PAIR + lane * COMPLEX;
  const w0 = v128.load(w);
  const w1 = v128.load(w, PAIR);
  const k = plan.kernel + r * 16;
  const mirroredK = plan.kernel + s * 16;
  const at = laneOf(v128.load(k), v128.load(k, 16), lane);
  const mirrored = laneOf(v128.load(mirroredK), v128.load(mirroredK - 16), lane);
  const quarter = f64x2.splat(0.25);
  const d = f64x2.mul(quarter, f64x2.sub(at, mirrored));
  const sum = f64x2.mul(quarter, f64x2.add(at, mirrored));
  const cr = f64x2.mul(sum, laneOf(w0, w1, 0));
  const ci = f64x2.mul(sum, laneOf(w0, w1, 1));
  const er = f64x2.add(ar, br);
  const ei = f64x2.sub(ai, bi);
  const or = f64x2.add(ai, bi);
  const oi = f64x2.sub(br, ar);
  const e2r = f64x2.neg(f64x2.add(f64x2.mul(d, ei), f64x2.add(f64x2.mul(cr, oi), f64x2.mul(ci, or))));
  const e2i = f64x2.add(f64x2.mul(d, er), f64x2.sub(f64x2.mul(cr, or), f64x2.mul(ci, oi)));
  const o2r = f64x2.sub(f64x2.mul(ci, er), f64x2.add(f64x2.mul(cr, ei), f64x2.mul(d, oi)));
  const o2i = f64x2.add(f64x2.mul(cr, er), f64x2.add(f64x2.mul(ci, ei), f64x2.mul(d, or)));
  const to = a + lane * 8;
  const mirroredTo = b + lane * 8;
  storeBoth(to, to + PAIR, f64x2.sub(e2r, o2i));
  storeBoth(to + 16, to + PAIR + 16, f64x2.add(e2i, o2r));
  storeBoth(mirroredTo, mirroredTo - PAIR, f64x2.add(e2r, o2i));
  storeBoth(mirroredTo + 16, mirroredTo - PAIR + 16, f64x2.sub(o2r, e2i));
}

/** The numbers that two vectors have in one lane. */
@inline
function laneOf(a: v128, b: v128, lane: u8): v128 {
  return lane === 0 ? v128.shuffle<f64>(a, b, 0, 2) : v128.shuffle<f64>(a, b, 1, 3);
}

@inline
function storeBoth(first: usize, second: usize, values: v128): void {
  v128.store_lane<f64>(first, values, 0);
  v128.store_lane<f64>(second, values, 1);
}

/** The kernel at k is iS, at 2R - k it is iT; with d = (S - T) / 2 and s = (S + T) / 2: E' = i (dE + swO), O' = i (s/w E + dO). */
@inline
function multiplyPair(plan: HilbertPlan, r: usize, s: usize, lane: usize): void {
  const a = plan.values + r * PAIR + lane * 8;
  const b = plan.values + s * PAIR + lane * 8;
  const w = plan.halfTurns + r * PAIR + lane * COMPLEX;
  const at = load<f64>(plan.kernel + r * 16 + lane * 8);
  const mirrored = load<f64>(plan.kernel + s * 16 + lane * 8);
  // the halves of d and s are those of E and O
  const d = 0.25 * (at - mirrored);
  const sum = 0.25 * (at + mirrored);
  const cr = sum * load<f64>(w);
  const ci = sum * load<f64>(w, 8);
  const er = load<f64>(a) + load<f64>(b);
  const ei = load<f64>(a, 16) - load<f64>(b, 16);
  const or = load<f64>(a, 16) + load<f64>(b, 16);
  const oi = load<f64>(b) - load<f64>(a);
  const e2r = -(d * ei + cr * oi + ci * or);
  const e2i = d * er + cr * or - ci * oi;
  const o2r = -(cr * ei - ci * er + d * oi);
  const o2i = cr * er + ci * ei + d * or;
  store<f64>(a, e2r - o2i);
  store<f64>(a, e2i + o2r, 16);
  store<f64>(b, e2r + o2i);
  store<f64>(b, o2r - e2i, 16);
}
