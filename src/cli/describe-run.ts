/** A run in a few lines for the terminal. */
import { relative } from "node:path";
import pc from "picocolors";
import type { RunSummary } from "../experiment/run.ts";
import { formatColumns } from "./print.ts";

/** Scores and notes, ending with where to look. */
export function describeRun(summary: RunSummary): string[] {
  const lines: string[] = [];
  if (summary.leaky) {
    lines.push(pc.red("LEAKY on purpose: these scores are worthless as measurements."), "");
  }
  for (const note of summary.notes) lines.push(`${pc.yellow("note:")} ${note}`);
  if (summary.scores.some((one) => one.scores.length > 0)) {
    const rows = summary.scores.map(({ name, scores }) => [
      name,
      ...scores.map(
        ({ metric, value, low, high }) => `${metric} ${percent(value)} [${percent(low)}, ${percent(high)}]`,
      ),
    ]);
    lines.push(
      `${summary.protocol}, ${summary.folds} fold${summary.folds === 1 ? "" : "s"}, n = ${summary.clips}; ` +
        "95 % intervals in brackets",
      ...formatColumns(rows).map((line) => `  ${line}`),
    );
  }
  if (summary.report !== null && summary.scores.every((one) => one.scores.length === 0)) {
    lines.push(
      `${summary.protocol}: ${summary.clips} clips predicted; none has a label, so there are no scores`,
    );
  }
  if (summary.report !== null) lines.push(`Report: ${relative(process.cwd(), summary.report)}`);
  for (const path of summary.recognisers) lines.push(`Recogniser: ${relative(process.cwd(), path)}`);
  return lines;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
