import { z } from "zod";
import { defineFeature } from "./feature.ts";
import { statisticsLayout, statisticsShape, summarise } from "./mfcc-stats.ts";
import { waveletMfcc, wMfccShape } from "./w-mfcc.ts";

export const wMfccStats = defineFeature({
  id: "w-mfcc-stats",
  summary: "Mean and standard deviation of wavelet MFCC over time",
  source: "pywt.wavedec 1.8 and librosa.feature.mfcc 0.11; numpy.mean and numpy.std over frames",
  version: 2,
  params: z.strictObject({ ...wMfccShape, ...statisticsShape }),
  axes: ["descriptor"],
  formula: "mean[n] = Σ_t c[n, t] / T; sd[n] = √(Σ_t (c[n, t] - mean[n])² / T), c the wavelet MFCC",
  layout: (_audio, params) => statisticsLayout(params.nMfcc * (1 + params.deltas), params.statistics),
  extract(audio, params) {
    return summarise(waveletMfcc(audio, params), params.statistics);
  },
});
