import { z } from "zod";
import { defineAugmentation } from "./augmentation.ts";
import { between } from "./between.ts";

const gainDb = z.number().min(-120).max(120);

export const gain = defineAugmentation({
  id: "gain",
  summary: "Makes the clip louder or softer by a random gain",
  params: z.strictObject({
    minDb: gainDb.default(-20).describe("lowest gain, dB"),
    maxDb: gainDb.default(10).describe("highest gain, dB"),
    clip: z.boolean().default(false).describe("cut off what leaves full scale, as a converter does"),
  }),
  apply({ samples, sampleRate }, { minDb, maxDb, clip }, random) {
    const factor = 10 ** (between("gain", { minDb, maxDb }, random) / 20);
    const most = clip ? 1 : Number.POSITIVE_INFINITY;
    return {
      samples: samples.map((sample) => Math.max(-most, Math.min(most, sample * factor))),
      sampleRate,
    };
  },
});
