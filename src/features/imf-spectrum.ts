import { z } from "zod";
import { powerToDb } from "../signal/decibel.ts";
import { hilbertSpectrum } from "../signal/hilbert-spectrum.ts";
import { defineFeature } from "./feature.ts";
import { decibelShape, energyValue, frequencyBins, hilbertSpectrumShape } from "./hilbert-spectrum.ts";
import { meanFrames, modeNames } from "./layout.ts";

export const imfSpectrum = defineFeature({
  id: "imf-spectrum",
  summary: "Hilbert-Huang spectrum of each intrinsic mode function, fastest first, then of the residual",
  source: "Huang et al. 1998; emd.spectra.hilberthuang(sum_imfs=False) 0.8.1, averaged over frames",
  params: z.strictObject({ ...hilbertSpectrumShape, ...decibelShape }),
  axes: ["imf", "bin", "frame"],
  formula:
    "H[imf, bin, t] = mean over the frame of energy[imf, n] where the instantaneous frequency lies in the bin",
  layout: ({ sampleRate }, params) => ({
    frames: meanFrames(sampleRate, params.hopSamples),
    parts: modeNames(params.maxImfs).map((name) => ({
      name,
      scale: frequencyBins(sampleRate, params),
      value: energyValue(params),
    })),
  }),
  extract(audio, params) {
    const spectrum = hilbertSpectrum(audio.samples, audio.sampleRate, params, false, params);
    const { imfs, bins, frames, data } = spectrum;
    if (params.decibels) powerToDb(data);
    return { axes: ["imf", "bin", "frame"], shape: [imfs, bins, frames], data: new Float32Array(data) };
  },
});
