import { z } from "zod";
import { AudioError } from "../base/errors.ts";
import { defineFeature } from "./feature.ts";
import { analyseWide } from "./wide/analysis.ts";
import { WIDE_TABLES, wideNumbers } from "./wide/table.ts";

/**
 * Defined for every clip that has a sample: one that is shorter than a frame is continued with zeros. Where no frame counts (a
 * clip without voice has no voiced frame) numbers are 0.
 */
export const wide = defineFeature({
  id: "wide",
  summary:
    "5884 functionals of 70 series and their Δ: loudness, auditory bands, spectral shape, MFCC, pitch, voice, formants",
  source:
    "Schuller et al. 2016, Interspeech (ComParE); Weninger et al. 2013, Frontiers in Psychology 4: 292; openSMILE 3.0 for the conventions",
  params: z.strictObject({}),
  axes: ["descriptor"],
  formula:
    "functionals of series of 20 ms frames (Hamming; pitch 60 ms, Gauss), averaged over three, and of their slope over five; see docs/wide.md",
  layout: () => ({
    frames: null,
    parts: WIDE_TABLES.map(({ title, columns }) => ({
      name: title,
      scale: { name: "number", unit: null, at: columns.map(({ name }) => name) },
      value: { name: "value", unit: null },
      columns,
    })),
  }),
  extract({ samples, sampleRate }) {
    if (samples.length === 0) throw new AudioError("the audio has no sample.", "Leave the empty clip out.");
    const data = Float32Array.from(wideNumbers(analyseWide(samples, sampleRate)));
    return { axes: ["descriptor"], shape: [data.length], data };
  },
});
