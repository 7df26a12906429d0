import { z } from "zod";
import { VOICE_FORMANT_DEFAULTS, voiceFormants } from "../signal/praat/voice-formants.ts";
import { defineFeature, type Feature } from "./feature.ts";
import { counting, type FeaturePart, middleFrames } from "./layout.ts";

/** Frequencies F1 to the last, then bandwidths B1 to the last; 0 where a frame has fewer, in silence all. */
export const praatFormants = defineFeature({
  id: "praat-formants",
  summary:
    "Formants by Burg's linear prediction as Praat finds them: frequencies and bandwidths (Hz) per frame",
  source: "Praat's Sound: To Formant (burg); Burg's method after Marple 1980, IEEE Trans. ASSP 28: 441-454",
  params: z.strictObject({
    maxFormants: z
      .int()
      .min(1)
      .max(12)
      .default(VOICE_FORMANT_DEFAULTS.maxFormants)
      .describe("as many pole pairs are sought"),
    ceilingHz: z
      .number()
      .min(500)
      .max(20_000)
      .default(VOICE_FORMANT_DEFAULTS.ceilingHz)
      .describe(
        "highest formant, Hz: 5000 for men, 5500 for women, 8000 for children; the sound is brought to twice that",
      ),
    frameS: z
      .number()
      .min(0.005)
      .max(0.5)
      .default(VOICE_FORMANT_DEFAULTS.frameS)
      .describe("effective frame length, seconds: half of the Gaussian window"),
    stepS: z
      .number()
      .min(0.0005)
      .max(1)
      .default(VOICE_FORMANT_DEFAULTS.stepS)
      .describe("from frame to frame, seconds"),
    preEmphasisFromHz: z
      .number()
      .min(1)
      .max(20_000)
      .default(VOICE_FORMANT_DEFAULTS.preEmphasisFromHz)
      .describe("6 dB per octave from here on, Hz"),
  }),
  axes: ["descriptor", "frame"],
  formula: [
    "poles z of the predictor: F = arg z · fs / 2π, B = |ln |z|| · fs / π, F from 50 Hz to 50 Hz below the ceiling",
    "0 where a frame has fewer, in silence all; a clip shorter than a frame has one, about its middle",
  ].join("\n"),
  layout: (audio, { maxFormants, stepS }, [, frames]) => ({
    frames: middleFrames(audio, frames, stepS),
    parts: [
      ...counting(1, maxFormants).map(
        (k): FeaturePart => ({
          name: `F${k}`,
          scale: { name: "formant", unit: null, at: [`F${k}`] },
          value: { name: "frequency", unit: "Hz", kind: "frequency" },
        }),
      ),
      {
        name: "bandwidths",
        stem: "",
        scale: { name: "formant", unit: null, at: counting(1, maxFormants).map((k) => `B${k}`) },
        value: { name: "bandwidth", unit: "Hz" },
      },
    ],
  }),
  extract({ samples, sampleRate }, params): Feature {
    const { frames, hz, bandwidthHz } = voiceFormants(samples, sampleRate, params);
    const data = new Float32Array(2 * hz.length);
    data.set(hz);
    data.set(bandwidthHz, hz.length);
    return { axes: ["descriptor", "frame"], shape: [2 * params.maxFormants, frames], data };
  },
});
