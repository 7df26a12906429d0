/**
 * Fundamental frequency by autocorrelation, frame by frame, divided by the autocorrelation of the window
 * (Boersma 1993, IFA Proceedings 17: 97-110, equations 8 and 9). No path search, no interpolation between lags.
 */
import { AudioError } from "../base/errors.ts";
import { correlationLength, createAutocorrelation } from "./autocorrelation.ts";
import { LANES, placeFolding, placeFrames } from "./kernel/frames.ts";
import { floatsAt, kernel, openArena } from "./kernel/kernel.ts";
import { memo } from "./memo.ts";
import { sourceOf } from "./source.ts";
import { createWindow } from "./window.ts";

export interface PitchSettings {
  /** Frame length in samples, even, more than twice maxLag. */
  readonly frameSamples: number;
  readonly hopSamples: number;
  /** Shortest period looked for, in samples. */
  readonly minLag: number;
  /** Longest period looked for, in samples. */
  readonly maxLag: number;
  /** Penalty per octave below the shortest period: of near equal peaks the highest pitch wins. */
  readonly octaveCost: number;
}

export interface PitchTrack {
  /** [frame], period in samples: a whole number from minLag to maxLag, also where nothing is voiced. */
  readonly lag: Float64Array;
  /** [frame], normalised autocorrelation at that lag: near 1 where periodic, 0 for digital silence. */
  readonly strength: Float64Array;
}

/** Frames that are gone through at a time. */
const FRAMES_AT_ONCE = 64;

/**
 * The best period of every frame; frame t is centred at sample t · hopSamples, zeros beyond both ends, windowed by
 * a symmetric Hann window.
 *
 * @throws AudioError if there are no samples
 */
export function autocorrelationPitch(
  samples: Float32Array | Float64Array,
  settings: PitchSettings,
): PitchTrack {
  if (samples.length === 0)
    throw new AudioError("the audio has no samples; expected at least one for the pitch.");
  const { frameSamples, hopSamples } = settings;
  const frames = 1 + Math.floor(samples.length / hopSamples);
  const lag = new Float64Array(frames);
  const strength = new Float64Array(frames);
  const source = sourceOf(samples);
  const follow = createPitchFollower(settings);
  for (let first = 0; first < frames; first += FRAMES_AT_ONCE) {
    const count = Math.min(FRAMES_AT_ONCE, frames - first);
    const chunk = new Float64Array((count - 1) * hopSamples + frameSamples);
    source.read(first * hopSamples - frameSamples / 2, chunk);
    follow(chunk, count, lag, strength, first);
  }
  return { lag, strength };
}

/** Writes the best periods of `count` frames, the first of which begins with the chunk, to lag[at] and on. */
export type PitchFollower = (
  chunk: Float32Array | Float64Array,
  count: number,
  lag: Float64Array,
  strength: Float64Array,
  at: number,
) => void;

/** Lags whose values in float32 come so near to the best are compared in float64; errors are below a tenth of it. */
const NEAR = 2e-5;
/** More such lags are not computed one by one, but by a transform in float64. */
const MAX_NEAR = 48;
/** Frames of less energy have spectra that float32 cannot hold. */
const MIN_ENERGY = 1e-20;

const autocorrelation = memo(createAutocorrelation);

/** [sample], and [lag], what makes up for the window's own fall from lag to lag. */
const windowTables = memo((frameSamples: number, maxLag: number) => {
  const window = createWindow("hann", frameSamples, "symmetric");
  const own = autocorrelation(frameSamples, maxLag)(window);
  return { window, inverseGain: Float64Array.from(own, (value) => own[0] / value) };
});

