/** A learning-rate range test as a small chart for the terminal. */
import pc from "picocolors";
import type { NetworkRange } from "../experiment/fit/learning-rates.ts";
import { formatColumns } from "./print.ts";

const LINES = 24;
const BAR_CELLS = 40;

/** One line per some steps: rate, smoothed loss as a bar and as a number, and marks for the rates that stand out. */
export function describeRange({ name, asked, range }: NetworkRange): string[] {
  const { points, lowest, steepest, diverged } = range;
  const spacing = Math.ceil(points.length / LINES);
  const losses = points.map((point) => point.smoothed);
  const least = Math.min(...losses);
  // an explosion would flatten everything else
  const most = Math.min(
    Math.max(...losses),
    losses[0] > least ? 1.5 * losses[0] - 0.5 * least : Number.POSITIVE_INFINITY,
  );
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
    `  ${suggestion(range)}; the file has ${rate(asked)}`,
  ];
}

/** The rate to take, in words. */
export function suggestion({ steepest, lowest }: NetworkRange["range"]): string {
  return steepest === null
    ? "the loss never falls by more than its noise: there is no rate to suggest"
    : `learningRate: ${rate(steepest)}, where the loss falls fastest; it is lowest at ${rate(lowest)}`;
}

export function rate(learningRate: number): string {
  return learningRate.toExponential(1);
}
