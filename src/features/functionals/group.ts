/** Tables of the functionals: which series, which statistics, under which names. */
import {
  type Column,
  computeRow,
  type Functional,
  functionalOf,
  type Run,
  type SeriesInfo,
  tableColumns,
} from "../../functionals/index.ts";
import type { Analysis } from "./analysis.ts";
import { FRAME_RATE_HZ } from "./settings.ts";

/** Numbers of an analysis. */
export interface Descriptors {
  readonly columns: readonly Column[];
  /** Writes one number per column to into[at] and on. */
  compute(analysis: Analysis, run: Run, into: Float64Array, at: number): void;
}

export interface DescriptorGroup extends Descriptors {
  /** What the numbers are of. */
  readonly title: string;
}

export const MEAN_SD: readonly Functional[] = ["mean", "sd"].map(functionalOf);
export const PERCENTILES: readonly Functional[] = ["p5", "p25", "p50", "p75", "p95"].map(functionalOf);
/** Mean, standard deviation and five percentiles. */
export const SUMMARY: readonly Functional[] = [...MEAN_SD, ...PERCENTILES];

interface TableSettings {
  readonly series: readonly SeriesInfo[];
  /** [frame], of one of the series; it is asked for when it is its turn. */
  values(analysis: Analysis, index: number): Float64Array;
  /** Which frames count; absent: all. */
  mask?(analysis: Analysis): Uint8Array;
  readonly functionals: readonly Functional[];
  /** Names of the numbers, where they are not made of those of series and functionals. */
  readonly names?: readonly string[];
}

/** All functionals of all series: the first of every series, then the second of every series. */
export function table({ series, values, mask, functionals, names }: TableSettings): Descriptors {
  return {
    columns: tableColumns(series, functionals).map((column, i) => ({
      ...column,
      name: names?.[i] ?? column.name,
    })),
    compute(analysis, run, into, at) {
      const marks = mask?.(analysis);
      series.forEach(({ name, unit }, i) => {
        const one = { name, unit, frameRateHz: FRAME_RATE_HZ, values: values(analysis, i) };
        const known = marks === undefined ? one : { ...one, mask: marks };
        computeRow(known, functionals, into, at + i, series.length, run);
      });
    },
  };
}

/** Tables one after the other. */
export function group(title: string, tables: readonly Descriptors[]): DescriptorGroup {
  return {
    title,
    columns: tables.flatMap(({ columns }) => columns),
    compute(analysis, run, into, at) {
      let next = at;
      for (const one of tables) {
        one.compute(analysis, run, into, next);
        next += one.columns.length;
      }
    },
  };
}

/** `${prefix}1` … `${prefix}${count}`. */
export function numbered(
  prefix: string,
  count: number,
  unit: string | null = null,
  suffix = "",
): SeriesInfo[] {
  return Array.from({ length: count }, (_, i) => ({ name: `${prefix}${i + 1}${suffix}`, unit }));
}
