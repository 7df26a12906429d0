/** Power spectra of blocks of frames: cut, windowed, transformed. */
import { transform } from "./fft";
import { COMPLEX, lanes, VECTOR } from "./lanes";

/** Where the frames of a chunk of audio and the tables of their transform lie. */
@unmanaged
export class Frames {
  /** The first sample of the first frame of the next block. */
  samples: usize;
  hopBytes: usize;
  nFft: usize;
  /** [sample], half the window. */
  window: usize;
  /** Those of `transform`. */
  twiddles: usize;
  /** [k, part], exp(-2πik / nFft), k <= nFft / 4. */
  turns: usize;
  /** [k], k <= nFft / 2: bytes from bin 0 to bin k (of nFft / 2, so that the last is the first) after `transform`. */
  order: usize;
  /** nFft vectors. */
  scratch: usize;
  /** |X|² of the last block, [bin, lane], bins 0 to nFft / 2. */
  power: usize;
}

/** Writes the power of the next block of frames and goes on to the one after it. */
@inline
export function nextPower<T>(frames: Frames): void {
  const half = frames.nFft / 2;
  if (sizeof<T>() === 4) cutBlock32(frames.samples, frames.hopBytes, frames.nFft, frames.window, frames.scratch);
  else cutBlock64(frames.samples, frames.hopBytes, frames.nFft, frames.window, frames.scratch);
  transform<T>(frames.scratch, half, frames.twiddles);
  unpack<T>(frames.scratch, half, frames.turns, frames.order, frames.power);
  frames.samples += lanes<T>() * frames.hopBytes;
}

/** window · samples of four frames -> [n, part, lane]: even samples are real parts, odd ones imaginary. */
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

/** The same of two frames. */
function cutBlock64(samples: usize, hopBytes: usize, nFft: usize, window: usize, values: usize): void {
  const end = window + nFft * sizeof<f64>();
  for (; window < end; window += VECTOR, samples += VECTOR, values += COMPLEX) {
    const weights = v128.load(window);
    const a = f64x2.mul(v128.load(samples), weights);
    const b = f64x2.mul(v128.load(samples + hopBytes), weights);
    v128.store(values, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(values, v128.shuffle<f64>(a, b, 1, 3), VECTOR);
  }
}

/**
 * |X|² from the transform Z of z[n] = x[2n] + i x[2n + 1], h = nFft / 2 values:
 * 2 X[k] = E + exp(-2πik / nFft) O with E = Z[k] + Z*[h - k], O = -i (Z[k] - Z*[h - k]). The 2 is in the window.
 */
function unpack<T>(values: usize, half: usize, turns: usize, order: usize, power: usize): void {
  let low = power;
  let high = power + half * VECTOR;
  let forward = order;
  let backward = order + half * sizeof<u32>();
  for (; low <= high; low += VECTOR, high -= VECTOR, forward += sizeof<u32>(), backward -= sizeof<u32>()) {
    const k = values + load<u32>(forward);
    const j = values + load<u32>(backward);
    const kr = v128.load(k);
    const ki = v128.load(k, VECTOR);
    const jr = v128.load(j);
    const ji = v128.load(j, VECTOR);
    const c = v128.load_splat<T>(turns);
    const s = v128.load_splat<T>(turns, sizeof<T>());
    turns += 2 * sizeof<T>();
    const evenR = v128.add<T>(kr, jr);
    const evenI = v128.sub<T>(ki, ji);
    const oddR = v128.add<T>(ki, ji);
    const oddI = v128.sub<T>(jr, kr);
    const turnedR = v128.sub<T>(v128.mul<T>(oddR, c), v128.mul<T>(oddI, s));
    const turnedI = v128.add<T>(v128.mul<T>(oddI, c), v128.mul<T>(oddR, s));
    v128.store(low, squared<T>(v128.add<T>(evenR, turnedR), v128.add<T>(evenI, turnedI)));
    v128.store(high, squared<T>(v128.sub<T>(evenR, turnedR), v128.sub<T>(turnedI, evenI)));
  }
}

@inline
function squared<T>(re: v128, im: v128): v128 {
  return v128.add<T>(v128.mul<T>(re, re), v128.mul<T>(im, im));
}
