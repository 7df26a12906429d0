import { z } from "zod";
import { HARMONICITY_DEFAULTS, harmonicity } from "../signal/praat/harmonicity.ts";
import { PITCH_METHODS } from "../signal/praat/pitch-candidates.ts";
import { defineFeature } from "./feature.ts";
import { middleFrames } from "./layout.ts";
import { stepS } from "./praat-pitch.ts";

/** How many periods of the floor a frame is long, as Praat's forms have it. */
const PERIODS = { autocorrelation: 4.5, "cross-correlation": HARMONICITY_DEFAULTS.periodsPerFrame } as const;

/** Two rows: HNR, and whether the frame sounds (0 or 1). A silent frame has 0 in both. */
export const praatHarmonicity = defineFeature({
  id: "praat-harmonicity",
  summary: "Harmonics-to-noise ratio as Praat finds it: dB, and whether the frame sounds, per frame",
  source: "Boersma 1993, IFA Proceedings 17: 97-110; Praat's Sound: To Harmonicity (cc) and (ac)",
  params: z.strictObject({
    method: z
      .enum(PITCH_METHODS)
      .default(HARMONICITY_DEFAULTS.method)
      .describe("of a period with the next, or of a Gaussian-windowed frame with itself"),
    stepS,
    floorHz: z.number().min(20).max(2000).default(HARMONICITY_DEFAULTS.floorHz).describe("lowest pitch, Hz"),
    silenceThreshold: z
      .number()
      .min(0.0001)
      .max(1)
      .default(HARMONICITY_DEFAULTS.silenceThreshold)
      .describe("share of the loudest sample; frames of half of that and less are silent"),
  }),
  axes: ["descriptor", "frame"],
  formula: [
    "10 · log10(r / (1 - r)), r the highest correlation of the frame with itself a period later",
    "a silent frame has 0 in both rows; a clip shorter than a frame has one, about its middle",
  ].join("\n"),
  layout: (audio, params, [, frames]) => ({
    frames: middleFrames(audio, frames, params.stepS),
    parts: [
      {
        name: "HNR",
        scale: { name: "descriptor", unit: null, at: ["HNR"] },
        value: { name: "harmonics over noise", unit: "dB" },
      },
      {
        name: "sounding",
        scale: { name: "descriptor", unit: null, at: ["sounding"] },
        value: { name: "0 or 1", unit: null },
      },
    ],
  }),
  extract({ samples, sampleRate }, params) {
    const settings = { ...params, periodsPerFrame: PERIODS[params.method] };
    const { hnrDb, sounding } = harmonicity(samples, sampleRate, settings);
    const data = new Float32Array(2 * hnrDb.length);
    data.set(hnrDb);
    data.set(sounding, hnrDb.length);
    return { axes: ["descriptor", "frame"], shape: [2, hnrDb.length], data };
  },
});
