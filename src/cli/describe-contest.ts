/** A contest in words. */
import pc from "picocolors";
import { counted } from "../base/counted.ts";
import {
  type BoardReading,
  type Contest,
  type FileEvent,
  publicRowsOf,
  type Submitted,
} from "../contest/index.ts";
import { formatColumns } from "./print.ts";

/** What a new file is, and how alike it is to the earlier ones, the most alike first. */
export function describeAdded({ file, sha256, local, agreement }: FileEvent): string[] {
  const earlier = Object.entries(agreement).sort(([, a], [, b]) => b - a);
  return [
    `${file}: valid and logged (${sha256.slice(0, 12)}), local ${local === undefined ? "unknown" : localText(local)}`,
    ...earlier.map(([name, share]) =>
      share === 1
        ? `  the very answers of ${name}: sending it tells nothing new`
        : `  ${percent(share)} of its answers are those of ${name}`,
    ),
  ];
}

/** A line per file, in the order of the log; clear steps of the public board have a plus. */
export function describeFiles(files: readonly Submitted[], board: BoardReading | null): string[] {
  if (files.length === 0) return ["no files yet"];
  return formatColumns(
    [
      ["file", "sha-256", "by", "local", "public"],
      ...files.map((one) => [
        one.file,
        one.sha256.slice(0, 12),
        [one.experiment, one.recogniser].filter((name) => name !== undefined).join("/") || "-",
        one.local === undefined ? "-" : localText(one.local),
        one.public === null
          ? "-"
          : `${percent(one.public)}${board?.steps.includes(one.file) === true ? " +" : ""}`,
      ]),
    ],
    80,
  );
}

/** What the public board is worth, and warnings where it is worth less than it seems. */
export function describeBoard(board: BoardReading, contest: Contest): string[] {
  const { scores, leader, bound, luck, better, excess } = board;
  const rows = publicRowsOf(contest);
  const lines = [
    "",
    `${counted(scores, "public score")} of ${rows} rows${contest.publicRows === undefined ? " (or of fewer: the contest does not say)" : ""}; ` +
      `${leader} leads. Steps that are more than luck (+): ${board.steps.join(", ")}.`,
    `A public score may be above what the file is worth by ${points(bound.fixed)} if all files were made before any score was seen, ` +
      `by ${points(bound.ladder)} if only steps were looked at, by ${points(bound.adaptive)} if every score was (95 %; Dwork et al. 2015, ` +
      "Blum & Hardt 2015).",
  ];
  if (scores > 1) {
    lines.push(
      `The best of ${scores} equally good files would lead their mean by up to ${points(luck)} by luck.`,
    );
  }
  if (excess !== null && excess.value > excess.byLuck) {
    lines.push(
      pc.yellow(
        `warning: the public board is being overfitted: ${leader} is ${points(excess.value)} above what its local score promises ` +
          `beside the first files, luck explains ${points(excess.byLuck)}. Choose by the local score.`,
      ),
    );
  }
  if (better !== null) {
    lines.push(
      pc.yellow(
        `warning: ${leader} leads within luck: ${better.file} has the better local score and is ${points(better.behind)} behind ` +
          `on the board, where ${points(better.byLuck)} is luck.`,
      ),
    );
  }
  return lines;
}

function localText({ value, low, high, protocol }: NonNullable<FileEvent["local"]>): string {
  return `${percent(value)} [${percent(low)}, ${percent(high)}] ${protocol}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A difference of two shares. */
function points(share: number): string {
  return `${(share * 100).toFixed(1)} points`;
}
