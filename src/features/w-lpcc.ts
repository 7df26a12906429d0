import { z } from "zod";
import { waveletSequence } from "../signal/wavelet.ts";
import { defineFeature } from "./feature.ts";
import { imageLayout } from "./layout.ts";
import { lpccOf, lpccScale, lpccShape, lpccValue } from "./lpcc.ts";
import { sequenceFrames, wMfccShape } from "./w-mfcc.ts";

const { wavelet, splits, mode } = wMfccShape;

export const wLpcc = defineFeature({
  id: "w-lpcc",
  summary:
    "Wavelet LPCC: linear-prediction cepstra of the wavelet coefficients laid end to end, coarsest first",
  source: "Palo & Mohanty 2018 (wavelet cepstra for emotion); pywt.wavedec 1.8, Atal 1974",
  params: z.strictObject({ wavelet, splits, mode, ...lpccShape }),
  axes: ["coefficient", "frame"],
  formula: "lpcc([cA_n, cD_n, …, cD_1]), the wavelet coefficients of n = splits levels",
  layout: (audio, params) =>
    imageLayout(
      "linear-prediction cepstrum of the wavelet coefficients",
      sequenceFrames(audio, params, params, params.frameSamples),
      lpccScale(params.nLpcc),
      lpccValue,
    ),
  extract({ samples }, params) {
    return lpccOf(waveletSequence(samples, params.wavelet, params.splits, params.mode), params);
  },
});
