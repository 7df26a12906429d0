/** Functionals of the 40 MFCC: distribution, movement, course over the clip, voiced part. */
import { functionalOf, inPart } from "../../functionals/index.ts";
import { delta } from "../../signal/delta.ts";
import type { Analysis } from "./analysis.ts";
import { group, MEAN_SD, numbered, PERCENTILES, table } from "./group.ts";
import { N_MFCC } from "./settings.ts";

/** Derivative over 9 frames, edges repeated. */
const DELTA_9 = { width: 9, order: 1, mode: "nearest" } as const;
const N_FAST = 20;
const N_PART = 26;
const SD = [functionalOf("sd")];

const mfccRow = ({ mfcc, frames }: Analysis, row: number): Float64Array =>
  mfcc.subarray(row * frames, (row + 1) * frames);

/** Derivative of a coefficient per frame over 9 frames, edges repeated. */
const deltaRow = (analysis: Analysis, row: number): Float64Array =>
  delta(mfccRow(analysis, row), analysis.frames, DELTA_9);

const distribution = group("MFCC: mean, deviation", [
  table({ series: numbered("mfcc", N_MFCC), values: mfccRow, functionals: MEAN_SD }),
]);

const quantiles = group("MFCC: percentiles", [
  table({ series: numbered("mfcc", N_MFCC), values: mfccRow, functionals: PERCENTILES }),
]);

const movement = group("Δ and ΔΔ: deviation", [
  table({
    series: numbered("delta", N_MFCC, "1/frame"),
    values: deltaRow,
    functionals: SD,
  }),
  table({
    series: numbered("deltaDelta", N_MFCC, "1/frame²"),
    values: (analysis, row) => delta(deltaRow(analysis, row), analysis.frames, DELTA_9),
    functionals: SD,
  }),
]);

const movementQuantiles = group("Δ: percentiles", [
  table({
    series: numbered("delta", N_FAST, "1/frame"),
    values: deltaRow,
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
        values: mfccRow,
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
    values: mfccRow,
    mask: ({ voiced }) => voiced,
    functionals: MEAN_SD,
  }),
]);

export const cepstralGroups = { distribution, quantiles, movement, movementQuantiles, course, voicedPart };
