/** The numbers of the wide set: every functional of every series and of its Δ. */
import {
  type Column,
  computeRow,
  type Functional,
  functionalOf,
  Run,
  tableColumns,
} from "../../functionals/index.ts";
import type { WideAnalysis } from "./analysis.ts";
import { FAMILIES, namesOf, type SeriesFamily, seriesOf } from "./series.ts";

const OF_ALL: readonly Functional[] = [
  ...["mean", "sd", "skewness", "kurtosis", "range"],
  ...["p1", "p25", "p50", "p75", "p99", "p25-p75", "p1-p99"],
  ...["slope", "linear-error", "quadratic-fit", "quadratic-error"],
  ...["mean-rise", "mean-fall", "rising-slope", "falling-slope"],
  ...["peaks-per-second", "clear-peaks-per-second", "peak-distance", "turn-heights"],
  ...["extreme-places", "time-above", "modulation"],
].map(functionalOf);

/** Of the frames themselves: how much of the clip is voiced, and in which stretches. */
const OF_VOICING: readonly Functional[] = ["share", "segments"].map(functionalOf);

/** Numbers that are of one kind of series. */
export interface WideTable {
  readonly title: string;
  readonly columns: readonly Column[];
  compute(analysis: WideAnalysis, run: Run, into: Float64Array, at: number): void;
}

/** Every functional of the series of a family. */
function tableOf(members: SeriesFamily): WideTable {
  const names = namesOf(members);
  return {
    title: members.name,
    columns: tableColumns(names, OF_ALL),
    compute(analysis, run, into, at) {
      for (const [row, one] of seriesOf(members, analysis).entries()) {
        computeRow(one, OF_ALL, into, at + row, names.length, run);
      }
    },
  };
}

/** Of the first series of a family of voiced frames. */
function stretches(title: string, members: SeriesFamily): WideTable {
  return {
    title,
    columns: tableColumns([{ name: "voiced", unit: null }], OF_VOICING),
    compute(analysis, run, into, at) {
      computeRow(seriesOf(members, analysis)[0], OF_VOICING, into, at, 1, run);
    },
  };
}

const PITCH = FAMILIES.filter(({ isVoice }) => isVoice).slice(0, 1);

export const WIDE_TABLES: readonly WideTable[] = [
  ...FAMILIES.map(tableOf),
  ...PITCH.map((members) => stretches("voiced stretches", members)),
];

/** One number per column of the tables. */
export function wideNumbers(analysis: WideAnalysis): Float64Array {
  const numbers = new Float64Array(WIDE_TABLES.reduce((sum, { columns }) => sum + columns.length, 0));
  const run = new Run();
  let at = 0;
  for (const table of WIDE_TABLES) {
    table.compute(analysis, run, numbers, at);
    at += table.columns.length;
  }
  return numbers;
}
