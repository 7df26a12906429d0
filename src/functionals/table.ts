/** A table of descriptors: every functional of every series. */
import type { Functional } from "./functional.ts";
import { Run } from "./run.ts";
import type { Series, SeriesInfo } from "./series.ts";

/** A number of a table. */
export interface Column {
  /** "mfcc1_mean". */
  readonly name: string;
  readonly unit: string | null;
}

/** The columns of a table, in order: the numbers of the first functional of all series, then those of the next. */
export function tableColumns(series: readonly SeriesInfo[], functionals: readonly Functional[]): Column[] {
  return functionals.flatMap(({ names, units }) =>
    names.flatMap((name, i) =>
      series.map((one) => ({ name: `${one.name}_${name}`, unit: units(one.unit)[i] })),
    ),
  );
}

/**
 * Writes the numbers of a table to into[at] and on, in the order of its columns.
 *
 * @param run - memory that tables share
 * @throws ConfigError if a functional is in seconds and a series has no frame rate
 */
export function computeTable(
  series: readonly Series[],
  functionals: readonly Functional[],
  into: Float64Array,
  at = 0,
  run: Run = new Run(),
): void {
  for (let row = 0; row < series.length; row++) {
    computeRow(series[row], functionals, into, at + row, series.length, run);
  }
}

/** Writes all numbers of one series, `step` apart from into[at] on: for tables whose series are not there all at once. */
export function computeRow(
  series: Series,
  functionals: readonly Functional[],
  into: Float64Array,
  at: number,
  step: number,
  run: Run,
): void {
  run.load(series);
  const numbers = new Float64Array(functionals.reduce((sum, { names }) => sum + names.length, 0));
  let next = 0;
  for (const one of functionals) {
    computeFunctional(one, run, numbers, next);
    next += one.names.length;
  }
  for (let i = 0; i < numbers.length; i++) into[at + i * step] = numbers[i];
}

/** Writes the numbers of a functional; those of no values are 0. */
export function computeFunctional(functional: Functional, run: Run, into: Float64Array, at: number): void {
  if (functional.of === "values" && run.values.length === 0) into.fill(0, at, at + functional.names.length);
  else functional.compute(run, into, at);
}
