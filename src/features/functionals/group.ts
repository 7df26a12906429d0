/** The contract of a group of functionals, and how series in time become a few numbers. */
import { mean, percentiles, populationSd } from "../../signal/statistics.ts";
import type { Analysis } from "./analysis.ts";

export interface FunctionalGroup {
  readonly id: string;
  /** What the numbers are of. */
  readonly title: string;
  /** One name per number of `compute`, unique among all groups. */
  readonly names: readonly string[];
  compute(analysis: Analysis): readonly number[];
}

export const PERCENTILE_RANKS = [5, 25, 50, 75, 95] as const;

/** Mean, standard deviation and the five percentiles: 7 numbers. */
export function summarise(series: Float64Array): number[] {
  return [mean(series), populationSd(series), ...percentiles(series, PERCENTILE_RANKS)];
}

/** Names of the numbers of `summarise`. */
export function summaryNames(series: string): string[] {
  return ["mean", "sd", ...PERCENTILE_RANKS.map((rank) => `p${rank}`)].map((name) => `${series}_${name}`);
}

/** The first `count` rows of a [row, frame] matrix, each one a view; `from` and `to` cut the frames. */
export function rowsOf(
  matrix: Float64Array,
  frames: number,
  count: number,
  from = 0,
  to = frames,
): Float64Array[] {
  return Array.from({ length: count }, (_, row) => matrix.subarray(row * frames + from, row * frames + to));
}

/** `${prefix}1` … `${prefix}${count}`, joined with every suffix: all of the first suffix before the second. */
export function numbered(prefix: string, count: number, suffixes: readonly string[]): string[] {
  return suffixes.flatMap((suffix) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}_${suffix}`));
}

/** Mean of every row, then standard deviation of every row. */
export function meansAndSds(rows: readonly Float64Array[]): number[] {
  return [...rows.map(mean), ...rows.map(populationSd)];
}

/** [from, to) of equal parts of the frames, of which there are at least as many as parts. */
export function partsOf(frames: number, parts: number): [from: number, to: number][] {
  return Array.from({ length: parts }, (_, part) => [
    Math.floor((part * frames) / parts),
    Math.floor(((part + 1) * frames) / parts),
  ]);
}
