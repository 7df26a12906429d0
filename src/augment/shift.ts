import { z } from "zod";
import { defineAugmentation } from "./augmentation.ts";

export const shift = defineAugmentation({
  id: "shift",
  summary: "Moves the clip in time by a random amount, either way; zeros fill the gap, the length stays",
  params: z.strictObject({
    maxMs: z.number().min(0).max(60_000).default(200).describe("largest shift either way, milliseconds"),
  }),
  apply({ samples, sampleRate }, { maxMs }, random) {
    const most = Math.round((maxMs / 1000) * sampleRate);
    const by = random.integer(2 * most + 1) - most;
    const shifted = new Float32Array(samples.length);
    if (by >= 0)
      shifted.set(samples.subarray(0, Math.max(0, samples.length - by)), Math.min(by, samples.length));
    else shifted.set(samples.subarray(-by));
    return { samples: shifted, sampleRate };
  },
});
