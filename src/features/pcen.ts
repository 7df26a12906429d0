import { z } from "zod";
import { melSpectrogram } from "../signal/mel-spectrogram.ts";
import { PCEN_DEFAULTS, pcenInPlace } from "../signal/pcen.ts";
import { defineFeature } from "./feature.ts";
import { imageLayout, stftFrames } from "./layout.ts";
import { melBands, melShape, spectrumShape } from "./mel.ts";

export const pcen = defineFeature({
  id: "pcen",
  summary: "Per-channel energy normalisation of the mel magnitudes, per band and frame",
  source: "Wang et al. 2017, ICASSP; librosa.pcen 0.11 of librosa.feature.melspectrogram with power 1",
  params: z.strictObject({
    ...spectrumShape,
    ...melShape,
    scale: z
      .number()
      .positive()
      .max(1e12)
      .default(2 ** 31)
      .describe("factor of the magnitudes; 2^31 makes them those of 32-bit integers"),
    gain: z.number().min(0).max(4).default(PCEN_DEFAULTS.gain).describe("exponent of the gain control"),
    bias: z.number().min(0).max(1e6).default(PCEN_DEFAULTS.bias).describe("offset before the power is taken"),
    power: z
      .number()
      .min(0)
      .max(4)
      .default(PCEN_DEFAULTS.power)
      .describe("exponent of the compression; 0 = logarithm"),
    timeConstantS: z
      .number()
      .min(1e-3)
      .max(100)
      .default(PCEN_DEFAULTS.timeConstantS)
      .describe("time constant of a band's recent level, s"),
    eps: z
      .number()
      .min(1e-12)
      .max(1e12)
      .default(PCEN_DEFAULTS.eps)
      .describe("added to a band's recent level"),
    maxSize: z
      .int()
      .min(1)
      .max(512)
      .default(PCEN_DEFAULTS.maxSize)
      .describe("neighbouring bands whose loudest is taken for the recent level; 1 = the band alone"),
  }),
  axes: ["band", "frame"],
  formula:
    "P = (E / (eps + S)^gain + bias)^power - bias^power, S[t] = (1 - b) · S[t - 1] + b · E[t] with b of timeConstantS",
  layout: ({ sampleRate }, params) =>
    imageLayout(
      "mel energies, normalised",
      stftFrames(sampleRate, params, params.nFft),
      melBands(sampleRate, params),
      {
        name: "energy",
        unit: null,
      },
    ),
  extract({ samples, sampleRate }, params) {
    const energies = melSpectrogram(samples, sampleRate, params, 1);
    for (let i = 0; i < energies.data.length; i++) energies.data[i] *= params.scale;
    pcenInPlace(energies, sampleRate / params.hopSamples, params);
    const { rows, cols, data } = energies;
    return { axes: ["band", "frame"], shape: [rows, cols], data };
  },
});
