/** Autocorrelations of blocks of frames: power spectra, transformed back. */
import { split, transformHalved } from "./fft";
import { COMPLEX, VECTOR } from "./lanes";
import { Frames, nextPower } from "./spectrum";

/**
 * Tables of the transform back of a power spectrum of nFft / 2 + 1 bins, which is real and even: a transform of N = nFft / 2
 * real values (Press et al. 2007, Numerical Recipes, section 12.4.2).
 */
@unmanaged
export class Folding {
  /** [k], k < N: sin(πk / N). */
  sines: usize;
  /** [k], k < N: cos(πk / N). */
  cosines: usize;
  /** Those of `transformHalved` for N values. */
  turns: usize;
  twiddles: usize;
  /** [bin - 1], u32: bytes from the first of the bins that `transformHalved` leaves to that bin. */
  places: usize;
  /** [bin - 1]: -1 for bins that lie there as their conjugates, else 1. */
  signs: usize;
  /** Of lags that are written, from 0 on: even and odd ones. */
  nPairs: usize;
}

/** Writes the autocorrelations of the next frames, all scaled alike, [block, lag, lane], in float32. */
export function autocorrelations(frames: Frames, nBlocks: usize, folding: Folding, output: usize): void {
  for (let block: usize = 0; block < nBlocks; block++, output += folding.nPairs * COMPLEX) {
    nextPower<f32>(frames);
    correlatePower<f32>(frames, folding, output);
  }
}

/** Transforms the power of the last block back: its autocorrelations, [lag, lane]. Its scratch is overwritten. */
@inline
export function correlatePower<T>(frames: Frames, folding: Folding, output: usize): void {
  const length = frames.nFft / 2;
  const values = frames.scratch;
  const bins = values + length * VECTOR;
  let odd = fold<T>(frames.power, length, folding, values);
  split<T>(values, length / 4, folding.turns, bins);
  transformHalved<T>(values, length, folding.turns, folding.twiddles, bins);
  v128.store(output, v128.load(values));
  v128.store(output, odd, VECTOR);
  for (let pair: usize = 0; pair + 1 < folding.nPairs; pair++) {
    output += COMPLEX;
    const at = bins + load<u32>(folding.places + pair * sizeof<u32>());
    const sign = v128.load_splat<T>(folding.signs + pair * sizeof<T>());
    odd = v128.sub<T>(odd, v128.mul<T>(sign, v128.load(at, VECTOR)));
    v128.store(output, v128.load(at));
    v128.store(output, odd, VECTOR);
  }
}

/** Folds the power into `length` values; returns the autocorrelation at lag 1. */
function fold<T>(power: usize, length: usize, folding: Folding, values: usize): v128 {
  const half = v128.splat<T>(<T>0.5);
  const first = v128.load(power);
  const last = v128.load(power + length * VECTOR);
  let odd = v128.mul<T>(half, v128.sub<T>(first, last));
  v128.store(values, v128.mul<T>(half, v128.add<T>(first, last)));
  let sine = folding.sines + sizeof<T>();
  let cosine = folding.cosines + sizeof<T>();
  const end = power + length * VECTOR;
  let mirrored = end - VECTOR;
  for (let at = power + VECTOR; at < end; at += VECTOR, mirrored -= VECTOR) {
    const value = v128.load(at);
    const other = v128.load(mirrored);
    const difference = v128.mul<T>(v128.load_splat<T>(sine), v128.sub<T>(value, other));
    values += VECTOR;
    v128.store(values, v128.sub<T>(v128.mul<T>(half, v128.add<T>(value, other)), difference));
    odd = v128.add<T>(odd, v128.mul<T>(value, v128.load_splat<T>(cosine)));
    sine += sizeof<T>();
    cosine += sizeof<T>();
  }
  return odd;
}
