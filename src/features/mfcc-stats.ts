import { z } from "zod";
import type { Matrix } from "../base/matrix.ts";
import { mean, populationSd } from "../signal/statistics.ts";
import { defineFeature, type Feature } from "./feature.ts";
import { counting, type FeatureLayout } from "./layout.ts";
import { mfccShape, mfccWithDeltas } from "./mfcc.ts";

/** The parameter of features that sum up rows over time. */
export const statisticsShape = {
  statistics: z
    .enum(["mean", "sd", "mean-sd"])
    .default("mean-sd")
    .describe(
      "per row over all frames: mean, population standard deviation, or all means and then all deviations",
    ),
};

/** The statistics of every row over the frames, [descriptor]. */
export function summarise({ rows, cols, data }: Matrix, statistics: "mean" | "sd" | "mean-sd"): Feature {
  const series = Array.from({ length: rows }, (_, row) => data.subarray(row * cols, (row + 1) * cols));
  const descriptors = Float32Array.from([
    ...(statistics === "sd" ? [] : series.map(mean)),
    ...(statistics === "mean" ? [] : series.map(populationSd)),
  ]);
  return { axes: ["descriptor"], shape: [descriptors.length], data: descriptors };
}

/** Means and deviations by the rows that they are of. */
export function statisticsLayout(rows: number, statistics: "mean" | "sd" | "mean-sd"): FeatureLayout {
  const scale = { name: "row of the coefficients", unit: null, at: counting(0, rows) };
  const parts = [
    { name: "mean over time", scale, value: { name: "mean", unit: null } },
    { name: "standard deviation over time", scale, value: { name: "deviation", unit: null } },
  ];
  return {
    frames: null,
    parts: parts.filter((_, i) => statistics === "mean-sd" || (i === 0) === (statistics === "mean")),
  };
}

export const mfccStats = defineFeature({
  id: "mfcc-stats",
  summary: "Mean and standard deviation of MFCC over time",
  source: "librosa.feature.mfcc 0.11; numpy.mean and numpy.std over frames",
  version: 2,
  params: z.strictObject({ ...mfccShape, ...statisticsShape }),
  axes: ["descriptor"],
  formula: "mean[n] = Σ_t c[n, t] / T; sd[n] = √(Σ_t (c[n, t] - mean[n])² / T), c the MFCC",
  layout: (_audio, params) => statisticsLayout(params.nMfcc * (1 + params.deltas), params.statistics),
  extract(audio, params) {
    return summarise(mfccWithDeltas(audio.samples, audio.sampleRate, params), params.statistics);
  },
});
