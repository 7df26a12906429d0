import { z } from "zod";
import type { Matrix } from "../base/matrix.ts";
import { mean, populationSd } from "../signal/statistics.ts";
import { defineFeature, type Feature } from "./feature.ts";
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

export const mfccStats = defineFeature({
  id: "mfcc-stats",
  summary: "Mean and standard deviation of MFCC over time",
  source: "librosa.feature.mfcc 0.11; numpy.mean and numpy.std over frames",
  version: 2,
  params: z.strictObject({ ...mfccShape, ...statisticsShape }),
  axes: ["descriptor"],
  extract(audio, params) {
    return summarise(mfccWithDeltas(audio.samples, audio.sampleRate, params), params.statistics);
  },
});
