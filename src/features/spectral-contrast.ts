import { z } from "zod";
import { spectralContrast as contrastOf } from "../signal/spectral-contrast.ts";
import { defineFeature } from "./feature.ts";
import { spectrumShape } from "./mel.ts";

export const spectralContrast = defineFeature({
  id: "spectral-contrast",
  summary: "Spectral contrast: peaks over valleys of the spectrum per octave band and frame, dB",
  source: "Jiang et al. 2002, ICME; librosa.feature.spectral_contrast 0.11",
  version: 1,
  params: z.strictObject({
    ...spectrumShape,
    fminHz: z
      .number()
      .positive()
      .max(96_000)
      .default(200)
      .describe("upper edge of the lowest band, Hz; every further band is an octave"),
    nBands: z.int().min(1).max(16).default(6).describe("octaves above fminHz; there is one row more"),
    quantile: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.02)
      .describe("share of a band's bins that make its peak, and its valley"),
    linear: z.boolean().default(false).describe("difference of magnitudes instead of dB"),
  }),
  axes: ["band", "frame"],
  extract({ samples, sampleRate }, params) {
    const { rows, cols, data } = contrastOf(samples, sampleRate, params);
    return { axes: ["band", "frame"], shape: [rows, cols], data: new Float32Array(data) };
  },
});
