/** Cuts off the quiet edges of a clip. */
import { type Signal, sourceOf } from "./source.ts";

const FRAME_S = 2048 / 24000;
const HOP_S = 512 / 24000;
const MARGIN_S = 0.05;
const FLOOR_POWER = 1e-10; // -100 dB re full scale: digital silence is one level, not -Infinity

/**
 * The part from 50 ms before the first frame to 50 ms after the last frame whose variance is above the loudest
 * frame's minus topDb: around the frame's mean, for a constant offset is no sound. A view into `samples`, not a copy. Frames are 85.3 ms long, one every 21.3 ms (2048 and 512
 * samples at 24 kHz), not centred, not reaching past the end.
 * A clip shorter than one frame, and digital silence, come back whole.
 *
 * @param sampleRate - Hz
 */
export function trimSilence(
  samples: Float32Array<ArrayBuffer>,
  sampleRate: number,
  topDb: number,
): Float32Array<ArrayBuffer> {
  const { from, to } = soundingPart(samples, sampleRate, topDb);
  return samples.subarray(from, to);
}

/** Frames whose levels are measured at a time. */
const FRAMES_AT_ONCE = 64;

/** One of so many frames is among the loudest that are named. */
const FRAMES_PER_LOUD = 64;

export interface SoundingPart {
  readonly from: number;
  /** Not included. */
  readonly to: number;
  /** The middles of the loudest frames, in samples, in order of time; of a part they need not be. */
  readonly loud: readonly number[];
}

/** Where `trimSilence` cuts. */
export function soundingPart(signal: Signal, sampleRate: number, topDb: number): SoundingPart {
  const { length, read } = sourceOf(signal);
  const frameSamples = Math.max(1, Math.round(FRAME_S * sampleRate));
  const hopSamples = Math.max(1, Math.round(HOP_S * sampleRate));
  if (length < frameSamples) return { from: 0, to: length, loud: [] };
  const frames = 1 + Math.floor((length - frameSamples) / hopSamples);
  const levels = new Float64Array(frames);
  const samples = new Float32Array((Math.min(frames, FRAMES_AT_ONCE) - 1) * hopSamples + frameSamples);
  for (let first = 0; first < frames; first += FRAMES_AT_ONCE) {
    read(first * hopSamples, samples);
    for (let frame = first; frame < Math.min(frames, first + FRAMES_AT_ONCE); frame++) {
      const start = (frame - first) * hopSamples;
      const power = varianceOf(samples, start, start + frameSamples);
      levels[frame] = 10 * Math.log10(Math.max(power, FLOOR_POWER));
    }
  }
  const threshold = levels.reduce((a, b) => Math.max(a, b)) - topDb;
  const first = levels.findIndex((level) => level > threshold);
  const last = levels.findLastIndex((level) => level > threshold);
  const margin = Math.round(MARGIN_S * sampleRate);
  const atLeast = levels.toSorted()[frames - Math.ceil(frames / FRAMES_PER_LOUD)];
  const silence = 10 * Math.log10(FLOOR_POWER);
  const loud: number[] = [];
  levels.forEach((level, frame) => {
    if (level >= atLeast && level > silence) loud.push(frame * hopSamples + Math.floor(frameSamples / 2));
  });
  return {
    from: Math.max(0, first * hopSamples - margin),
    to: Math.min(length, last * hopSamples + frameSamples + margin),
    loud,
  };
}

/** Mean square of the distances from the mean; four sums at a time, so that few additions wait for each other. */
function varianceOf(samples: Float32Array, from: number, to: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let n = from;
  for (; n + 3 < to; n += 4) {
    a += samples[n];
    b += samples[n + 1];
    c += samples[n + 2];
    d += samples[n + 3];
  }
  for (; n < to; n++) a += samples[n];
  const mean = (a + b + (c + d)) / (to - from);
  [a, b, c, d] = [0, 0, 0, 0];
  for (n = from; n + 3 < to; n += 4) {
    a += (samples[n] - mean) ** 2;
    b += (samples[n + 1] - mean) ** 2;
    c += (samples[n + 2] - mean) ** 2;
    d += (samples[n + 3] - mean) ** 2;
  }
  for (; n < to; n++) a += (samples[n] - mean) ** 2;
  return (a + b + (c + d)) / (to - from);
}
