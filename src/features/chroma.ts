import { z } from "zod";
import { chroma as chromaOf } from "../signal/chroma.ts";
import { defineFeature } from "./feature.ts";
import { counting, imageLayout, stftFrames } from "./layout.ts";
import { spectrumShape } from "./mel.ts";

const PITCH_CLASSES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];

export const chroma = defineFeature({
  id: "chroma",
  summary: "Chroma: energy of the 12 pitch classes per frame, all octaves together",
  source: "Ellis 2007, Chroma feature analysis and synthesis; librosa.feature.chroma_stft 0.11",
  params: z.strictObject({
    ...spectrumShape,
    nChroma: z.int().min(1).max(96).default(12).describe("pitch classes per octave"),
    tuning: z
      .number()
      .min(-0.5)
      .max(0.5)
      .nullable()
      .default(null)
      .describe("deviation from A = 440 Hz in steps of 1 / nChroma octaves; null = estimated per clip"),
    chromaNorm: z
      .enum(["max", "sum", "none"])
      .default("max")
      .describe("per frame: the largest class is 1, the classes add to 1, or neither"),
  }),
  axes: ["band", "frame"],
  formula:
    "C[p, t] = Σ_k weight[p, k] · |X[k, t]|², weight a Gaussian of the distance from pitch class p, then one of the octave",
  layout: ({ sampleRate }, params) =>
    imageLayout(
      "pitch classes",
      stftFrames(sampleRate, params, params.nFft),
      {
        name: "pitch class",
        unit: null,
        at: params.nChroma === 12 ? PITCH_CLASSES : counting(0, params.nChroma),
      },
      params.chromaNorm === "none"
        ? { name: "energy", unit: null, kind: "power" }
        : { name: params.chromaNorm === "max" ? "share of the largest" : "share of all", unit: null },
    ),
  extract({ samples, sampleRate }, params) {
    const { rows, cols, data } = chromaOf(samples, sampleRate, params);
    return { axes: ["band", "frame"], shape: [rows, cols], data: new Float32Array(data) };
  },
});
