import { z } from "zod";
import { defineAugmentation } from "./augmentation.ts";

const seconds = z.number().min(0).max(60).default(0.5);

export const silence = defineAugmentation({
  id: "silence",
  summary: "Puts digital silence before and behind the clip; nothing stays nothing",
  params: z.strictObject({
    beforeS: seconds.describe("before the clip, seconds"),
    afterS: seconds.describe("behind the clip, seconds"),
  }),
  deterministic: true,
  apply({ samples, sampleRate }, { beforeS, afterS }) {
    if (samples.length === 0) return { samples: samples.slice(), sampleRate };
    const before = Math.round(beforeS * sampleRate);
    const longer = new Float32Array(before + samples.length + Math.round(afterS * sampleRate));
    longer.set(samples, before);
    return { samples: longer, sampleRate };
  },
});
