/** Rows as lines of text. */
import { ConfigError } from "../base/errors.ts";
import { shortFloat } from "../base/short-float.ts";
import type { Sink, TableLayout, TableWriter } from "./table.ts";

/**
 * A writer of one line per row.
 *
 * @param text - a cell of text as it stands in the file
 * @param unknown - what stands for a cell that is not known
 */
export function writeLines(
  { rows: announced, numbers: { length: width } }: TableLayout,
  sink: Sink,
  text: (cell: string) => string,
  unknown: string,
): TableWriter {
  const encoder = new TextEncoder();
  let written = 0;
  return {
    async write({ texts, numbers }) {
      const lines = texts.map((cells, row) => {
        const own = Array.from(numbers.subarray(row * width, (row + 1) * width), (value) =>
          Number.isNaN(value) ? unknown : shortFloat(value),
        );
        return [...cells.map((cell) => (cell === "" ? unknown : text(cell))), ...own].join(",");
      });
      written += texts.length;
      if (lines.length > 0) await sink(encoder.encode(`${lines.join("\n")}\n`));
    },
    async finish() {
      assertRows(written, announced);
    },
  };
}

export function assertRows(written: number, announced: number): void {
  if (written !== announced) {
    throw new ConfigError(`the table has ${written} rows; expected the ${announced} that were announced.`);
  }
}
