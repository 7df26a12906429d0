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
 * Takes the mean of both envelopes away from the samples, whose extrema are in the sifter, in place, until a step
 * changes them by less than `sdThreshold` of their energy or leaves too few extrema for another one.
 *
 * @returns false if it takes more than maxSteps
 */
export function sift(sifter: Sifter, samples: usize, nSamples: i32, sdThreshold: f64, maxSteps: i32): bool {
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
    takeMean(sifter, samples, nSamples);
    sifter.extrema = sifter.next;
    sifter.next = extrema;
    if (sifter.sums.change / sifter.sums.energy < sdThreshold) return true;
  } while (areEnough(sifter.extrema));
  return true;
}

/** Takes the mean of both envelopes away from the samples, adds up both energies and finds the extrema of what is left. */
function takeMean(sifter: Sifter, samples: usize, nSamples: i32): void {
  let change = f64x2.splat(0);
  let energy = f64x2.splat(0);
  for (let a = 0; a < nSamples; a += BLOCK) {
    const b = min(nSamples, a + BLOCK);
    evaluateMean(sifter.pieces, MEANS, a, b);
    let from = MEANS;
    let at = samples + (<usize>a) * F64;
    for (const end = samples + (<usize>(b & ~1)) * F64; at < end; at += 16, from += 16) {
      const mean = v128.load(from);
      const sifted = f64x2.sub(v128.load(at), mean);
      v128.store(at, sifted);
      change = f64x2.add(change, f64x2.mul(mean, mean));
      energy = f64x2.add(energy, f64x2.mul(sifted, sifted));
    }
    if (b & 1) {
      const mean = load<f64>(from);
      const sifted = load<f64>(at) - mean;
      store<f64>(at, sifted);
      change = f64x2.add(change, f64x2.replace_lane(f64x2.splat(0), 0, mean * mean));
      energy = f64x2.add(energy, f64x2.replace_lane(f64x2.splat(0), 0, sifted * sifted));
    }
    if (a === 0) beginExtrema(sifter.next, samples);
    extendExtrema(sifter.next, samples, b);
  }
  finishExtrema(sifter.next, samples, nSamples);
  sifter.sums.change = sumOf(change);
  sifter.sums.energy = sumOf(energy);
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
