import { formatCsv } from "../../base/csv.ts";
import { shortFloat } from "../../base/short-float.ts";
import { sureCell, votesFor } from "../../base/sureness.ts";
import { inert } from "../../dataset/predictions-csv.ts";
import type { Prediction, TimelinePart } from "../../recogniser/index.ts";
import type { Answer, Failure } from "./answer.ts";
import { reasonOf } from "./answer.ts";

/**
 * Csv: file, start and end in seconds, label (empty where there is none), whether it is sure (`yes` or `no`; empty where the recogniser
 * does not tell), one probability per label, why there is no label, and why the answer is not to be trusted; of a vote how many votes
 * are given in all, and how many for each label. A recording that was followed over time has a row per segment. Text that a
 * spreadsheet would compute begins with a quote.
 */
export function formatAnswers(answers: readonly (Answer | Failure)[], labels: readonly string[]): string {
  const votes = answers.flatMap((answer) => ("votes" in answer ? (answer.votes ?? []) : [])).at(0);
  const rows = answers.flatMap((answer) => {
    const { file } = answer;
    if ("error" in answer) return [rowOf(file, "", "", undefined, answer.error)];
    if ("timeline" in answer)
      return answer.timeline.map((part) => segmentRow(file, part, answer.warnings.join(" ")));
    const end = timeOf(answer.seconds);
    return answer.label === null
      ? [rowOf(file, "0", end, undefined, answer.why)]
      : [rowOf(file, "0", end, answer, "", answer.warnings.join(" "))];
  });
  const given = votes === undefined ? [] : ["votes"];
  return formatCsv([
    ["file", "start", "end", "label", "sure", ...given, ...labels.map(inert), "why", "warnings"],
    ...rows,
  ]);

  function segmentRow(file: string, part: TimelinePart, warnings: string): string[] {
    const [start, end] = [timeOf(part.startSeconds), timeOf(part.endSeconds)];
    return part.label === null
      ? rowOf(file, start, end, undefined, reasonOf(part))
      : rowOf(file, start, end, part, "", warnings);
  }

  function shareText(share: number): string {
    return votes === undefined ? shortFloat(Math.fround(share)) : String(votesFor(share, votes));
  }

  function rowOf(
    file: string,
    start: string,
    end: string,
    said: Pick<Prediction, "label" | "sure" | "probabilities"> | undefined,
    why: string,
    warnings = "",
  ): string[] {
    const shares = labels.map((label) => (said === undefined ? "" : shareText(said.probabilities[label])));
    const given = votes === undefined ? [] : [said === undefined ? "" : String(votes)];
    const label = [inert(said?.label ?? ""), sureCell(said?.sure)];
    return [inert(file), start, end, ...label, ...given, ...shares, inert(why), inert(warnings)];
  }
}

/** To a millisecond. */
function timeOf(seconds: number): string {
  return String(Number(seconds.toFixed(3)));
}
