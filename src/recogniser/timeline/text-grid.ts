/** A timeline as Praat's TextGrid, in its long text format. */
import { surenessText } from "../../base/sureness.ts";
import type { TimelinePart } from "./timeline.ts";

/**
 * Two interval tiers: `label`, empty where there is none, and `detail`, the three likeliest labels in per cent or votes, or why there
 * is no label.
 *
 * @param segments - without gaps, from 0 on; at least one
 * @param votes - given in all, where shares are of votes
 * @see Praat manual, "TextGrid file formats": the spaces at the ends of lines are Praat's
 */
export function formatTextGrid(segments: readonly TimelinePart[], votes?: number): string {
  const end = segments.at(-1)?.endSeconds ?? 0;
  const tiers = [
    { name: "label", texts: segments.map(({ label }) => label ?? "") },
    { name: "detail", texts: segments.map((part) => detailOf(part, votes)) },
  ];
  const lines = [
    'File type = "ooTextFile"',
    'Object class = "TextGrid"',
    "",
    "xmin = 0 ",
    `xmax = ${end} `,
    "tiers? <exists> ",
    `size = ${tiers.length} `,
    "item []: ",
    ...tiers.flatMap(({ name, texts }, tier) => [
      `    item [${tier + 1}]:`,
      '        class = "IntervalTier" ',
      `        name = ${quoted(name)} `,
      "        xmin = 0 ",
      `        xmax = ${end} `,
      `        intervals: size = ${segments.length} `,
      ...segments.flatMap(({ startSeconds, endSeconds }, i) => [
        `        intervals [${i + 1}]:`,
        `            xmin = ${startSeconds} `,
        `            xmax = ${endSeconds} `,
        `            text = ${quoted(texts[i])} `,
      ]),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

function detailOf(part: TimelinePart, votes: number | undefined): string {
  if (part.label === null) return `no speech: ${part.reason}`;
  return likeliest(part.probabilities)
    .map(([label, p]) => `${label} ${surenessText(p, votes)}`)
    .join(", ");
}

function likeliest(probabilities: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(probabilities)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 3);
}

/** Praat doubles quotes within text. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
