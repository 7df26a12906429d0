import { defineFeature } from "file:///work/main/src/features/index.ts";
import { z } from "zod";
export const loudest = defineFeature({
  id: "loudest",
  summary: "largest magnitude",
  source: "nobody",
  version: 1,
  params: z.strictObject({}),
  axes: ["descriptor"],
  extract: ({ samples }) => ({
    axes: ["descriptor"],
    shape: [1],
    data: Float32Array.of(samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0)),
  }),
});
export const helper = 7;
