/** A learning-rate range test as a small chart for the terminal. */
import pc from "picocolors";
import type { NetworkRange } from "../experiment/learning-rates.ts";
import { formatColumns } from "./print.ts";

const LINES = 24;
const BAR_CELLS = 40;

/** One line per some steps: rate, smoothed loss as a bar and as a number, and marks for the rates that stand out. */
export function describeRange({ name, asked, range }: NetworkRange): string[] {
  const { points, lowest, steepest, suggestion, diverged } = range;
  const spacing = Math.ceil(points.length / LINES);
  const losses = points.map((point) => point.smoothed);
  const least = Math.min(...losses);
  // An explosion would flatten everything else.
  const most = Math.min(Math.max(...losses), least + 1.5 * (losses[0] - least) || Math.max(...losses));
  const rows: string[][] = [];
  for (let from = 0; from < points.length; from += spacing) {
    const some = points.slice(from, from + spacing);
    const marked = some.findLast((point) => [steepest, lowest].includes(point.learningRate));
    const { learningRate, smoothed } = marked ?? some[some.length - 1];
    const share = most > least ? Math.min(1, (smoothed - least) / (most - least)) : 0;
    const marks = [
      ...(some.some((point) => point.learningRate === steepest) ? ["falls fastest"] : []),
      ...(some.some((point) => point.learningRate === lowest) ? ["lowest"] : []),
    ];
    const bar = "\u2588".repeat(Math.max(1, Math.round(share * BAR_CELLS)));
    rows.push([`  ${rate(learningRate)}`, bar, smoothed.toFixed(3), marks.join(", ")]);
  }
  const end = diverged ? "then the loss explodes" : "the loss never explodes";
  return [
    `${pc.bold(name)}: smoothed loss by learning rate, ${points.length} steps; ${end}`,
    ...formatColumns(rows),
    `  learningRate: ${rate(suggestion)} is a tenth of the lowest point's` +
      `${steepest === null ? "" : `; the loss falls fastest at ${rate(steepest)}`}; the file has ${rate(asked)}`,
  ];
}

function rate(learningRate: number): string {
  return learningRate.toExponential(1);
}
