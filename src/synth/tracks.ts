/** What the vocal tract does, frame by frame: the targets of the timeline with the tongue's inertia. */
import type { Timeline } from "./timeline.ts";

/** Frames per second of every track. */
export const FRAME_RATE = 400;

/** All arrays are [frame]. */
export interface Tracks {
  readonly frames: number;
  /** F1, F2, F3, Hz, of an adult male. */
  readonly formantsHz: readonly [Float64Array, Float64Array, Float64Array];
  readonly voicing: Float64Array;
  readonly aspiration: Float64Array;
  readonly frication: Float64Array;
  readonly fricationHz: Float64Array;
  readonly fricationBandwidthHz: Float64Array;
  /** 0 open to 1 shut. */
  readonly closure: Float64Array;
  readonly nasality: Float64Array;
  readonly f0Hz: Float64Array;
}

export function createTracks(frames: number): Tracks {
  const track = (): Float64Array => new Float64Array(frames);
  return {
    frames,
    formantsHz: [track(), track(), track()],
    voicing: track(),
    aspiration: track(),
    frication: track(),
    fricationHz: track(),
    fricationBandwidthHz: track(),
    closure: track(),
    nasality: track(),
    f0Hz: track(),
  };
}

const FORMANT_MS = 14;
const VOICING_MS = 6;
const NOISE_MS = 2;
const NASALITY_MS = 10;

/** Tracks of a timeline; `f0Hz` is still to be filled. */
export function articulate(timeline: Timeline): Tracks {
  const frames = Math.ceil(timeline.totalS * FRAME_RATE) + 1;
  const tracks = createTracks(frames);
  let index = 0;
  for (let frame = 0; frame < frames; frame++) {
    while (index < timeline.spans.length - 1 && frame / FRAME_RATE >= timeline.spans[index].endS) index++;
    const { phase } = timeline.spans[index];
    for (let f = 0; f < 3; f++) tracks.formantsHz[f][frame] = phase.formantsHz[f];
    tracks.voicing[frame] = phase.voicing;
    tracks.aspiration[frame] = phase.aspiration;
    tracks.frication[frame] = phase.frication;
    tracks.fricationHz[frame] = phase.fricationHz;
    tracks.fricationBandwidthHz[frame] = phase.fricationBandwidthHz;
    tracks.closure[frame] = phase.closed ? 1 : 0;
    tracks.nasality[frame] = phase.nasality;
  }
  for (const formant of tracks.formantsHz) smooth(formant, FORMANT_MS);
  for (const track of [tracks.voicing, tracks.closure]) smooth(track, VOICING_MS);
  for (const track of [tracks.aspiration, tracks.frication]) smooth(track, NOISE_MS);
  smooth(tracks.nasality, NASALITY_MS);
  return tracks;
}

/** One-pole low pass forwards and backwards, in place: no delay, so targets are met in their middle. */
function smooth(track: Float64Array, timeConstantMs: number): void {
  const keep = Math.exp(-1000 / (timeConstantMs * FRAME_RATE));
  let state = track[0];
  for (let i = 0; i < track.length; i++) {
    state = track[i] + keep * (state - track[i]);
    track[i] = state;
  }
  for (let i = track.length - 1; i >= 0; i--) {
    state = track[i] + keep * (state - track[i]);
    track[i] = state;
  }
}
