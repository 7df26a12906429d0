/** The course of pitch through the candidates of all frames: the one of the least cost (Viterbi). */
import type { Candidates } from "./subharmonic-pitch.ts";

export interface PitchTrackSettings {
  /** A candidate that stands out by less is rather noise. */
  readonly minVoicing: number;
  /** Cost of a candidate's distance from a clear voice, from 0 to 1. */
  readonly weak: number;
  /** Cost of a voice below minVoicing, and of silence above it. */
  readonly threshold: number;
  /** Cost of an octave from frame to frame. */
  readonly step: number;
  /** Cost of going from voiced to unvoiced or back. */
  readonly change: number;
}

/**
 * F0 of every frame in Hz, 0 where unvoiced.
 *
 * @param candidates - so many per frame
 */
export function trackPitch(
  { hz, voicing }: Candidates,
  candidates: number,
  { minVoicing, weak, threshold, step, change }: PitchTrackSettings,
): Float64Array {
  const frames = hz.length / candidates;
  const states = candidates + 1; // the last one is unvoiced
  const octave = hz.map((one) => (one > 0 ? Math.log2(one) : 0));
  const from = new Uint8Array(frames * states);
  let cost = new Float64Array(states);
  let before = new Float64Array(states);
  for (let frame = 0; frame < frames; frame++) {
    [before, cost] = [cost, before];
    const at = frame * candidates;
    for (let state = 0; state < states; state++) {
      const isVoiced = state < candidates;
      const clear = isVoiced ? voicing[at + state] : voicing[at];
      const isDoubtful = isVoiced ? clear < minVoicing : clear >= minVoicing;
      const local =
        isVoiced && hz[at + state] === 0
          ? Number.POSITIVE_INFINITY
          : (isVoiced ? weak * (1 - clear) : 0) + (isDoubtful ? threshold : 0);
      let best = Number.POSITIVE_INFINITY;
      for (let last = 0; last < states; last++) {
        if (frame === 0 && last > 0) break;
        let move = 0;
        if (frame > 0) {
          const wasVoiced = last < candidates;
          if (wasVoiced !== isVoiced) move = change;
          else if (wasVoiced) move = step * Math.abs(octave[at + state] - octave[at - candidates + last]);
        }
        const total = before[last] + move;
        if (total < best) {
          best = total;
          from[frame * states + state] = last;
        }
      }
      cost[state] = frame === 0 ? local : best + local;
    }
  }
  const track = new Float64Array(frames);
  let state = cost.indexOf(cost.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY));
  for (let frame = frames - 1; frame >= 0; frame--) {
    if (state < candidates) track[frame] = hz[frame * candidates + state];
    state = from[frame * states + state];
  }
  return track;
}
