import { z } from "zod";
import { nextPowerOfTwo } from "../signal/bluestein.ts";
import { powerToDb } from "../signal/decibel.ts";
import { gaborFeatures } from "../signal/gabor-filters.ts";
import { melSpectrogram } from "../signal/mel-spectrogram.ts";
import { defineFeature } from "./feature.ts";
import { counting, imageLayout, stftFrames } from "./layout.ts";

/** Times are in milliseconds, since the filters' modulation frequencies hang on the frame rate: 6 to 25 Hz at 10 ms. */
export const gaborFilterBank = defineFeature({
  id: "gabor-filter-bank",
  summary:
    "Gabor filter bank: spectro-temporal modulation of the mel spectrogram in dB, 311 filter outputs per frame",
  source:
    "Schädler, Meyer & Kollmeier 2012, J. Acoust. Soc. Am. 131; their GBFB 3.0 on librosa 0.11's mel bands",
  params: z.strictObject({
    windowMs: z.number().min(1).max(200).default(25).describe("window length (Hamming), ms"),
    hopMs: z.number().min(1).max(200).default(10).describe("time from frame to frame, ms"),
    nMels: z.int().min(1).max(80).default(23).describe("number of mel bands (HTK's scale)"),
    fminHz: z.number().min(0).max(96_000).default(64).describe("lowest edge of the bands, Hz"),
    fmaxHz: z.number().positive().max(96_000).default(4000).describe("highest edge of the bands, Hz"),
    halfWaves: z.number().min(3).max(8).default(3.5).describe("half-waves under a filter's envelope"),
    spectralDistance: z
      .number()
      .min(0.1)
      .max(0.6)
      .default(0.3)
      .describe("spacing of spectral modulation frequencies"),
    temporalDistance: z
      .number()
      .min(0.1)
      .max(0.6)
      .default(0.2)
      .describe("spacing of temporal modulation frequencies"),
    maxFrames: z.int().min(3).max(200).default(40).describe("longest filter, frames"),
  }),
  axes: ["descriptor", "frame"],
  formula:
    "g * L, L the mel spectrogram in dB, g[band, t] = hann(ω_k band) · hann(ω_n t) · cos(ω_k band + ω_n t) without mean",
  layout: ({ sampleRate }, params, [filters]) =>
    imageLayout(
      "filter outputs, slow to fast modulation",
      stftFrames(sampleRate, { hopSamples: hopOf(sampleRate, params.hopMs), center: true }, 0),
      { name: "filter", unit: null, at: counting(1, filters) },
      { name: "output", unit: "dB" },
    ),
  extract({ samples, sampleRate }, params) {
    const winSamples = Math.max(1, Math.round((params.windowMs * sampleRate) / 1000));
    const bands = melSpectrogram(samples, sampleRate, {
      nFft: nextPowerOfTwo(Math.max(2, winSamples)),
      hopSamples: hopOf(sampleRate, params.hopMs),
      winSamples,
      window: "hamming",
      center: true,
      nMels: params.nMels,
      fminHz: params.fminHz,
      fmaxHz: params.fmaxHz,
      htk: true,
      melNorm: "slaney",
    });
    powerToDb(bands.data);
    const { rows, cols, data } = gaborFeatures(bands, params);
    return { axes: ["descriptor", "frame"], shape: [rows, cols], data };
  },
});

function hopOf(sampleRate: number, hopMs: number): number {
  return Math.max(1, Math.round((hopMs * sampleRate) / 1000));
}
