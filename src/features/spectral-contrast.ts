import { z } from "zod";
import { spectralContrast as contrastOf } from "../signal/spectral-contrast.ts";
import { defineFeature } from "./feature.ts";
import { imageLayout, stftFrames } from "./layout.ts";
import { spectrumShape } from "./mel.ts";

export const spectralContrast = defineFeature({
  id: "spectral-contrast",
  summary: "Spectral contrast: peaks over valleys of the spectrum per octave band and frame, dB",
  source: "Jiang et al. 2002, ICME; librosa.feature.spectral_contrast 0.11",
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
  formula: "10 log10(mean of the largest |X|) - 10 log10(mean of the smallest |X|), of each band's bins",
  layout: ({ sampleRate }, params) =>
    imageLayout(
      "peaks over valleys",
      stftFrames(sampleRate, params, params.nFft),
      {
        name: "band",
        unit: "kHz",
        at: Array.from({ length: params.nBands + 1 }, (_, k) => {
          const from = k === 0 ? 0 : params.fminHz * 2 ** (k - 1);
          const to = k === params.nBands ? sampleRate / 2 : params.fminHz * 2 ** k;
          return `${Number((from / 1000).toPrecision(3))}–${Number((to / 1000).toPrecision(3))}`;
        }),
      },
      params.linear ? { name: "contrast", unit: null } : { name: "contrast", unit: "dB", kind: "level" },
    ),
  extract({ samples, sampleRate }, params) {
    const { rows, cols, data } = contrastOf(samples, sampleRate, params);
    return { axes: ["band", "frame"], shape: [rows, cols], data: new Float32Array(data) };
  },
});
