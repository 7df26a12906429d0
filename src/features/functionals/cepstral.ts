/** Functionals of the 40 MFCC: distribution, movement, course over the clip, voiced part. */
import { delta } from "../../signal/delta.ts";
import { mean, percentiles, populationSd } from "../../signal/statistics.ts";
import { DELTA_9, N_MFCC } from "./analysis.ts";
import { type FunctionalGroup, meansAndSds, numbered, PERCENTILE_RANKS, partsOf, rowsOf } from "./group.ts";

const RANK_NAMES = PERCENTILE_RANKS.map((rank) => `p${rank}`);
const FAST_RANKS = [5, 95] as const;
const N_FAST = 20;
const N_PART = 26;

const distribution: FunctionalGroup = {
  id: "mf",
  title: "MFCC: mean, deviation",
  names: numbered("mfcc", N_MFCC, ["mean", "sd"]),
  compute: ({ mfcc, frames }) => meansAndSds(rowsOf(mfcc, frames, N_MFCC)),
};

const quantiles: FunctionalGroup = {
  id: "mfq",
  title: "MFCC: percentiles",
  names: numbered("mfcc", N_MFCC, RANK_NAMES),
  compute: ({ mfcc, frames }) => rankMajor(rowsOf(mfcc, frames, N_MFCC), PERCENTILE_RANKS),
};

const movement: FunctionalGroup = {
  id: "d",
  title: "Δ and ΔΔ: deviation",
  names: [...numbered("delta", N_MFCC, ["sd"]), ...numbered("deltaDelta", N_MFCC, ["sd"])],
  compute: ({ mfccDelta, frames }) =>
    [mfccDelta, delta(mfccDelta, frames, DELTA_9)].flatMap((rows) =>
      rowsOf(rows, frames, N_MFCC).map(populationSd),
    ),
};

const movementQuantiles: FunctionalGroup = {
  id: "dq",
  title: "Δ: percentiles",
  names: numbered(
    "delta",
    N_FAST,
    FAST_RANKS.map((rank) => `p${rank}`),
  ),
  compute: ({ mfccDelta, frames }) => rankMajor(rowsOf(mfccDelta, frames, N_FAST), FAST_RANKS),
};

/** Halves and thirds with mean and standard deviation, fifths with the mean only. */
const COURSES = [
  { parts: 2, suffixes: ["mean", "sd"] },
  { parts: 3, suffixes: ["mean", "sd"] },
  { parts: 5, suffixes: ["mean"] },
] as const;

const course: FunctionalGroup = {
  id: "seg",
  title: "MFCC of parts",
  names: COURSES.flatMap(({ parts, suffixes }) =>
    Array.from({ length: parts }, (_, part) =>
      numbered(
        "mfcc",
        N_PART,
        suffixes.map((suffix) => `part${part + 1}of${parts}_${suffix}`),
      ),
    ).flat(),
  ),
  compute: ({ mfcc, frames }) =>
    COURSES.flatMap(({ parts, suffixes }) =>
      partsOf(frames, parts).flatMap(([from, to]) => {
        const rows = rowsOf(mfcc, frames, N_PART, from, to);
        return suffixes.length === 2 ? meansAndSds(rows) : rows.map(mean);
      }),
    ),
};

const voicedPart: FunctionalGroup = {
  id: "mv",
  title: "MFCC of voiced frames",
  names: numbered("mfcc", N_MFCC, ["voiced_mean", "voiced_sd"]),
  compute: ({ mfcc, frames, voiced }) =>
    meansAndSds(rowsOf(mfcc, frames, N_MFCC).map((row) => Float64Array.from(voiced, (frame) => row[frame]))),
};

/** Percentiles of every row: all rows of the first rank before those of the second. */
function rankMajor(rows: readonly Float64Array[], ranks: readonly number[]): number[] {
  const byRow = rows.map((row) => percentiles(row, ranks));
  return ranks.flatMap((_, rank) => byRow.map((values) => values[rank]));
}

export const cepstralGroups = { distribution, quantiles, movement, movementQuantiles, course, voicedPart };
