/**
 * What frames of speech are looked at by, two at a time, in float64: sums over subharmonics on a scale of octaves
 * (Hermes 1988, J. Acoust. Soc. Am. 83), and autocorrelations.
 */
import { correlatePower, Folding } from "./autocorrelation";
import { COMPLEX, VECTOR } from "./lanes";
import { Frames, nextPower, splitLanes } from "./spectrum";

const F64: usize = sizeof<f64>();

/** Sums that are computed side by side. */
const SUMS_AT_ONCE: usize = 4;

/** A scale of octaves, and the harmonics whose magnitudes on it are summed. */
@unmanaged
export class OctaveScale {
  /** Of the scale: as many as there are bins in the spectrum. */
  nPoints: usize;
  /** [bin], of the spline through the bins. */
  pivots: usize;
  /** [point], u32: bytes from bin 0 to the bin below. */
  below: usize;
  /** [point, 4]: weights of the value below and above, of their curvatures. */
  coefficients: usize;
  /** [point]: its weight in the mean of the sums of all points. */
  shares: usize;
  nHarmonics: usize;
  /** [harmonic], u32: bytes that it lies above the first one. */
  shifts: usize;
  /** [harmonic] */
  weights: usize;
  /** The first point whose sum is wanted ... */
  first: usize;
  /** ... and how many are, a multiple of SUMS_AT_ONCE. */
  nSums: usize;
  /** [vector]: magnitudes, masks of peaks and four more, smoothed peaks, curvatures, then the scale ... */
  scratch: usize;
  /** ... of so many vectors; those beyond the points are 0. */
  nScale: usize;
}

/**
 * Writes of every frame its power, its autocorrelations and its sums.
 *
 * @param rows - [frame, bin]
 * @param lags - [block, lag, lane]
 * @param sums - [frame, point], then the mean of the sums of all points and the energy of the frame
 */
export function voiceFrames(
  frames: Frames,
  nBlocks: usize,
  rows: usize,
  folding: Folding,
  lags: usize,
  scale: OctaveScale,
  sums: usize,
): void {
  const rowBytes = (frames.nFft / 2 + 1) * F64;
  const sumBytes = (scale.nSums + 2) * F64;
  const scaled = scale.scratch + (4 * scale.nPoints + 4) * VECTOR;
  memory.fill(scaled, 0, scale.nScale * VECTOR);
  for (let block: usize = 0; block < nBlocks; block++, rows += 2 * rowBytes, sums += 2 * sumBytes) {
    nextPower<f64>(frames);
    splitLanes(frames.power, rows, rowBytes);
    correlatePower<f64>(frames, folding, lags);
    lags += folding.nPairs * COMPLEX;
    const total = keepPeaks(frames.power, scale);
    const mean = toOctaves(scale, scaled);
    sumHarmonics(scale, scaled, sums, sumBytes);
    const ends = f64x2.add(v128.load(frames.power), v128.load(frames.power + (frames.nFft / 2) * VECTOR));
    const energy = f64x2.mul(
      f64x2.sub(f64x2.add(total, total), ends),
      f64x2.splat(1 / <f64>frames.nFft), // Parseval
    );
    const last = sums + scale.nSums * F64;
    v128.store_lane<f64>(last, mean, 0);
    v128.store_lane<f64>(last + sumBytes, mean, 1);
    v128.store_lane<f64>(last, energy, 0, F64);
    v128.store_lane<f64>(last + sumBytes, energy, 1, F64);
  }
}

/**
 * Magnitudes, zeros wherever there is no local maximum within two bins, smoothed; then the second derivatives of the natural
 * cubic spline through them (Press et al. 2007, Numerical Recipes, section 3.3). Returns the sum of the powers.
 */
