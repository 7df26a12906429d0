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
  for (let q = length / 4; q > 0; q /= 4) {
    for (let r = q, s: usize = 4 * q - 1; r <= s; r++, s--) multiplyPair(plan, r, s, 0);
  }
  if (isTwicePowerOfFour(length)) multiplyPair(plan, 1, 1, 0);
  // the mirror images of the odd bins lie in reverse
  for (let r: usize = 0, s: usize = length - 1; r < s; r++, s--) multiplyPair(plan, r, s, 1);
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
