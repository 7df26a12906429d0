/** Gain control of one band's energies, two frames at a time, in float64. */
import { VECTOR } from "./lanes";
import { power } from "./raise";

/**
 * Writes energies[t] · (eps + S[t])^exponent, where S[t] = S[t - 1] + share · (loudest[t] - S[t - 1]) and S[-1] = 1.
 *
 * @param energies - float32, like `loudest`; not negative
 * @param exponent - such that powers of eps and of all levels are normal numbers
 */
export function levelOut(
  energies: usize,
  loudest: usize,
  nVectors: usize,
  share: f64,
  eps: f64,
  exponent: f64,
  output: usize,
): void {
  // of S before both frames, what is left after the first and after the second
  const rest = 1 - share;
  const rests = f64x2.replace_lane(f64x2.splat(rest), 1, rest * rest);
  const shares = f64x2.splat(share);
  const carried = f64x2.replace_lane(f64x2.splat(0), 1, share * rest);
  const floor = f64x2.splat(eps);
  const exponents = f64x2.splat(exponent);
  let before = f64x2.splat(1);
  for (const end = output + nVectors * VECTOR; output < end; output += VECTOR) {
    const loud = f64x2.promote_low_f32x4(v128.load64_zero(loudest));
    const first = v128.shuffle<f64>(loud, loud, 0, 0);
    const news = f64x2.add(f64x2.mul(shares, loud), f64x2.mul(carried, first));
    const smoothed = f64x2.add(f64x2.mul(rests, before), news);
    before = v128.shuffle<f64>(smoothed, smoothed, 1, 1);
    const gain = power(f64x2.add(smoothed, floor), exponents);
    v128.store(output, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(energies)), gain));
    energies += VECTOR / 2;
    loudest += VECTOR / 2;
  }
}

/** Turns values into √(value + bias) - √bias without loss of digits, in place; bias is positive. */
export function rootAbove(values: usize, nVectors: usize, bias: f64): void {
  const biases = f64x2.splat(bias);
  const root = f64x2.splat(sqrt(bias));
  for (const end = values + nVectors * VECTOR; values < end; values += VECTOR) {
    const value = v128.load(values);
    v128.store(values, f64x2.div(value, f64x2.add(f64x2.sqrt(f64x2.add(value, biases)), root)));
  }
}