/** Autocorrelations in float32 tell which lags may be the best; what is written is float64. */
export function createPitchFollower(settings: PitchSettings): PitchFollower {
  const { frameSamples, hopSamples, minLag, maxLag, octaveCost } = settings;
  const correlate = autocorrelation(frameSamples, maxLag);
  const { window, inverseGain } = windowTables(frameSamples, maxLag);
  const penalty = Float64Array.from(inverseGain, (_, lag) => octaveCost * Math.log2(lag / minLag));
  const frame = new Float64Array(frameSamples);
  const near = new Int32Array(MAX_NEAR);

  /** Windowed; its energy. */
  const cut = (chunk: Float32Array | Float64Array, start: number): number => {
    let even = 0;
    let odd = 0;
    for (let n = 0; n < frameSamples; n += 2) {
      const a = chunk[start + n] * window[n];
      const b = chunk[start + n + 1] * window[n + 1];
      frame[n] = a;
      frame[n + 1] = b;
      even += a * a;
      odd += b * b;
    }
    return even + odd;
  };
  const followAll: PitchFollower = (chunk, count, lag, strength, at) => {
    for (let i = 0; i < count; i++) {
      cut(chunk, i * hopSamples);
      const r = correlate(frame);
      const scale = r[0] > 0 ? 1 / r[0] : 0;
      let best = Number.NEGATIVE_INFINITY;
      for (let candidate = minLag; candidate <= maxLag; candidate++) {
        const value = r[candidate] * scale * inverseGain[candidate];
        if (value - penalty[candidate] > best) {
          best = value - penalty[candidate];
          lag[at + i] = candidate;
          strength[at + i] = value;
        }
      }
    }
  };
  const gain32 = Float32Array.from(inverseGain);
  const penalty32 = Float32Array.from(penalty);
  const nPairs = Math.floor(maxLag / 2) + 1;
  const scores = new Float32Array(maxLag + 1);
  // the kernel's frames are longer, zero on both sides of the window
  const nFft = 2 * correlationLength(frameSamples, maxLag);
  const grid = {
    nFft,
    hopSamples,
    winSamples: frameSamples,
    window: "hann",
    symmetry: "symmetric",
    firstSample: (frameSamples - nFft) / 2,
  } as const;
  /** The lags that may be the best of a frame; -1 if they are too many. */
  const findNear = (r: Float32Array, from: number): number => {
    const scale = 1 / r[from];
    let best = Number.NEGATIVE_INFINITY;
    for (let candidate = minLag; candidate <= maxLag; candidate++) {
      const score = r[from + candidate * LANES.f32] * scale * gain32[candidate] - penalty32[candidate];
      scores[candidate] = score;
      if (score > best) best = score;
    }
    let count = 0;
    for (let candidate = minLag; candidate <= maxLag; candidate++) {
      if (scores[candidate] <= best - NEAR) continue;
      if (count === MAX_NEAR) return -1;
      near[count++] = candidate;
    }
    return count;
  };
  return (chunk, count, lag, strength, at) => {
    for (let first = 0; first < count; first += FRAMES_AT_ONCE) {
      const some = Math.min(FRAMES_AT_ONCE, count - first);
      const nBlocks = Math.ceil(some / LANES.f32);
      const arena = openArena();
      const frames = placeFrames(arena, "f32", chunk, grid, first, nBlocks);
      const folding = placeFolding(arena, "f32", nFft, nPairs);
      const size = nBlocks * 2 * nPairs * LANES.f32;
      const output = arena.reserve("f32", size);
      kernel().autocorrelations(frames, nBlocks, folding, output);
      const r = floatsAt(output, size);
      for (let i = 0; i < some; i++) {
        const block = Math.floor(i / LANES.f32);
        const t = first + i;
        const energy = cut(chunk, t * hopSamples);
        if (energy === 0) {
          lag[at + t] = minLag;
          strength[at + t] = 0;
          continue;
        }
        const found =
          energy < MIN_ENERGY ? -1 : findNear(r, block * 2 * nPairs * LANES.f32 + (i % LANES.f32));
        if (found <= 0) {
          followAll(chunk.subarray(t * hopSamples, t * hopSamples + frameSamples), 1, lag, strength, at + t);
          continue;
        }
        let best = Number.NEGATIVE_INFINITY;
        for (let k = 0; k < found; k++) {
          const candidate = near[k];
          const value = (productAt(frame, candidate) / energy) * inverseGain[candidate];
          if (value - penalty[candidate] > best) {
            best = value - penalty[candidate];
            lag[at + t] = candidate;
            strength[at + t] = value;
          }
        }
      }
    }
  };
}

/** Σ x[n] x[n + lag], four sums at a time. */
function productAt(x: Float64Array, lag: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const end = x.length - lag;
  let n = 0;
  for (; n + 3 < end; n += 4) {
    a += x[n] * x[n + lag];
    b += x[n + 1] * x[n + 1 + lag];
    c += x[n + 2] * x[n + 2 + lag];
    d += x[n + 3] * x[n + 3 + lag];
  }
  for (; n < end; n++) a += x[n] * x[n + lag];
  return a + b + (c + d);
}
