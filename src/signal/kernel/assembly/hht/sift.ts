/** Sifting (Huang et al. 1998), as emd.sift.get_next_imf (0.8.1) does it by default. */
import { F64, findExtrema, Knots } from "./knots";
import { mirrorKnots } from "./mirror";
import { evaluateSpline, fitSpline } from "./spline";

/** The arrays of a sift, by their addresses. */
@unmanaged
export class Sifter {
  maxima: Knots;
  minima: Knots;
  /** [knot] */
  curvature: usize;
  ratio: usize;
  /** [sample] */
  upper: usize;
  lower: usize;
}

/** Whether the samples have two maxima and two minima; these are then in the sifter. */
export function hasModes(sifter: Sifter, samples: usize, nSamples: i32): bool {
  findExtrema(samples, nSamples, sifter.maxima, sifter.minima);
  return sifter.maxima.count > 1 && sifter.minima.count > 1;
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
    mirrorKnots(samples, nSamples, sifter.maxima, sifter.minima);
    fitSpline(sifter.maxima, sifter.curvature, sifter.ratio);
    evaluateSpline(sifter.maxima, sifter.curvature, sifter.upper, nSamples);
    fitSpline(sifter.minima, sifter.curvature, sifter.ratio);
    evaluateSpline(sifter.minima, sifter.curvature, sifter.lower, nSamples);
    if (subtractMean(samples, sifter.upper, sifter.lower, nSamples) < sdThreshold) return true;
  } while (hasModes(sifter, samples, nSamples));
  return true;
}

/** Takes (upper + lower) / 2 away from the samples; returns the energy of that over theirs. */
function subtractMean(samples: usize, upper: usize, lower: usize, nSamples: i32): f64 {
  let change = f64x2.splat(0);
  let energy = f64x2.splat(0);
  const half = f64x2.splat(0.5);
  const end = samples + (<usize>(nSamples & ~1)) * F64;
  while (samples < end) {
    const mean = f64x2.mul(half, f64x2.add(v128.load(upper), v128.load(lower)));
    const sifted = f64x2.sub(v128.load(samples), mean);
    v128.store(samples, sifted);
    change = f64x2.add(change, f64x2.mul(mean, mean));
    energy = f64x2.add(energy, f64x2.mul(sifted, sifted));
    samples += 2 * F64;
    upper += 2 * F64;
    lower += 2 * F64;
  }
  let sumOfChange = sumOf(change);
  let sumOfEnergy = sumOf(energy);
  if (nSamples & 1) {
    const mean = 0.5 * (load<f64>(upper) + load<f64>(lower));
    const sifted = load<f64>(samples) - mean;
    store<f64>(samples, sifted);
    sumOfChange += mean * mean;
    sumOfEnergy += sifted * sifted;
  }
  return sumOfChange / sumOfEnergy;
}

/** What is left of a signal: its absolute values added up, and its energy. */
@unmanaged
export class Rest {
  absolute: f64;
  energy: f64;
}

/** Adds the mode to the sum of all modes so far and writes what is left of the signal. */
export function remove(signal: usize, sum: usize, mode: usize, residual: usize, nSamples: i32, rest: Rest): void {
  let absolute = f64x2.splat(0);
  let energy = f64x2.splat(0);
  for (const end = mode + (<usize>(nSamples & ~1)) * F64; mode < end; mode += 2 * F64) {
    const total = f64x2.add(v128.load(sum), v128.load(mode));
    const left = f64x2.sub(v128.load(signal), total);
    v128.store(sum, total);
    v128.store(residual, left);
    absolute = f64x2.add(absolute, f64x2.abs(left));
    energy = f64x2.add(energy, f64x2.mul(left, left));
    sum += 2 * F64;
    signal += 2 * F64;
    residual += 2 * F64;
  }
  rest.absolute = sumOf(absolute);
  rest.energy = sumOf(energy);
  if (nSamples & 1) {
    const total = load<f64>(sum) + load<f64>(mode);
    const left = load<f64>(signal) - total;
    store<f64>(sum, total);
    store<f64>(residual, left);
    rest.absolute += abs(left);
    rest.energy += left * left;
  }
}

@inline
function sumOf(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
}
