/** Answers as lines for people. */
import pc from "picocolors";
import { clock } from "../../base/clock.ts";
import { formatColumns } from "../print.ts";
import { type Answer, type Followed, labelOf, likeliest, reasonOf } from "./answer.ts";

/** A line for each recording, and below those that were followed over time a line for each segment. */
export function describeAnswers(answers: readonly Answer[]): string[] {
  const rows = answers.map((answer) => {
    if ("timeline" in answer) return [answer.file, clock(answer.seconds), summaryOf(answer)];
    if (answer.label === null) return [answer.file, answer.reason, answer.why];
    return [answer.file, labelOf(answer), likeliest(answer.probabilities, answer.votes)];
  });
  const lines = formatColumns(rows);
  return answers.flatMap((answer, i) =>
    "timeline" in answer ? [lines[i], ...segmentsOf(answer)] : [lines[i]],
  );
}

/** How much of the speech has which label. */
function summaryOf({ timeline, seconds }: Followed): string {
  const byLabel = new Map<string, number>();
  for (const { label, startSeconds, endSeconds } of timeline) {
    if (label !== null) byLabel.set(label, (byLabel.get(label) ?? 0) + endSeconds - startSeconds);
  }
  const spoken = [...byLabel.values()].reduce((sum, one) => sum + one, 0);
  if (spoken === 0) return "no speech";
  const shares = [...byLabel]
    .toSorted(([, a], [, b]) => b - a)
    .map(([label, one]) => `${label} ${((100 * one) / spoken).toFixed(0)} %`);
  return `speech in ${((100 * spoken) / seconds).toFixed(0)} % of it: ${shares.join(", ")}`;
}

function segmentsOf({ timeline, votes }: Followed): string[] {
  const digits = 1;
  const rows = timeline.map((part) => [
    `  ${clock(part.startSeconds, digits)}`,
    clock(part.endSeconds, digits),
    part.label === null ? "–" : labelOf(part),
    part.label === null ? reasonOf(part) : likeliest(part.probabilities, votes),
  ]);
  return formatColumns(rows).map((line, i) => (timeline[i].label === null ? pc.dim(line) : line));
}
