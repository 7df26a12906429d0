import { z } from "zod";
import { AudioError } from "../base/errors.ts";
import { analyseVoice } from "./egemaps/analysis.ts";
import { EGEMAPS_COLUMNS, egemapsNumbers } from "./egemaps/table.ts";
import { defineFeature } from "./feature.ts";

/**
 * Defined for every clip that has a sample: one that is shorter than a frame is continued with zeros. Where no frame counts (a
 * clip without voice has no voiced frame) numbers are 0, and the level of silence is -100 dB.
 */
export const egemaps = defineFeature({
  id: "egemaps",
  summary:
    "88 functionals of loudness, spectral balance, MFCC, pitch, jitter, shimmer, harmonics and formants (eGeMAPSv02)",
  source: "Eyben et al. 2016, IEEE Trans. Affective Computing 7: 190-202; openSMILE 3.0 for the conventions",
  params: z.strictObject({}),
  axes: ["descriptor"],
  formula: "functionals of the series of egemaps-series under their standard names; see docs/egemaps.md",
  layout: () => ({
    frames: null,
    parts: [
      {
        name: "functionals",
        scale: { name: "number", unit: null, at: EGEMAPS_COLUMNS.map(({ name }) => name) },
        value: { name: "value", unit: null },
        columns: EGEMAPS_COLUMNS,
      },
    ],
  }),
  extract({ samples, sampleRate }) {
    if (samples.length === 0) throw new AudioError("the audio has no sample.", "Leave the empty clip out.");
    const data = Float32Array.from(egemapsNumbers(analyseVoice(samples, sampleRate)));
    return { axes: ["descriptor"], shape: [data.length], data };
  },
});
