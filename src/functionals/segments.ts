import { defineFunctional } from "./functional.ts";

export const segments = defineFunctional({
  id: "segments",
  summary:
    "stretches of frames that count: how many per second, and mean and deviation of their length in seconds; 0 where there is none",
  source: "VoicedSegmentsPerSec and MeanVoicedSegmentLengthSec of Eyben et al. 2016 (GeMAPS)",
  names: ["segments_per_s", "segment_s_mean", "segment_s_sd"],
  of: "mask",
  units: () => ["1/s", "s", "s"],
  compute(run, into, at) {
    const { frames, frameRateHz } = run;
    let count = 0;
    let length = 0;
    let sum = 0;
    let squares = 0; // of whole numbers: exact
    for (let frame = 0; frame <= frames; frame++) {
      if (frame < frames && run.counts(frame)) {
        length++;
        continue;
      }
      if (length === 0) continue;
      count++;
      sum += length;
      squares += length * length;
      length = 0;
    }
    const mean = count === 0 ? 0 : sum / count;
    into[at] = (count / frames) * frameRateHz;
    into[at + 1] = mean / frameRateHz;
    into[at + 2] = count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean)) / frameRateHz;
  },
});
