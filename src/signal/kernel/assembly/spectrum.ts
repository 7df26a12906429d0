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

/** Transforms the next block of frames and goes on to the one after it. */
@inline
export function nextSpectrum<T>(frames: Frames): void {
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
  frames.samples += lanes<T>() * frames.hopBytes;
}

/** Writes the power of the next block of frames and goes on to the one after it. */
@inline
export function nextPower<T>(frames: Frames): void {
  nextSpectrum<T>(frames);
  const nFft = frames.nFft;
  const values = frames.scratch;
  const power = frames.power;
  v128.store(power, squared<T>(v128.load(values)));
  v128.store(power + (nFft / 2) * VECTOR, squared<T>(v128.load(values, VECTOR)));
  orderPower<T>(values + nFft * VECTOR, nFft / 2 - 1, frames.order, power);
}

/** [bin, lane] -> [lane, bin]. */
export function splitLanes(power: usize, row: usize, rowBytes: usize): void {
  for (const end = row + rowBytes; row < end; row += sizeof<f64>(), power += VECTOR) {
    const pair = v128.load(power);
    v128.store_lane<f64>(row, pair, 0);
    v128.store_lane<f64>(row + rowBytes, pair, 1);
  }
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

/** The lowest bins of a spectrum, up to all of them. The first and the very last are real, and lie where values 0 and 1 were. */
@unmanaged
export class LowBins {
  count: usize;
  /** [bin - 1], u32: bytes from the first of the bins that `transformHalved` leaves to that bin. */
  places: usize;
  /** [bin - 1]: -1 for bins that lie there as their conjugates, else 1. */
  signs: usize;
}

/** Writes the lowest bins of the last block in float32, [part of bin, lane], rows that are `rowBytes` apart. */
export function writeLowBins(frames: Frames, low: LowBins, real: usize, rowBytes: usize): void {
  const bins = frames.scratch + frames.nFft * VECTOR;
  let imaginary = real + low.count * rowBytes;
  v128.store_lane<f64>(real, f32x4.demote_f64x2_zero(v128.load(frames.scratch)), 0);
  v128.store_lane<f64>(imaginary, f64x2.splat(0), 0);
  const end = min(low.count, frames.nFft / 2) - 1;
  for (let k: usize = 0; k < end; k++) {
    real += rowBytes;
    imaginary += rowBytes;
    const at = bins + load<u32>(low.places + k * sizeof<u32>());
    const im = f64x2.mul(v128.load64_splat(low.signs + k * sizeof<f64>()), v128.load(at, VECTOR));
    v128.store_lane<f64>(real, f32x4.demote_f64x2_zero(v128.load(at)), 0);
    v128.store_lane<f64>(imaginary, f32x4.demote_f64x2_zero(im), 0);
  }
  if (low.count <= frames.nFft / 2) return;
  v128.store_lane<f64>(real + rowBytes, f32x4.demote_f64x2_zero(v128.load(frames.scratch, VECTOR)), 0);
  v128.store_lane<f64>(imaginary + rowBytes, f64x2.splat(0), 0);
}
