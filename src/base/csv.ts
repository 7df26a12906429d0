/** Csv (RFC 4180), written and read. */

/** Cells are quoted where they would break the row or be lost, and only there. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${formatRow(cells)}\n`).join("");
}

function formatRow(cells: readonly string[]): string {
  // One empty cell would be an empty line.
  return cells.length === 1 && cells[0] === "" ? '""' : cells.map(quoted).join(",");
}

function quoted(cell: string): string {
  return /^\uFEFF|[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export interface CsvRecord {
  /** Line of the text where it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The records of a table, the header included. Lines end with LF, CRLF or CR; a byte-order mark and empty lines are
 * left out.
 *
 * @param fail - throws for a quote that is never closed, or text after a closing quote
 * @param options - `separator`: by default the one of comma, semicolon and tab that the first line holds most often, or
 *   that a line `sep=;` before the table names; `tidy`: leaves out what people type or spreadsheets add, that line,
 *   spaces around unquoted text and records of empty cells
 */
export function parseCsv(
  text: string,
  fail: (line: number, problem: string) => never,
  options: { readonly separator?: string; readonly tidy?: boolean } = {},
): CsvRecord[] {
  const { tidy = false } = options;
  const named = tidy ? NAMED_SEPARATOR.exec(text) : null;
  const { separator = named?.[1] ?? separatorOf(text) } = options;
  const endsCell = (at: number): boolean =>
    at >= text.length || text[at] === separator || text[at] === "\n" || text[at] === "\r";
  const afterSpaces = (at: number): number => {
    let end = at;
    while (tidy && text[end] === " ") end++;
    return end;
  };
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let line = named === null ? 1 : 2;
  let start = line;
  let at = named?.[0].length ?? (text.startsWith("\uFEFF") ? 1 : 0);
  while (at < text.length || cells.length > 0) {
    at = afterSpaces(at);
    const isQuoted = text[at] === '"';
    let end = at;
    let cell: string;
    if (isQuoted) {
      end = closingQuote(text, at);
      if (end < 0) fail(line, "a quote is opened and never closed");
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      line += cell.match(/\r\n?|\n/g)?.length ?? 0;
      end = afterSpaces(end + 1);
      if (!endsCell(end)) {
        fail(line, `expected a separator or the end of the line after a closing quote, got "${text[end]}"`);
      }
    } else {
      while (!endsCell(end)) end++;
      cell = text.slice(at, end);
      if (tidy) cell = cell.trim();
    }
    cells.push(cell);
    at = end + 1;
    if (text[end] === separator) continue;
    const isEmptyLine = cells.length === 1 && cell === "" && !isQuoted;
    if (!isEmptyLine && !(tidy && cells.every((one) => one === ""))) records.push({ line: start, cells });
    cells = [];
    if (text[end] === "\r" && text[end + 1] === "\n") at++;
    start = ++line;
  }
  return records;
}

/** What Excel writes and reads before a table: `sep=;`, some programs in quotes. */
const NAMED_SEPARATOR = /^\uFEFF?"?sep=([,;\t|])"?(?:\r\n?|\n)/i;

/** Index of the quote that closes the one at `open`; doubled quotes belong to the cell; -1 if there is none. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function separatorOf(text: string): string {
  const [first] = text.replace(/"[^"]*"/g, "").split(/[\r\n]/, 1);
  const count = (separator: string): number => first.split(separator).length;
  return [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
}
