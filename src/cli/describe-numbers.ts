/** A run of estimators in a few lines for the terminal. */
import { relative } from "node:path";
import pc from "picocolors";
import { counted } from "../base/counted.ts";
import type { NumbersSummary } from "../experiment/numbers/run-numbers.ts";
import { formatColumns } from "./print.ts";

/** Scores and notes, ending with where to look. */
export function describeNumbers({
  protocol,
  folds,
  clips,
  scores,
  notes,
  report,
  estimators,
}: NumbersSummary): string[] {
  const rows = scores.flatMap(({ name, dimensions }) =>
    dimensions.map(({ dimension, scores: own }) => [
      name,
      dimension,
      ...own.map(
        ({ metric, value, low, high }) =>
          `${metric} ${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`,
      ),
    ]),
  );
  return [
    ...notes.map((note) => `${pc.yellow("note:")} ${note}`),
    `${protocol}, ${counted(folds, "fold")}, n = ${clips}; 95 % intervals in brackets`,
    ...formatColumns(rows).map((line) => `  ${line}`),
    ...(report === null ? [] : [`Report: ${relative(process.cwd(), report)}`]),
    ...estimators.map((path) => `Estimator: ${relative(process.cwd(), path)}`),
  ];
}
