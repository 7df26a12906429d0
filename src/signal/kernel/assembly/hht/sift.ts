/**
 * Sifting (Huang et al. 1998), as emd.sift.get_next_imf (0.8.1) does it by default. A step goes through the samples once,
 * block by block: the mean of both envelopes, and the extrema of what is left, while they are in the first-level cache.
 */
import { areEnough, beginExtrema, extendExtrema, Extrema, F64, finishExtrema } from "./knots";
import { mirrorKnots } from "./mirror";
import { evaluateMean, fitSpline, Pieces, placePieces } from "./spline";

/** Samples of a block: an even number. */
const BLOCK: i32 = 1024;

/** The mean of both envelopes in a block; splines write a few numbers more. */
const MEANS = memory.data((1024 + 4) * 8, 16);

/** The arrays of a sift, by their addresses. */
@unmanaged
export class Sifter {
  /** Those of the samples as they are. */
  extrema: Extrema;
  /** Those of the samples as a step leaves them. */
  next: Extrema;
  pieces: Pieces;
  /** [knot] */
  upperCurvature: usize;
  lowerCurvature: usize;
  ratio: usize;
  /** Of the last step. */
  sums: Sums;
}

/** Sums over all samples. */
@unmanaged
export class Sums {
  /** Absolute values. */
  absolute: f64;
  energy: f64;
  /** The energy of what a step took away. */
  change: f64;
}

/** Whether the samples have two maxima and two minima; these are then in the sifter. */
export function hasModes(sifter: Sifter, samples: usize, nSamples: i32): bool {
  if (nSamples < 3) return false;
  beginExtrema(sifter.extrema, samples);
  extendExtrema(sifter.extrema, samples, nSamples);
  finishExtrema(sifter.extrema, samples, nSamples);
  return areEnough(sifter.extrema);
}

/**
 * Takes the mean of both envelopes away from the samples, whose extrema are in the sifter, until a step changes them by
 * less than `sdThreshold` of their energy or leaves too few extrema for another one.
 *
 * @param mode - what is left, of as many samples
 * @returns false if it takes more than maxSteps
 */
export function sift(
  sifter: Sifter, samples: usize, mode: usize, nSamples: i32, sdThreshold: f64, maxSteps: i32,
): bool {
  let step = 0;
  do {
    if (step++ > maxSteps) return false;
    const extrema = sifter.extrema;
    mirrorKnots(samples, nSamples, extrema.maxima, extrema.minima);
    fitSpline(extrema.maxima, sifter.upperCurvature, sifter.ratio);
    fitSpline(extrema.minima, sifter.lowerCurvature, sifter.ratio);
    placePieces(
      sifter.pieces, extrema.maxima, sifter.upperCurvature, extrema.minima, sifter.lowerCurvature,
    );
    takeMean(sifter, samples, mode, nSamples);
    samples = mode;
    sifter.extrema = sifter.next;
    sifter.next = extrema;
    if (sifter.sums.change / sifter.sums.energy < sdThreshold) return true;
  } while (areEnough(sifter.extrema));
  return true;
}

/**
 * Takes the mean of both envelopes away from the samples, adds up both energies and finds the extrema of what is left,
 * which may take the samples' place.
 */
function takeMean(sifter: Sifter, samples: usize, out: usize, nSamples: i32): void {
  const apart = out - samples;
  let change = f64x2.splat(0);
  let energy = f64x2.splat(0);
  // every second vector has sums of its own, which need not wait for the others'
  let change2 = change;
  let energy2 = energy;
  for (let a = 0; a < nSamples; a += BLOCK) {
    const b = min(nSamples, a + BLOCK);
    evaluateMean(sifter.pieces, MEANS, a, b);
    let from = MEANS;
    let at = samples + (<usize>a) * F64;
    for (const end = samples + (<usize>(b & ~3)) * F64; at < end; at += 32, from += 32) {
      const mean = v128.load(from);
      const mean2 = v128.load(from, 16);
      const sifted = f64x2.sub(v128.load(at), mean);
      const sifted2 = f64x2.sub(v128.load(at, 16), mean2);
      v128.store(at + apart, sifted);
      v128.store(at + apart, sifted2, 16);
      change = f64x2.add(change, f64x2.mul(mean, mean));
      change2 = f64x2.add(change2, f64x2.mul(mean2, mean2));
      energy = f64x2.add(energy, f64x2.mul(sifted, sifted));
      energy2 = f64x2.add(energy2, f64x2.mul(sifted2, sifted2));
    }
    for (const end = samples + (<usize>b) * F64; at < end; at += F64, from += F64) {
      const mean = v128.load64_zero(from);
      const sifted = f64x2.sub(v128.load64_zero(at), mean);
      v128.store_lane<f64>(at + apart, sifted, 0);
      change = f64x2.add(change, f64x2.mul(mean, mean));
      energy = f64x2.add(energy, f64x2.mul(sifted, sifted));
    }
    if (a === 0) beginExtrema(sifter.next, out);
    extendExtrema(sifter.next, out, b);
  }
  finishExtrema(sifter.next, out, nSamples);
  sifter.sums.change = sumOf(f64x2.add(change, change2));
  sifter.sums.energy = sumOf(f64x2.add(energy, energy2));
}

/**
 * Adds the mode to the sum of all modes so far and writes what is left of at least three samples; the sifter then has its
 * extrema and its sums.
 *
 * @returns whether there are two maxima and two minima
 */
export function remove(
  sifter: Sifter, signal: usize, sum: usize, mode: usize, residual: usize, nSamples: i32,
): bool {
  let absolute = f64x2.splat(0);
  let energy = f64x2.splat(0);
  for (let a = 0; a < nSamples; a += BLOCK) {
    const b = min(nSamples, a + BLOCK);
    const end = (<usize>(b & ~1)) * F64;
    let i = (<usize>a) * F64;
    for (; i < end; i += 16) {
      const total = f64x2.add(v128.load(sum + i), v128.load(mode + i));
      const left = f64x2.sub(v128.load(signal + i), total);
      v128.store(sum + i, total);
      v128.store(residual + i, left);
      absolute = f64x2.add(absolute, f64x2.abs(left));
      energy = f64x2.add(energy, f64x2.mul(left, left));
    }
    if (b & 1) {
      const total = load<f64>(sum + i) + load<f64>(mode + i);
      const left = load<f64>(signal + i) - total;
      store<f64>(sum + i, total);
      store<f64>(residual + i, left);
      absolute = f64x2.add(absolute, f64x2.replace_lane(f64x2.splat(0), 0, abs(left)));
      energy = f64x2.add(energy, f64x2.replace_lane(f64x2.splat(0), 0, left * left));
    }
    if (a === 0) beginExtrema(sifter.extrema, residual);
    extendExtrema(sifter.extrema, residual, b);
  }
  finishExtrema(sifter.extrema, residual, nSamples);
  sifter.sums.absolute = sumOf(absolute);
  sifter.sums.energy = sumOf(energy);
  return areEnough(sifter.extrema);
}

@inline
function sumOf(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
}
