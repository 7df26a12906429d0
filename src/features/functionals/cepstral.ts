/** Functionals of the 40 MFCC: distribution, movement, course over the clip, voiced part. */
import { functionalOf, inPart } from "../../functionals/index.ts";
import { delta } from "../../signal/delta.ts";
import { type Analysis, DELTA_9, N_MFCC } from "./analysis.ts";
import { group, MEAN_SD, numbered, PERCENTILES, rowsOf, table } from "./group.ts";

const N_FAST = 20;
const N_PART = 26;
const SD = [functionalOf("sd")];

const mfccRows = ({ mfcc, frames }: Analysis): Float64Array[] => rowsOf(mfcc, frames, N_MFCC);

const distribution = group("MFCC: mean, deviation", [
  table({ series: numbered("mfcc", N_MFCC), values: mfccRows, functionals: MEAN_SD }),
]);

const quantiles = group("MFCC: percentiles", [
  table({ series: numbered("mfcc", N_MFCC), values: mfccRows, functionals: PERCENTILES }),
]);

const movement = group("Δ and ΔΔ: deviation", [
  table({
    series: numbered("delta", N_MFCC, "1/frame"),
    values: ({ mfccDelta, frames }) => rowsOf(mfccDelta, frames, N_MFCC),
    functionals: SD,
  }),
  table({
    series: numbered("deltaDelta", N_MFCC, "1/frame²"),
    values: ({ mfccDelta, frames }) => rowsOf(delta(mfccDelta, frames, DELTA_9), frames, N_MFCC),
    functionals: SD,
  }),
]);

const movementQuantiles = group("Δ: percentiles", [
  table({
    series: numbered("delta", N_FAST, "1/frame"),
    values: ({ mfccDelta, frames }) => rowsOf(mfccDelta, frames, N_FAST),
    functionals: ["p5", "p95"].map(functionalOf),
  }),
]);

/** Halves and thirds with mean and standard deviation, fifths with the mean only. */
const COURSES = [
  { parts: 2, words: ["mean", "sd"] },
  { parts: 3, words: ["mean", "sd"] },
  { parts: 5, words: ["mean"] },
] as const;

const course = group(
  "MFCC of parts",
  COURSES.flatMap(({ parts, words }) =>
    Array.from({ length: parts }, (_, part) =>
      table({
        series: numbered("mfcc", N_PART),
        values: mfccRows,
        functionals: [inPart(words.map(functionalOf), part, parts)],
        names: words.flatMap((word) =>
          numbered("mfcc", N_PART).map(({ name }) => `${name}_part${part + 1}of${parts}_${word}`),
        ),
      }),
    ),
  ),
);

const voicedPart = group("MFCC of voiced frames", [
  table({
    series: numbered("mfcc", N_MFCC, null, "_voiced"),
    values: mfccRows,
    mask: ({ voiced }) => voiced,
    functionals: MEAN_SD,
  }),
]);

export const cepstralGroups = { distribution, quantiles, movement, movementQuantiles, course, voicedPart };
