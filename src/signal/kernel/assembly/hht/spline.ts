/** Interpolating cubic splines with not-a-knot ends (de Boor 1978, chapter IV), evaluated at whole positions. */
import { F64, Knots } from "./knots";

/**
 * Writes the second derivatives at the knots of the interpolating cubic spline to curvature[knot]. The tridiagonal
 * equations are eliminated from both ends to the middle: two chains of divisions that need not wait for each other.
 * Not-a-knot: the third derivative has no jump at the second and at the last but one knot.
 *
 * @param knots - at least 4, at ascending positions
 * @param curvature - [knot], like the scratch `ratio`
 * @see scipy.interpolate.splrep(s=0): the same curve
 */
export function fitSpline(knots: Knots, curvature: usize, ratio: usize): void {
  const skip = (<usize>knots.first) * F64;
  const at = knots.at + skip;
  const value = knots.value + skip;
  const m = curvature + skip;
  const c = ratio + skip;
  const last = (<usize>(knots.count - 1)) * F64;

  // from the left: m[i] + c[i] m[i + 1] = right side; from the right: m[j] + c[j] m[j - 1] = right side
  let left = F64;
  let right = last - F64;
  let hl0 = load<f64>(at + F64) - load<f64>(at);
  let hl = load<f64>(at + 2 * F64) - load<f64>(at + F64);
  let dl = (load<f64>(value + 2 * F64) - load<f64>(value + F64)) / hl;
  const dl0 = (load<f64>(value + F64) - load<f64>(value)) / hl0;
  let scale = 1 / (hl0 + 2 * hl);
  let cl = (hl - hl0) * scale;
  let ml = 6 * (dl - dl0) * (hl / (hl0 + hl)) * scale;
  store<f64>(c + left, cl);
  store<f64>(m + left, ml);

  let hr0 = load<f64>(at + last) - load<f64>(at + right);
  let hr = load<f64>(at + right) - load<f64>(at + right - F64);
  let dr = (load<f64>(value + right) - load<f64>(value + right - F64)) / hr;
  const dr0 = (load<f64>(value + last) - load<f64>(value + right)) / hr0;
  scale = 1 / (hr0 + 2 * hr);
  let cr = (hr - hr0) * scale;
  let mr = 6 * (dr0 - dr) * (hr / (hr0 + hr)) * scale;
  store<f64>(c + right, cr);
  store<f64>(m + right, mr);

  while (left + 2 * F64 < right) {
    left += F64;
    right -= F64;
    hl0 = hl;
    hl = load<f64>(at + left + F64) - load<f64>(at + left);
    hr0 = hr;
    hr = load<f64>(at + right) - load<f64>(at + right - F64);
    const nextL = (load<f64>(value + left + F64) - load<f64>(value + left)) / hl;
    const nextR = (load<f64>(value + right) - load<f64>(value + right - F64)) / hr;
    const scaleL = 1 / (2 * (hl0 + hl) - hl0 * cl);
    const scaleR = 1 / (2 * (hr0 + hr) - hr0 * cr);
    cl = hl * scaleL;
    cr = hr * scaleR;
    ml = (6 * (nextL - dl) - hl0 * ml) * scaleL;
    mr = (6 * (dr - nextR) - hr0 * mr) * scaleR;
    dl = nextL;
    dr = nextR;
    store<f64>(c + left, cl);
    store<f64>(c + right, cr);
    store<f64>(m + left, ml);
    store<f64>(m + right, mr);
  }
  if (left + F64 < right) {
    // one equation is left between the two chains
    left += F64;
    hl0 = hl;
    hl = load<f64>(at + left + F64) - load<f64>(at + left);
    const next = (load<f64>(value + left + F64) - load<f64>(value + left)) / hl;
    scale = 1 / (2 * (hl0 + hl) - hl0 * cl);
    cl = hl * scale;
    ml = (6 * (next - dl) - hl0 * ml) * scale;
    store<f64>(c + left, cl);
  }
  // two equations for the two in the middle
  const middle = (ml - cl * mr) / (1 - cl * cr);
  mr -= cr * middle;
  ml = middle;
  store<f64>(m + left, ml);
  store<f64>(m + right, mr);
  while (left > F64 && right < last - F64) {
    left -= F64;
    right += F64;
    ml = load<f64>(m + left) - load<f64>(c + left) * ml;
    mr = load<f64>(m + right) - load<f64>(c + right) * mr;
    store<f64>(m + left, ml);
    store<f64>(m + right, mr);
  }
  while (left > F64) {
    left -= F64;
    ml = load<f64>(m + left) - load<f64>(c + left) * ml;
    store<f64>(m + left, ml);
  }
  // the end knots lie on the straight lines through the curvatures of their two neighbours
  hl0 = load<f64>(at + F64) - load<f64>(at);
  hl = load<f64>(at + 2 * F64) - load<f64>(at + F64);
  const l1 = load<f64>(m + F64);
  store<f64>(m, l1 - (hl0 / hl) * (load<f64>(m + 2 * F64) - l1));
  hr0 = load<f64>(at + last) - load<f64>(at + last - F64);
  hr = load<f64>(at + last - F64) - load<f64>(at + last - 2 * F64);
  const r1 = load<f64>(m + last - F64);
  store<f64>(m + last, r1 - (hr0 / hr) * (load<f64>(m + last - 2 * F64) - r1));
}

