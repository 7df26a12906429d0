import { z } from "zod";
import { LPC_METHODS, linearPrediction } from "../signal/linear-prediction.ts";
import { WINDOW_NAMES } from "../signal/window.ts";
import { defineFeature } from "./feature.ts";
import { counting, imageLayout, stftFrames } from "./layout.ts";

/** The parameters of every feature that is made of linear prediction per frame. */
export const lpcShape = {
  order: z.int().min(1).max(512).default(20).describe("number of predictor weights, less than frameSamples"),
  method: z
    .enum(LPC_METHODS)
    .default("autocorrelation")
    .describe("autocorrelation (Levinson-Durbin) or Burg's"),
  frameSamples: z.int().min(2).max(65536).default(2048).describe("frame length, samples"),
  hopSamples: z.int().min(1).max(65536).default(512).describe("samples from frame to frame"),
  window: z.enum(WINDOW_NAMES).default("hamming").describe("window function, periodic"),
  center: z
    .boolean()
    .default(true)
    .describe("frames centred on their sample, zeros beyond the ends; else only whole frames"),
};

export const lpc = defineFeature({
  id: "lpc",
  summary: "Linear prediction: the weights a[1] to a[order] of the predictor per frame",
  source:
    "Makhoul 1975, Proc. IEEE 63; scipy.linalg.solve_toeplitz 1.17 (autocorrelation), librosa.lpc 0.11 (Burg)",
  params: z.strictObject(lpcShape),
  axes: ["coefficient", "frame"],
  formula: "x[n] ≈ -Σ_(k=1)^order a[k] · x[n - k], with the least squared error over the windowed frame",
  layout: ({ sampleRate }, params) =>
    imageLayout(
      "predictor",
      stftFrames(sampleRate, params, params.frameSamples),
      { name: "weight", unit: null, at: counting(1, params.order) },
      { name: "weight", unit: null },
    ),
  extract({ samples }, params) {
    const { rows, cols, data } = linearPrediction(samples, params);
    return { axes: ["coefficient", "frame"], shape: [rows, cols], data: new Float32Array(data) };
  },
});
