import { z } from "zod";
import { hilbertSpectrum } from "../signal/hilbert-spectrum.ts";
import { cepstraOf } from "./cepstra.ts";
import { defineFeature } from "./feature.ts";
import { hilbertSpectrumShape } from "./hilbert-spectrum.ts";
import { cepstralParts, meanFrames } from "./layout.ts";

export const hMfcc = defineFeature({
  id: "h-mfcc",
  summary: "Hilbert MFCC: cepstral coefficients of the Hilbert-Huang spectrum per frame",
  source: "Huang et al. 1998; emd.spectra.hilberthuang 0.8.1, then dB and DCT as librosa.feature.mfcc 0.11",
  params: z.strictObject({
    nMfcc: z.int().min(1).max(512).default(20).describe("number of coefficients, at most bins"),
    ...hilbertSpectrumShape,
  }),
  axes: ["coefficient", "frame"],
  formula: "dct(10 log10(H)), H the Hilbert-Huang spectrum; the cosines are those of mfcc",
  layout: ({ sampleRate }, params) => ({
    frames: meanFrames(sampleRate, params.hopSamples),
    parts: cepstralParts(params.nMfcc),
  }),
  extract(audio, params) {
    const { bins, frames, data } = hilbertSpectrum(audio.samples, audio.sampleRate, params, true, params);
    return cepstraOf({ rows: bins, cols: frames, data }, params.nMfcc);
  },
});
