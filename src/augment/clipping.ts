import { z } from "zod";
import { defineAugmentation } from "./augmentation.ts";
import { between } from "./between.ts";

const share = z.number().min(0).max(0.5);

export const clipping = defineAugmentation({
  id: "clipping",
  summary:
    "Cuts off what is louder than a random share of the samples, as a microphone that is driven too hard",
  params: z.strictObject({
    minShare: share.default(0.001).describe("lowest share of the samples that is cut off"),
    maxShare: share.default(0.01).describe("highest share of the samples that is cut off"),
  }),
  apply({ samples, sampleRate }, { minShare, maxShare }, random) {
    const cut = Math.floor(between("clipping", { minShare, maxShare }, random) * samples.length);
    const magnitudes = samples.map(Math.abs).sort();
    const most = magnitudes[magnitudes.length - 1 - cut] ?? 0;
    return { samples: samples.map((sample) => Math.max(-most, Math.min(most, sample))), sampleRate };
  },
});
