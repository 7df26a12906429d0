import { z } from "zod";
import { defineAugmentation } from "./augmentation.ts";
import { between } from "./between.ts";

export const noise = defineAugmentation({
  id: "noise",
  summary: "Adds white Gaussian noise at a random level below the clip's own; silence stays silence",
  params: z.strictObject({
    minDb: z
      .number()
      .min(-40)
      .max(120)
      .default(15)
      .describe("lowest signal-to-noise ratio, dB re the clip's rms"),
    maxDb: z
      .number()
      .min(-40)
      .max(120)
      .default(35)
      .describe("highest signal-to-noise ratio, dB re the clip's rms"),
  }),
  apply({ samples, sampleRate }, { minDb, maxDb }, random) {
    const ratioDb = between("noise", { minDb, maxDb }, random);
    let energy = 0;
    for (const sample of samples) energy += sample * sample;
    const noiseRms = Math.sqrt(energy / Math.max(1, samples.length)) * 10 ** (-ratioDb / 20);
    return { samples: samples.map((sample) => sample + noiseRms * random.normal()), sampleRate };
  },
});
