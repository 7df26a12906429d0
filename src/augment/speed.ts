import { z } from "zod";
import { resample } from "../signal/resample.ts";
import { defineAugmentation } from "./augmentation.ts";

export const speed = defineAugmentation({
  id: "speed",
  summary: "Plays the clip faster or slower: tempo and pitch change together",
  params: z.strictObject({
    rate: z
      .number()
      .min(0.5)
      .max(2)
      .default(1.05)
      .describe("playing speed; above 1 is faster, higher and shorter"),
  }),
  deterministic: true,
  apply({ samples, sampleRate }, { rate }) {
    return { samples: resample(samples, Math.round(sampleRate * rate), sampleRate), sampleRate };
  },
});
