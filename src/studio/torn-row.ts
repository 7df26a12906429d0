/** Rows that were being written when power was lost. */
import { type CsvRecord, parseCsv } from "../base/csv.ts";
import { CorpusError } from "../base/errors.ts";

/**
 * @returns the table without its last row, if that is torn: no line end closes it, and it has fewer fields than the header or a
 *   quote that is never closed
 */
export function withoutTornRow(text: string): string {
  if (/[\r\n]$/.test(text)) return text;
  const lines = text.split(/(?<=\n|\r(?!\n))/);
  const before = (line: number): string => lines.slice(0, line - 1).join("");
  const records = recordsOf(text);
  if (records === undefined) {
    const others = before(lines.length);
    return recordsOf(others) === undefined ? text : others;
  }
  const [header, last] = [records.at(0), records.at(-1)];
  if (header === undefined || last === undefined) return text;
  return last.cells.length < header.cells.length ? before(last.line) : text;
}

/** Undefined where its quotes are wrong. */
function recordsOf(text: string): CsvRecord[] | undefined {
  try {
    return parseCsv(text, (_, problem) => {
      throw new CorpusError(problem);
    });
  } catch {
    return undefined;
  }
}
