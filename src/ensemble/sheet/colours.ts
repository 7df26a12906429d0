/** Colours of labels: pale, with dark letters, told apart by colour-blind people as far as eight can be. */
import type { ColourRule } from "../../sheet/workbook.ts";

const FILLS = ["#f7b6b2", "#b8dcf4", "#d9c3ec", "#fde2a8", "#c8e6b9", "#e3e5e8", "#f6cfe4", "#bfe5e1"];
const INK = "#1f2328";
/** Excel takes no longer text in a formula. */
const LONGEST = 255;

/**
 * A rule per label.
 *
 * @param first - name of the range's first cell, whose row and column are free
 */
export function labelColours(labels: readonly string[], range: string, first: string): ColourRule[] {
  return labels.flatMap((label, i) =>
    label.length > LONGEST
      ? []
      : [
          {
            range,
            when: `EXACT(${first},"${label.replaceAll('"', '""')}")`,
            fill: FILLS[i % FILLS.length],
            ink: INK,
          },
        ],
  );
}

/** What asks for a second look. */
export function warningColours(range: string, when: string): ColourRule {
  return { range, when, fill: "#fde4d3", ink: "#b03a00" };
}
