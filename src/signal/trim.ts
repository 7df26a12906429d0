/** Cuts off the quiet edges of a clip. */

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
  const frameSamples = Math.max(1, Math.round(FRAME_S * sampleRate));
  const hopSamples = Math.max(1, Math.round(HOP_S * sampleRate));
  if (samples.length < frameSamples) return samples;
  const levels: number[] = [];
  for (let start = 0; start + frameSamples <= samples.length; start += hopSamples) {
    let sum = 0;
    for (let n = start; n < start + frameSamples; n++) sum += samples[n];
    const mean = sum / frameSamples;
    let energy = 0;
    for (let n = start; n < start + frameSamples; n++) energy += (samples[n] - mean) ** 2;
    levels.push(10 * Math.log10(Math.max(energy / frameSamples, FLOOR_POWER)));
  }
  const threshold = levels.reduce((a, b) => Math.max(a, b)) - topDb;
  const first = levels.findIndex((level) => level > threshold);
  const last = levels.findLastIndex((level) => level > threshold);
  const margin = Math.round(MARGIN_S * sampleRate);
  return samples.subarray(
    Math.max(0, first * hopSamples - margin),
    Math.min(samples.length, last * hopSamples + frameSamples + margin),
  );
}
