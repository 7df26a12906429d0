/** Power spectra of blocks of frames: cut, windowed, transformed. */
import { split, splitFrames64, transformHalved } from "./fft";
import { COMPLEX, lanes, VECTOR } from "./lanes";

/** Where the frames of a chunk of audio and the tables of their transform lie. */
@unmanaged
export class Frames {
  /** The first sample of the first frame of the next block. */
  samples: usize;
  hopBytes: usize;
  nFft: usize;
  /** [sample] */
  window: usize;
  /** Those of `transformHalved`. */
  turns: usize;
  twiddles: usize;
  /** [place]: bytes from the power of bin 0 to that of the bin that `transformHalved` puts there, nFft / 2 - 1 places. */
  order: usize;
  /** [sample, lane], then [bin, part, lane]: 2 nFft vectors. */
  scratch: usize;
  /** |X|² of the last block, [bin, lane], bins 0 to nFft / 2. */
  power: usize;
}

/** Writes the power of the next block of frames and goes on to the one after it. */
@inline
export function nextPower<T>(frames: Frames): void {
  const nFft = frames.nFft;
  const values = frames.scratch;
  const bins = values + nFft * VECTOR;
  if (sizeof<T>() === 4) {
    cutBlock32(frames.samples, frames.hopBytes, nFft, frames.window, values);
    split<f32>(values, nFft / 4, frames.turns, bins);
  } else {
    splitFrames64(frames.samples, frames.hopBytes, frames.window, values, nFft / 4, frames.turns, bins);
  }
  transformHalved<T>(values, nFft, frames.turns, frames.twiddles, bins);
  const power = frames.power;
  v128.store(power, squared<T>(v128.load(values)));
  v128.store(power + (nFft / 2) * VECTOR, squared<T>(v128.load(values, VECTOR)));
  orderPower<T>(bins, nFft / 2 - 1, frames.order, power);
  frames.samples += lanes<T>() * frames.hopBytes;
}

/** window · samples of four frames -> [sample, lane]. */
function cutBlock32(samples: usize, hopBytes: usize, nFft: usize, window: usize, values: usize): void {
  const end = window + nFft * sizeof<f32>();
  for (; window < end; window += VECTOR, samples += VECTOR, values += 2 * COMPLEX) {
    const weights = v128.load(window);
    let frame = samples;
    const a = f32x4.mul(v128.load(frame), weights);
    frame += hopBytes;
    const b = f32x4.mul(v128.load(frame), weights);
    frame += hopBytes;
    const c = f32x4.mul(v128.load(frame), weights);
    frame += hopBytes;
    const d = f32x4.mul(v128.load(frame), weights);
    const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(values, v128.shuffle<f64>(abLow, cdLow, 0, 2));
    v128.store(values, v128.shuffle<f64>(abLow, cdLow, 1, 3), VECTOR);
    v128.store(values, v128.shuffle<f64>(abHigh, cdHigh, 0, 2), COMPLEX);
    v128.store(values, v128.shuffle<f64>(abHigh, cdHigh, 1, 3), COMPLEX + VECTOR);
  }
}

/** Writes |X|² of [place, part, lane] to where `order` says. */
function orderPower<T>(bins: usize, nPlaces: usize, order: usize, power: usize): void {
  for (const end = order + nPlaces * sizeof<u32>(); order < end; order += sizeof<u32>(), bins += COMPLEX) {
    const re = squared<T>(v128.load(bins));
    v128.store(power + load<u32>(order), v128.add<T>(re, squared<T>(v128.load(bins, VECTOR))));
  }
}

@inline
function squared<T>(value: v128): v128 {
  return v128.mul<T>(value, value);
}
