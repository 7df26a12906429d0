import { formatCsv } from "../../base/csv.ts";
import { shortFloat } from "../../base/short-float.ts";
import { votesFor } from "../../base/sureness.ts";
import { inert } from "../../dataset/predictions-csv.ts";
import type { TimelinePart } from "../../recogniser/index.ts";
import type { Answer, Failure } from "./answer.ts";
import { reasonOf } from "./answer.ts";

/**
 * Csv: file, start and end in seconds, label (empty where there is none), one probability per label, and why there is no label; of a
 * vote how many votes are given in all, and how many for each label. A recording that was followed over time has a row per segment. Text that a spreadsheet would compute begins with a quote.
 */
export function formatAnswers(answers: readonly (Answer | Failure)[], labels: readonly string[]): string {
  const votes = answers.flatMap((answer) => ("votes" in answer ? (answer.votes ?? []) : [])).at(0);
  const rows = answers.flatMap((answer) => {
    const { file } = answer;
    if ("error" in answer) return [rowOf(file, "", "", undefined, answer.error)];
    if ("timeline" in answer) return answer.timeline.map((part) => segmentRow(file, part));
    const end = timeOf(answer.seconds);
    return answer.label === null
      ? [rowOf(file, "0", end, undefined, answer.why)]
      : [rowOf(file, "0", end, answer, "")];
  });
  return formatCsv([
    ["file", "start", "end", "label", ...(votes === undefined ? [] : ["votes"]), ...labels.map(inert), "why"],
    ...rows,
  ]);

  function segmentRow(file: string, part: TimelinePart): string[] {
    const [start, end] = [timeOf(part.startSeconds), timeOf(part.endSeconds)];
    return part.label === null
      ? rowOf(file, start, end, undefined, reasonOf(part))
      : rowOf(file, start, end, part, "");
  }

  function shareText(share: number): string {
    return votes === undefined ? shortFloat(Math.fround(share)) : String(votesFor(share, votes));
  }

  function rowOf(
    file: string,
    start: string,
    end: string,
    said: { readonly label: string; readonly probabilities: Readonly<Record<string, number>> } | undefined,
    why: string,
  ): string[] {
    const shares = labels.map((label) => (said === undefined ? "" : shareText(said.probabilities[label])));
    const given = votes === undefined ? [] : [said === undefined ? "" : String(votes)];
    return [inert(file), start, end, inert(said?.label ?? ""), ...given, ...shares, inert(why)];
  }
}

/** To a millisecond. */
function timeOf(seconds: number): string {
  return String(Number(seconds.toFixed(3)));
}
