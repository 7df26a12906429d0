/** Which frames have nothing to hear: trackers find a pitch in any noise, and pictures should not show it. */
import type { Audio } from "../audio/audio.ts";
import type { FrameScale } from "../features/layout.ts";

/** The level of a frame is taken over this length. */
const WINDOW_S = 0.04;
/** So far below the loudest window nobody speaks. */
const QUIET_DB = 40;

/** Of every frame, whether it is quiet; of silence all are. */
export function quietFrames({ samples, sampleRate }: Audio, frames: FrameScale, count: number): boolean[] {
  const half = Math.max(1, Math.round((WINDOW_S * sampleRate) / 2));
  const sums = new Float64Array(samples.length + 1);
  for (let i = 0; i < samples.length; i++) sums[i + 1] = sums[i] + samples[i] ** 2;
  const powerAt = (seconds: number): number => {
    const middle = Math.round(seconds * sampleRate);
    const first = Math.min(samples.length, Math.max(0, middle - half));
    const end = Math.min(samples.length, Math.max(first, middle + half));
    return (sums[end] - sums[first]) / (2 * half);
  };
  const powers = Array.from({ length: count }, (_, frame) => powerAt(frames.first + frame * frames.step));
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  return powers.map((power) => power <= loudest * 10 ** (-QUIET_DB / 10));
}
