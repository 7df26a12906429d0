/** Functionals of pitch, voicing, level and length. */
import { mean, percentiles, populationSd } from "../../signal/statistics.ts";
import { ANALYSIS_RATE } from "./analysis.ts";
import { type FunctionalGroup, partsOf, summarise, summaryNames } from "./group.ts";

const N_PARTS = 5;

const pitch: FunctionalGroup = {
  id: "f0",
  title: "pitch and voicing",
  names: [
    ...summaryNames("f0_octaves"),
    "f0_step_mean",
    "f0_step_median",
    "voiced_share",
    "f0_strength_mean",
    "f0_strength_sd",
    "f0_fit_quadratic",
    "f0_fit_linear",
    "f0_fit_constant",
    "zero_crossing_rate",
    "trimmed_s",
    "full_s",
  ],
  compute({ samples, fullS, frames, octaves, pitchStrength, voiced }) {
    const heights = Float64Array.from(voiced, (frame) => octaves[frame]);
    const steps = heights.subarray(1).map((height, i) => Math.abs(height - heights[i]));
    const strengths = Float64Array.from(voiced, (frame) => pitchStrength[frame]);
    const times = Float64Array.from(voiced, (frame) => frame / (frames - 1));
    return [
      ...summarise(heights),
      mean(steps),
      ...percentiles(steps, [50]),
      voiced.length / frames,
      mean(strengths),
      populationSd(strengths),
      ...quadraticFit(times, heights),
      zeroCrossingRate(samples),
      samples.length / ANALYSIS_RATE,
      fullS,
    ];
  },
};

const course: FunctionalGroup = {
  id: "segf",
  title: "pitch and level of parts",
  names: Array.from({ length: N_PARTS }, (_, part) =>
    ["f0_octaves_mean", "voiced_share", "rmsDb_mean", "rmsDb_sd"].map(
      (name) => `${name}_part${part + 1}of${N_PARTS}`,
    ),
  ).flat(),
  compute({ frames, octaves, voiced, rmsDb }) {
    const clipMean = mean(Float64Array.from(voiced, (frame) => octaves[frame]));
    return partsOf(frames, N_PARTS).flatMap(([from, to]) => {
      const inside = voiced.filter((frame) => frame >= from && frame < to);
      const levels = rmsDb.subarray(from, to);
      return [
        inside.length === 0 ? clipMean : mean(Float64Array.from(inside, (frame) => octaves[frame])),
        inside.length / (to - from),
        mean(levels),
        populationSd(levels),
      ];
    });
  },
};

/** Share of neighbouring samples on two sides of zero (zero counts as positive). */
function zeroCrossingRate(samples: Float32Array): number {
  let crossings = 0;
  for (let n = 1; n < samples.length; n++) if (samples[n] >= 0 !== samples[n - 1] >= 0) crossings++;
  return crossings / (samples.length - 1);
}

/** Coefficients [a, b, c] of the least-squares a t² + b t + c, by polynomials orthogonal on the times. */
function quadraticFit(times: Float64Array, values: Float64Array): [number, number, number] {
  const center = mean(times);
  let s2 = 0;
  let s3 = 0;
  for (const time of times) {
    s2 += (time - center) ** 2;
    s3 += (time - center) ** 3;
  }
  // p1 = u and p2 = u² - skew u - spread with u = t - center
  const skew = s3 / s2;
  const spread = s2 / times.length;
  let v1 = 0;
  let v2 = 0;
  let norm2 = 0;
  times.forEach((time, i) => {
    const u = time - center;
    const p2 = u * u - skew * u - spread;
    v1 += u * values[i];
    v2 += p2 * values[i];
    norm2 += p2 * p2;
  });
  const a = v2 / norm2;
  const slope = v1 / s2 - a * skew; // of u
  const constant = mean(values) - a * spread;
  return [a, slope - 2 * a * center, constant - slope * center + a * center * center];
}

export const prosodicGroups = { pitch, course };
