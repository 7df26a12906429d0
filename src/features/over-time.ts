/** Statistics over time of a feature that has frames: one vector of a length that does not depend on the clip's. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { createRealFft, type RealFft } from "../signal/fft.ts";
import { percentiles } from "../signal/statistics.ts";
import type { Feature } from "./feature.ts";

/** Percentile ranks by name. */
const RANKS: Readonly<Record<string, number | undefined>> = {
  min: 0,
  p1: 1,
  p5: 5,
  p10: 10,
  p20: 20,
  p25: 25,
  p50: 50,
  p75: 75,
  p80: 80,
  p90: 90,
  p95: 95,
  p99: 99,
  max: 100,
};

export const FUNCTIONALS = [
  "mean",
  "sd",
  "skewness",
  "kurtosis",
  "min",
  "p1",
  "p5",
  "p10",
  "p20",
  "p25",
  "p50",
  "p75",
  "p80",
  "p90",
  "p95",
  "p99",
  "max",
  "slope",
  "mean-rise",
  "mean-fall",
  "modulation",
] as const;
export type Functional = (typeof FUNCTIONALS)[number];

export const overTimeSchema = z.strictObject({
  functionals: z
    .array(z.enum(FUNCTIONALS))
    .min(1)
    .default(["mean", "sd"])
    .describe(
      "statistics per row: moments, percentiles, slope of a line per frame, mean step upwards and downwards, " +
        "modulation (6 octaves of fluctuation)",
    ),
  parts: z
    .array(z.int().min(1).max(20))
    .min(1)
    .max(8)
    .default([1])
    .describe("into how many equal parts the clip is cut; [1, 3] is the whole and then its thirds"),
});
export type OverTime = z.output<typeof overTimeSchema>;

/** Upper edges of the modulation octaves, in cycles per frame; the lowest begins above 0. */
const MODULATION_EDGES = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 0.5] as const;

/**
 * Functionals of every row over the frames, [descriptor]: by part, then by functional, then by row. A part of fewer frames
 * than parts has one frame at least; what one frame, or a constant, does not have (spread, slope, modulation) is 0.
 *
 * @param feature - its last axis is the frames; the others are rows
 * @throws ConfigError if the feature has no frames
 */
export function overTime(feature: Feature, { functionals, parts }: OverTime): Feature {
  assertFrames(feature.axes);
  const frames = feature.shape[feature.shape.length - 1];
  const rows = feature.data.length / frames;
  const data: number[] = [];
  for (const count of parts) {
    for (let part = 0; part < count; part++) {
      const from = Math.floor((part * frames) / count);
      const to = Math.max(from + 1, Math.floor(((part + 1) * frames) / count));
      const summarise = createSummary(functionals, to - from);
      const byRow = Array.from({ length: rows }, (_, row) =>
        summarise(Float64Array.from(feature.data.subarray(row * frames + from, row * frames + to))),
      );
      for (let i = 0; i < byRow[0].length; i++) for (const values of byRow) data.push(values[i]);
    }
  }
  return { axes: ["descriptor"], shape: [data.length], data: Float32Array.from(data) };
}

/** @throws ConfigError unless the last axis is the frames */
export function assertFrames(axes: Feature["axes"]): void {
  if (axes.at(-1) === "frame") return;
  throw new ConfigError(
    `overTime: the feature is [${axes.join(", ")}] and has no frames.`,
    "Leave overTime out.",
  );
}

/** A function that gives the functionals of a series of `length` values, in their order. */
function createSummary(
  functionals: readonly Functional[],
  length: number,
): (values: Float64Array) => number[] {
  const fft = functionals.includes("modulation") ? createRealFft(length) : undefined;
  const ranks = functionals.flatMap((one) => RANKS[one] ?? []);
  return (values) => {
    const quantiles = percentiles(values, ranks);
    const { mean, sd, skewness, kurtosis } = moments(values);
    let quantile = 0;
    return functionals.flatMap((one) => {
      switch (one) {
        case "mean":
          return mean;
        case "sd":
          return sd;
        case "skewness":
          return skewness;
        case "kurtosis":
          return kurtosis;
        case "slope":
          return slope(values, mean);
        case "mean-rise":
          return meanStep(values, 1);
        case "mean-fall":
          return meanStep(values, -1);
        case "modulation":
          return fft === undefined ? [] : modulation(values, mean, fft);
        default:
          return quantiles[quantile++];
      }
    });
  };
}

/**
 * Mean, population standard deviation, skewness and excess kurtosis; the last two are 0 where the values are all alike
 * but for rounding.
 *
 * @see scipy.stats.skew, scipy.stats.kurtosis (1.17), biased
 */
function moments(values: Float64Array): { mean: number; sd: number; skewness: number; kurtosis: number } {
  const n = values.length;
  let mean = 0;
  for (const value of values) mean += value / n;
  let m2 = 0;
  let m3 = 0;
  let m4 = 0;
  for (const value of values) {
    const d = value - mean;
    m2 += (d * d) / n;
    m3 += (d * d * d) / n;
    m4 += (d * d * d * d) / n;
  }
  const alike = m2 <= (Number.EPSILON * mean) ** 2;
  return {
    mean,
    sd: Math.sqrt(m2),
    skewness: alike ? 0 : m3 / m2 ** 1.5,
    kurtosis: alike ? 0 : m4 / (m2 * m2) - 3,
  };
}

/** The slope of the least-squares line, per frame. */
function slope(values: Float64Array, mean: number): number {
  const middle = (values.length - 1) / 2;
  let products = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    products += (i - middle) * (values[i] - mean);
    squares += (i - middle) ** 2;
  }
  return squares === 0 ? 0 : products / squares;
}

/** The mean of the steps from frame to frame that go up (sign 1) or down (sign -1). */
function meanStep(values: Float64Array, sign: 1 | -1): number {
  let sum = 0;
  let count = 0;
  for (let i = 1; i < values.length; i++) {
    const step = values[i] - values[i - 1];
    if (step * sign > 0) {
      sum += step;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** Root mean square of the series' components in each octave; their squares add to the variance. */
function modulation(values: Float64Array, mean: number, fft: RealFft): number[] {
  const n = values.length;
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  fft.forward(
    values.map((value) => value - mean),
    re,
    im,
  );
  const powers = new Float64Array(MODULATION_EDGES.length);
  let octave = 0;
  for (let bin = 1; bin < fft.bins; bin++) {
    while (octave < MODULATION_EDGES.length - 1 && bin / n >= MODULATION_EDGES[octave]) octave++;
    const twice = 2 * bin === n ? 1 : 2; // all but the last of an even length stand for two
    powers[octave] += (twice * (re[bin] * re[bin] + im[bin] * im[bin])) / (n * n);
  }
  return [...powers.map(Math.sqrt)];
}
