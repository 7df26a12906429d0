/** Logarithms, and powers of float64 numbers, to 1e-9 of the result for exponents of up to 4. */
import { VECTOR } from "./lanes";

/** ln x of normal positive numbers: x = 2^e m with m from √½ to √2; ln m = 2 artanh((m - 1) / (m + 1)). */
@inline
export function ln(x: v128): v128 {
  const shifted = i64x2.sub(x, i64x2.splat(0x3fe6a09e667f3bcd)); // √½
  const exponent = i64x2.shr_s(shifted, 52);
  const mantissa = i64x2.sub(x, i64x2.shl(exponent, 52));
  const e = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(exponent, exponent, 0, 2, 0, 2));
  const one = f64x2.splat(1);
  const z = f64x2.div(f64x2.sub(mantissa, one), f64x2.add(mantissa, one));
  const u = f64x2.mul(z, z);
  let p = f64x2.splat(2.0 / 11);
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(2.0 / 9));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(2.0 / 7));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(2.0 / 5));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(2.0 / 3));
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(2));
  return f64x2.add(f64x2.mul(z, p), f64x2.mul(e, f64x2.splat(0.6931471805599453)));
}

/** exp x where it is a normal number: 2^n times the exponential series of what is left, at most ln 2 / 2. */
@inline
function exp(x: v128): v128 {
  const n = f64x2.nearest(f64x2.mul(x, f64x2.splat(1.4426950408889634)));
  const r = f64x2.sub(x, f64x2.mul(n, f64x2.splat(0.6931471805599453)));
  let p = f64x2.splat(1.0 / 40320);
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 5040));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 720));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 120));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 24));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 6));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  const power = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n));
  return f64x2.mul(p, i64x2.shl(i64x2.add(power, i64x2.splat(1023)), 52));
}

/** x^exponent of normal positive numbers, where that is one too. */
@inline
export function power(x: v128, exponent: v128): v128 {
  return exp(f64x2.mul(exponent, ln(x)));
}

/** Σ x ln x of numbers of at least 0, of which 0 counts nothing; to 1e-10 of Σ x. */
export function sumOfLogs(values: usize, nVectors: usize): f64 {
  const least = f64x2.splat(1e-300);
  let sum = f64x2.splat(0);
  for (const end = values + nVectors * VECTOR; values < end; values += VECTOR) {
    const value = v128.load(values);
    sum = f64x2.add(sum, f64x2.mul(value, ln(f64x2.pmax(value, least))));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
