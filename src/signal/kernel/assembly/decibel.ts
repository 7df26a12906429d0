/** Decibels in float32. */
import { VECTOR } from "./lanes";

const SQRT_HALF_BITS: i32 = 0x3f3504f3;
const MANTISSA: i32 = 0x007fffff;
const DB_PER_NEPER: f32 = 4.3429448; // 10 / ln 10: of power
const DB_PER_OCTAVE: f32 = 3.0103; // 10 log10 2

/**
 * 10 log10 x of normal positive numbers, to 1.5e-7 of the larger of the result and 1.
 * x = 2^e (1 + f) with 1 + f from √½ to √2; ln (1 + f) = f - f²/2 + f³ p(f), p fitted to 4e-9 at Chebyshev's points.
 */
@inline
export function decibels(x: v128): v128 {
  const shifted = i32x4.sub(x, i32x4.splat(SQRT_HALF_BITS));
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(MANTISSA)), i32x4.splat(SQRT_HALF_BITS));
  const f = f32x4.sub(mantissa, f32x4.splat(1));
  let p = f32x4.splat(0.07149754);
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-0.11571201));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.11661511));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-0.1241105));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.14249937));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-0.1666848));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.20000708));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-0.2499999));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.3333333));
  const square = f32x4.mul(f, f);
  const small = f32x4.sub(f32x4.mul(f32x4.mul(f, square), p), f32x4.mul(square, f32x4.splat(0.5)));
  const ln = f32x4.mul(f32x4.add(small, f), f32x4.splat(DB_PER_NEPER));
  return f32x4.add(ln, f32x4.mul(exponent, f32x4.splat(DB_PER_OCTAVE)));
}