function keepPeaks(power: usize, scale: OctaveScale): v128 {
  const nBytes = scale.nPoints * VECTOR;
  const magnitude = scale.scratch;
  const masks = magnitude + nBytes + 2 * VECTOR; // of bin 0
  const smooth = masks + nBytes + 2 * VECTOR;
  const curvature = smooth + nBytes;
  const last = nBytes - VECTOR;
  const zero = f64x2.splat(0);

  let total = zero;
  for (let k: usize = 0; k < nBytes; k += VECTOR) {
    const value = v128.load(power + k);
    total = f64x2.add(total, value);
    v128.store(magnitude + k, f64x2.sqrt(value));
  }

  v128.store(masks - 2 * VECTOR, zero);
  v128.store(masks - VECTOR, zero);
  v128.store(masks, zero);
  v128.store(masks + last, zero);
  v128.store(masks + nBytes, zero);
  v128.store(masks + nBytes, zero, VECTOR);
  let before = v128.load(magnitude);
  let here = v128.load(magnitude, VECTOR);
  for (let k = VECTOR; k < last; k += VECTOR) {
    const next = v128.load(magnitude + k, VECTOR);
    v128.store(masks + k, v128.and(f64x2.gt(here, before), f64x2.ge(here, next)));
    before = here;
    here = next;
  }

  const quarter = f64x2.splat(0.25);
  const half = f64x2.splat(0.5);
  before = peakAt(magnitude, masks, 0);
  here = peakAt(magnitude, masks, VECTOR);
  v128.store(smooth, before);
  for (let k = VECTOR; k < last; k += VECTOR) {
    const next = peakAt(magnitude, masks, k + VECTOR);
    v128.store(smooth + k, f64x2.add(f64x2.mul(quarter, f64x2.add(before, next)), f64x2.mul(half, here)));
    before = here;
    here = next;
  }
  v128.store(smooth + last, here);

  const six = f64x2.splat(6);
  let bent = zero;
  v128.store(curvature, zero);
  v128.store(curvature + last, zero);
  before = v128.load(smooth);
  here = v128.load(smooth, VECTOR);
  let pivot = scale.pivots + F64;
  for (let k = VECTOR; k < last; k += VECTOR, pivot += F64) {
    const next = v128.load(smooth + k, VECTOR);
    const bend = f64x2.mul(six, f64x2.add(f64x2.sub(before, f64x2.add(here, here)), next));
    bent = f64x2.mul(f64x2.sub(bend, bent), v128.load64_splat(pivot));
    v128.store(curvature + k, bent);
    before = here;
    here = next;
  }
  bent = zero;
  for (let k = last - VECTOR; k > 0; k -= VECTOR) {
    pivot -= F64;
    bent = f64x2.sub(v128.load(curvature + k), f64x2.mul(v128.load64_splat(pivot), bent));
    v128.store(curvature + k, bent);
  }
  return total;
}

@inline
function peakAt(magnitude: usize, masks: usize, k: usize): v128 {
  const at = masks + k;
  const outer = v128.or(v128.load(at - 2 * VECTOR), v128.load(at, 2 * VECTOR));
  const inner = v128.or(v128.load(at - VECTOR), v128.load(at, VECTOR));
  return v128.and(v128.load(magnitude + k), v128.or(v128.load(at), v128.or(outer, inner)));
}

/** Writes the spline's values on the scale; returns the mean of the sums that they will have. */
function toOctaves(scale: OctaveScale, scaled: usize): v128 {
  const smooth = scale.scratch + (2 * scale.nPoints + 4) * VECTOR;
  const curvature = smooth + scale.nPoints * VECTOR;
  const zero = f64x2.splat(0);
  const end = scaled + scale.nPoints * VECTOR;
  let coefficients = scale.coefficients;
  let below = scale.below;
  let share = scale.shares;
  let mean = zero;
  for (; scaled < end; scaled += VECTOR) {
    const bin = load<u32>(below);
    const low = f64x2.mul(v128.load64_splat(coefficients), v128.load(smooth + bin));
    const high = f64x2.mul(v128.load64_splat(coefficients, F64), v128.load(smooth + bin, VECTOR));
    const lowBend = f64x2.mul(v128.load64_splat(coefficients, 2 * F64), v128.load(curvature + bin));
    const highBend = f64x2.mul(v128.load64_splat(coefficients, 3 * F64), v128.load(curvature + bin, VECTOR));
    const value = f64x2.pmax(zero, f64x2.add(f64x2.add(low, high), f64x2.add(lowBend, highBend)));
    v128.store(scaled, value);
    mean = f64x2.add(mean, f64x2.mul(v128.load64_splat(share), value));
    below += sizeof<u32>();
    coefficients += 4 * F64;
    share += F64;
  }
  return mean;
}

/** Writes the weighted sums of what lies at the harmonics of the points that are wanted. */
function sumHarmonics(scale: OctaveScale, scaled: usize, sums: usize, sumBytes: usize): void {
  const shiftsEnd = scale.shifts + scale.nHarmonics * sizeof<u32>();
  scaled += scale.first * VECTOR;
  for (const end = sums + scale.nSums * F64; sums < end; sums += SUMS_AT_ONCE * F64) {
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let c = f64x2.splat(0);
    let d = f64x2.splat(0);
    let weight = scale.weights;
    for (let shift = scale.shifts; shift < shiftsEnd; shift += sizeof<u32>(), weight += F64) {
      const w = v128.load64_splat(weight);
      const at = scaled + load<u32>(shift);
      a = f64x2.add(a, f64x2.mul(w, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(w, v128.load(at, VECTOR)));
      c = f64x2.add(c, f64x2.mul(w, v128.load(at, 2 * VECTOR)));
      d = f64x2.add(d, f64x2.mul(w, v128.load(at, 3 * VECTOR)));
    }
    v128.store(sums, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(sums, v128.shuffle<f64>(c, d, 0, 2), VECTOR);
    v128.store(sums + sumBytes, v128.shuffle<f64>(a, b, 1, 3));
    v128.store(sums + sumBytes, v128.shuffle<f64>(c, d, 1, 3), VECTOR);
    scaled += SUMS_AT_ONCE * VECTOR;
  }
}
