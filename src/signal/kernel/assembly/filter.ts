/** Filters of many taps, by transforms of overlapping frames (Stockham 1966, AFIPS Proceedings 28: 229-233). */
import { untransformHalved } from "./fft";
import { COMPLEX, VECTOR } from "./lanes";
import { Frames, nextSpectrum } from "./spectrum";

/**
 * Filters frames by a real response and writes `count` of their samples in float32, [frame, sample]: that at `first` and every
 * `step`-th after it. It reckons in float64, two frames a block.
 *
 * @param response - [bin], nFft / 2 + 1 of them, over nFft / 2; the first and the last are half as large
 */
export function filterFrames(
  frames: Frames,
  nBlocks: usize,
  response: usize,
  first: usize,
  step: usize,
  count: usize,
  output: usize,
): void {
  const length = frames.nFft;
  const values = frames.scratch;
  const bins = values + length * VECTOR;
  const nPlaces = length / 2 - 1;
  const row = count * sizeof<f32>();
  for (let block: usize = 0; block < nBlocks; block++, output += row) {
    nextSpectrum<f64>(frames);
    weigh(values, response);
    weigh(values + VECTOR, response + (length / 2) * sizeof<f64>());
    for (let place: usize = 0; place < nPlaces; place++) {
      // the order is in bytes of vectors, twice those of numbers
      const weight = response + (load<u32>(frames.order + place * sizeof<u32>()) >> 1);
      weigh(bins + place * COMPLEX, weight);
      weigh(bins + place * COMPLEX + VECTOR, weight);
    }
    untransformHalved<f64>(values, length, frames.turns, frames.twiddles, bins);
    let at = values + first * VECTOR;
    for (const end = output + row; output < end; output += sizeof<f32>(), at += step * VECTOR) {
      const value = f32x4.demote_f64x2_zero(v128.load(at));
      v128.store_lane<f32>(output, value, 0);
      v128.store_lane<f32>(output + row, value, 1);
    }
  }
}

@inline
function weigh(at: usize, weight: usize): void {
  v128.store(at, f64x2.mul(v128.load(at), v128.load64_splat(weight)));
}
