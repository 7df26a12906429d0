import { defineFunctional } from "./functional.ts";

/** A gap of one frame does not end a stretch. */
const SHORTEST_GAP = 2;

/** From the first to the last frame, in frames. */
const SHORTEST_LENGTH = 2;

export const bridgedSegments = defineFunctional({
  id: "bridged-segments",
  summary:
    "stretches of at least three frames that count, gaps of one frame bridged: how many per second, and mean and deviation of the time in seconds from the first frame to the last, for a stretch at the end to the last but one; 0 where there is none",
  source:
    "VoicedSegmentsPerSec, MeanVoicedSegmentLengthSec, MeanUnvoicedSegmentLength of openSMILE 3.0 (GeMAPS)",
  names: ["bridged_segments_per_s", "bridged_segment_s_mean", "bridged_segment_s_sd"],
  of: "mask",
  units: () => ["1/s", "s", "s"],
  compute(run, into, at) {
    const { frames, frameRateHz } = run;
    let count = 0;
    let sum = 0;
    let squares = 0; // of whole numbers: exact
    let first = -1;
    let last = -1;
    for (let frame = 0; frame <= frames + SHORTEST_GAP; frame++) {
      if (frame < frames && run.counts(frame)) {
        if (first < 0) first = frame;
        last = frame;
        continue;
      }
      if (first < 0 || frame - last < SHORTEST_GAP) continue;
      const length = Math.min(last, frames - 2) - first;
      first = -1;
      if (length < SHORTEST_LENGTH) continue;
      count++;
      sum += length;
      squares += length * length;
    }
    const mean = count === 0 ? 0 : sum / count;
    into[at] = frames < 2 ? 0 : (count / (frames - 1)) * frameRateHz;
    into[at + 1] = mean / frameRateHz;
    into[at + 2] = count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean)) / frameRateHz;
  },
});
