/**
 * The Hilbert transforms of two series of n real samples by one convolution: they are the real and the imaginary part of
 * one complex series, and the kernel is real. The convolution is one on 2R complex values, R ≥ n, zeros behind the
 * samples (fft.ts).
 */
import { convolvePadded, transformPadded } from "./fft";
import { F64 } from "./knots";

/** Arrays and tables of one length, by their addresses. */
@unmanaged
export class HilbertPlan {
  /** R, a power of two, at least 16. */
  length: usize;
  /** [R, part, lane] */
  values: usize;
  /** As fft.ts has them for R / 4. */
  twiddles: usize;
  /** [R / 4, part]: exp(-2πi p / 2R) */
  turns: usize;
  /** [R, lane]: the kernel's spectrum, over 2iR, at the bin that lies there. */
  kernel: usize;
}

/**
 * Makes the kernel's spectrum.
 *
 * @param kernel - [0..R - 1]: the odd kernel at 0 and after it
 */
export function prepareHilbert(plan: HilbertPlan, kernel: usize): void {
  const length = plan.length;
  // an odd kernel's spectrum is i times twice the imaginary part of that of its one half. What is transformed is 1 + i
  // times the half: that of the half has the difference of both parts for twice its imaginary part
  transformPadded(kernel, kernel, plan.turns, plan.values, length, plan.twiddles);
  const scale = f64x2.splat(1 / (2 * <f64>length));
  let from = plan.values;
  const end = plan.kernel + length * 16;
  for (let to = plan.kernel; to < end; to += 16, from += 32) {
    v128.store(to, f64x2.mul(scale, f64x2.sub(v128.load(from, 16), v128.load(from))));
  }
}

/**
 * Writes the Hilbert transforms of two series, which may be one and the same. All arrays have room for R; zeros are
 * written behind the samples.
 */
export function hilbert(
  plan: HilbertPlan, first: usize, second: usize, nSamples: usize, firstOut: usize, secondOut: usize,
): void {
  const zeros = (plan.length - nSamples) * F64;
  memory.fill(first + nSamples * F64, 0, zeros);
  memory.fill(second + nSamples * F64, 0, zeros);
  convolvePadded(
    first, second, firstOut, secondOut, plan.turns, plan.values, plan.length, plan.twiddles, plan.kernel,
  );
}
