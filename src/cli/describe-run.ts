/** A run in a few lines for the terminal. */
import { relative } from "node:path";
import pc from "picocolors";
import { counted } from "../base/counted.ts";
import { showSettings } from "../base/settings.ts";
import type { RunSummary } from "../experiment/run.ts";
import {
  curveTable,
  extentText,
  partText,
  percent,
  percentInterval,
  type SearchSummary,
  searchSentence,
  sharesText,
  withMarks,
} from "../report/index.ts";
import { formatColumns } from "./print.ts";

/** Scores and notes, ending with where to look. */
export function describeRun(summary: RunSummary): string[] {
  const lines: string[] = [];
  if (summary.leaky) {
    lines.push(pc.red("LEAKY on purpose: these scores are worthless as measurements."), "");
  }
  for (const note of summary.notes) lines.push(`${pc.yellow("note:")} ${note}`);
  if (summary.scores.some((one) => one.scores.length > 0)) {
    const rows = summary.scores.map(({ name, scores, ...marks }) => [
      withMarks(name, marks),
      ...sharesText(scores),
    ]);
    lines.push(
      `${summary.protocol}, ${counted(summary.folds, "fold")}, n = ${summary.clips}; ` +
        "95 % intervals in brackets",
      ...formatColumns(rows).map((line) => `  ${line}`),
    );
  }
  if (summary.report !== null && summary.scores.every((one) => one.scores.length === 0)) {
    lines.push(
      `${summary.protocol}: ${counted(summary.clips, "clip")} predicted; none has a label, so there are no scores`,
    );
  }
  lines.push(...describeCurves(summary));
  for (const { found } of summary.searches) lines.push(...found.flatMap(describeSearch));
  if (summary.report !== null) lines.push(`Report: ${relative(process.cwd(), summary.report)}`);
  for (const path of summary.recognisers) lines.push(`Recogniser: ${relative(process.cwd(), path)}`);
  return lines;
}

function describeCurves({ learningCurves }: RunSummary): string[] {
  const { parts, rows } = curveTable(learningCurves);
  if (parts.length === 0) return [];
  const table = formatColumns([
    ["learnt from", ...parts.map((part) => `${partText(part)}: ${extentText(part)}`)],
    ...rows.map(({ name, cells }) => [
      name,
      ...cells.map((uar) => (uar === undefined ? "–" : `${percent(uar.value)} (${percentInterval(uar)})`)),
    ]),
  ]);
  return ["UAR after learning from less, %", ...table.map((line) => `  ${line}`)];
}

/** As many settings as fit under the scores. */
const SHOWN = 5;

function describeSearch(search: SearchSummary): string[] {
  const { learner, tried, importance } = search;
  const best = tried
    .slice(0, SHOWN)
    .map(({ settings, score, chosen }) => [
      score.toFixed(3),
      chosen === 0 ? "" : `chosen in ${counted(chosen, "fold")}`,
      showSettings(settings),
    ]);
  return [
    `${learner}: ${searchSentence(search)}`,
    ...formatColumns(best).map((line) => `  ${line}`),
    `  what mattered: ${importance.map(({ field, share }) => `${field} ${(100 * share).toFixed(0)} %`).join(", ")}`,
  ];
}