/** The pieces that the evaluation of two splines has come to: the addresses of their left knots. */
@unmanaged
export class Pieces {
  firstAt: usize;
  firstValue: usize;
  firstCurvature: usize;
  secondAt: usize;
  secondValue: usize;
  secondCurvature: usize;
}

/** Goes to the pieces of sample 0. The knots reach to 0 or before. */
export function placePieces(
  pieces: Pieces, first: Knots, firstCurvature: usize, second: Knots, secondCurvature: usize,
): void {
  let skip = bytesBeforeZero(first);
  pieces.firstAt = first.at + skip;
  pieces.firstValue = first.value + skip;
  pieces.firstCurvature = firstCurvature + skip;
  skip = bytesBeforeZero(second);
  pieces.secondAt = second.at + skip;
  pieces.secondValue = second.value + skip;
  pieces.secondCurvature = secondCurvature + skip;
}

function bytesBeforeZero(knots: Knots): usize {
  let skip = (<usize>knots.first) * F64;
  while (load<f64>(knots.at + skip, F64) <= 0) skip += F64;
  return skip;
}

/** Coefficients of the pieces of two splines, halved, about their left knots: lane 0 has the first spline's. */
let left = f64x2.splat(0);
let k0 = f64x2.splat(0);
let k1 = f64x2.splat(0);
let k2 = f64x2.splat(0);
let k3 = f64x2.splat(0);

/** Sets one lane of the coefficients; returns where the piece ends. */
@inline
function takePiece(lane: u8, at: usize, value: usize, m: usize): i32 {
  const from = load<f64>(at);
  const to = load<f64>(at, F64);
  const step = to - from;
  const inverse = 1 / step;
  const half = 0.25 * load<f64>(m);
  const third = (load<f64>(m, F64) - load<f64>(m)) * inverse * (1.0 / 12.0);
  const base = 0.5 * load<f64>(value);
  const slope = (0.5 * load<f64>(value, F64) - base) * inverse - step * (half + step * third);
  if (lane === 0) {
    left = f64x2.replace_lane(left, 0, from);
    k0 = f64x2.replace_lane(k0, 0, base);
    k1 = f64x2.replace_lane(k1, 0, slope);
    k2 = f64x2.replace_lane(k2, 0, half);
    k3 = f64x2.replace_lane(k3, 0, third);
  } else {
    left = f64x2.replace_lane(left, 1, from);
    k0 = f64x2.replace_lane(k0, 1, base);
    k1 = f64x2.replace_lane(k1, 1, slope);
    k2 = f64x2.replace_lane(k2, 1, half);
    k3 = f64x2.replace_lane(k3, 1, third);
  }
  return <i32>to;
}

/**
 * Writes the mean of two splines at the samples a to b - 1 to out, which has room for 4 more, and goes on to the pieces of
 * sample b. Between two knots of either it is one polynomial. The knots reach behind the last sample, and a lies in the
 * pieces.
 */
export function evaluateMean(pieces: Pieces, out: usize, a: i32, b: i32): void {
  let at = pieces.firstAt;
  let value = pieces.firstValue;
  let m = pieces.firstCurvature;
  let at2 = pieces.secondAt;
  let value2 = pieces.secondValue;
  let m2 = pieces.secondCurvature;
  const two = f64x2.splat(2);
  const three = f64x2.splat(3);
  const four = f64x2.splat(4);
  let end = takePiece(0, at, value, m);
  let end2 = takePiece(1, at2, value2, m2);
  while (true) {
    // about sample a, then the sum of both
    const d = f64x2.sub(f64x2.splat(<f64>a), left);
    const dk3 = f64x2.mul(d, k3);
    const inner = f64x2.add(k2, dk3);
    const c0 = sum(f64x2.add(k0, f64x2.mul(d, f64x2.add(k1, f64x2.mul(d, inner)))));
    const c1 = sum(f64x2.add(k1, f64x2.mul(d, f64x2.add(f64x2.mul(two, inner), dk3))));
    const c2 = sum(f64x2.add(k2, f64x2.mul(three, dk3)));
    const c3 = sum(k3);
    let t = f64x2(0, 1);
    // four samples at a time: those beyond the knot are written again by the next piece
    const stop = min(b, min(end, end2));
    const until = out + (<usize>(stop - a)) * F64;
    for (; out < until; out += 4 * F64) {
      v128.store(out, cubic(t, c0, c1, c2, c3));
      v128.store(out, cubic(f64x2.add(t, two), c0, c1, c2, c3), 16);
      t = f64x2.add(t, four);
    }
    out = until;
    a = stop;
    if (end === a) {
      at += F64;
      value += F64;
      m += F64;
      if (a < b) end = takePiece(0, at, value, m);
    }
    if (end2 === a) {
      at2 += F64;
      value2 += F64;
      m2 += F64;
      if (a < b) end2 = takePiece(1, at2, value2, m2);
    }
    if (a === b) break;
  }
  pieces.firstAt = at;
  pieces.firstValue = value;
  pieces.firstCurvature = m;
  pieces.secondAt = at2;
  pieces.secondValue = value2;
  pieces.secondCurvature = m2;
}

/** Both lanes added up, in both lanes. */
@inline
function sum(lanes: v128): v128 {
  return f64x2.add(lanes, v128.shuffle<f64>(lanes, lanes, 1, 0));
}

@inline
function cubic(t: v128, c0: v128, c1: v128, c2: v128, c3: v128): v128 {
  const inner = f64x2.add(c1, f64x2.mul(t, f64x2.add(c2, f64x2.mul(t, c3))));
  return f64x2.add(c0, f64x2.mul(t, inner));
}
