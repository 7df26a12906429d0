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
  const length = frames.nFft / 2;
  const values = frames.scratch;
  const bins = values + length * VECTOR;
  for (let block: usize = 0; block < nBlocks; block++) {
    nextPower<f32>(frames);
    let odd = fold(frames.power, length, folding, values);
    split<f32>(values, length / 4, folding.turns, bins);
    transformHalved<f32>(values, length, folding.turns, folding.twiddles, bins);
    v128.store(output, v128.load(values));
    v128.store(output, odd, VECTOR);
    output += COMPLEX;
    for (let pair: usize = 0; pair + 1 < folding.nPairs; pair++, output += COMPLEX) {
      const at = bins + load<u32>(folding.places + pair * sizeof<u32>());
      const sign = v128.load32_splat(folding.signs + pair * sizeof<f32>());
      odd = f32x4.sub(odd, f32x4.mul(sign, v128.load(at, VECTOR)));
      v128.store(output, v128.load(at));
      v128.store(output, odd, VECTOR);
    }
  }
}

/** Folds the power into `length` values; returns the autocorrelation at lag 1. */
function fold(power: usize, length: usize, folding: Folding, values: usize): v128 {
  const half = f32x4.splat(0.5);
  const first = v128.load(power);
  const last = v128.load(power + length * VECTOR);
  let odd = f32x4.mul(half, f32x4.sub(first, last));
  v128.store(values, f32x4.mul(half, f32x4.add(first, last)));
  let sine = folding.sines + sizeof<f32>();
  let cosine = folding.cosines + sizeof<f32>();
  const end = power + length * VECTOR;
  let mirrored = end - VECTOR;
  for (let at = power + VECTOR; at < end; at += VECTOR, mirrored -= VECTOR) {
    const value = v128.load(at);
    const other = v128.load(mirrored);
    const difference = f32x4.mul(v128.load32_splat(sine), f32x4.sub(value, other));
    values += VECTOR;
    v128.store(values, f32x4.sub(f32x4.mul(half, f32x4.add(value, other)), difference));
    odd = f32x4.add(odd, f32x4.mul(value, v128.load32_splat(cosine)));
    sine += sizeof<f32>();
    cosine += sizeof<f32>();
  }
  return odd;
}
