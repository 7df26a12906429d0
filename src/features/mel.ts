import { z } from "zod";
import { powerToDb } from "../signal/decibel.ts";
import { melCenters } from "../signal/mel.ts";
import { melSpectrogram } from "../signal/mel-spectrogram.ts";
import { WINDOW_NAMES } from "../signal/window.ts";
import { defineFeature } from "./feature.ts";
import { imageLayout, type RowScale, spectralValue, stftFrames } from "./layout.ts";

/** The parameters of a short-time spectrum. */
export const spectrumShape = {
  nFft: z.int().min(2).max(65536).default(2048).describe("FFT length, samples"),
  hopSamples: z.int().min(1).max(65536).default(512).describe("samples from frame to frame"),
  winSamples: z
    .int()
    .min(1)
    .max(65536)
    .nullable()
    .default(null)
    .describe("window length, samples, at most nFft; null = nFft"),
  window: z.enum(WINDOW_NAMES).default("hann").describe("window function, periodic"),
  center: z
    .boolean()
    .default(true)
    .describe("frames centred on their sample, zeros beyond the ends; else only whole frames"),
};

/** The parameters of a mel filter bank. */
export const melShape = {
  nMels: z.int().min(1).max(512).default(128).describe("number of mel bands"),
  fminHz: z.number().min(0).max(192_000).default(0).describe("lowest edge of the bands, Hz"),
  fmaxHz: z
    .number()
    .positive()
    .max(192_000)
    .nullable()
    .default(null)
    .describe("highest edge of the bands, Hz; null = half the sampling rate"),
  htk: z.boolean().default(false).describe("HTK's mel scale instead of Slaney's"),
  melNorm: z
    .enum(["slaney", "none"])
    .default("slaney")
    .describe("slaney: bands of unit area; none: bands of unit height"),
};

const melParams = z.strictObject(melShape);

/** Mel bands by their peaks. */
export function melBands(sampleRate: number, settings: z.output<typeof melParams>): RowScale {
  return { name: "mel band", unit: "Hz", at: melCenters(sampleRate, settings) };
}

export const mel = defineFeature({
  id: "mel",
  summary: "Mel spectrogram: energy per band and frame, linear or in dB",
  source: "Slaney 1998, Auditory Toolbox; librosa.feature.melspectrogram 0.11",
  params: z.strictObject({
    ...spectrumShape,
    ...melShape,
    power: z
      .number()
      .positive()
      .max(4)
      .default(2)
      .describe("exponent of the magnitude: 2 = power, 1 = magnitude"),
    decibels: z
      .boolean()
      .default(false)
      .describe("10 log10 of the energies, with a floor 80 dB below the loudest"),
  }),
  axes: ["band", "frame"],
  formula: "M[band, t] = Σ_k weight[band, k] · |X[k, t]|^power; with decibels 10 log10 of it",
  layout: ({ sampleRate }, params) =>
    imageLayout(
      "mel spectrogram",
      stftFrames(sampleRate, params, params.nFft),
      melBands(sampleRate, params),
      spectralValue(params),
    ),
  extract(audio, params) {
    const { rows, cols, data } = melSpectrogram(audio.samples, audio.sampleRate, params, params.power);
    if (params.decibels) powerToDb(data);
    return { axes: ["band", "frame"], shape: [rows, cols], data };
  },
});
