import { z } from "zod";
import { cepstraOf } from "./cepstra.ts";
import { defineFeature } from "./feature.ts";
import { gaborScalogramOf, gaborShape } from "./gabor-scalogram.ts";
import { cepstralParts, meanFrames } from "./layout.ts";

export const gaborMfcc = defineFeature({
  id: "gabor-mfcc",
  summary: "Gabor MFCC: cepstral coefficients of the complex Gabor wavelet power per frame",
  source: "the wavelet of pywt.cwt(wavelet=cmorB-C) 1.8, then dB and DCT as librosa.feature.mfcc 0.11",
  params: z.strictObject({
    nMfcc: z.int().min(1).max(512).default(20).describe("number of coefficients, at most bands"),
    ...gaborShape,
  }),
  axes: ["coefficient", "frame"],
  formula: "dct(10 log10(G)), G the power of the scalogram; the cosines are those of mfcc",
  layout: ({ sampleRate }, params) => ({
    frames: meanFrames(sampleRate, params.hopSamples),
    parts: cepstralParts(params.nMfcc),
  }),
  extract(audio, params) {
    const { scales, frames, data } = gaborScalogramOf(audio, params, 2);
    return cepstraOf({ rows: scales, cols: frames, data }, params.nMfcc);
  },
});
