/** Tables as text: comma, semicolon or tab between fields, quotes where a field needs them (RFC 4180). */
import { CorpusError } from "../base/errors.ts";

export interface DelimitedRow {
  /** Line of the file where the row begins, from 1. */
  readonly line: number;
  /** Trimmed of spaces around unquoted text. */
  readonly fields: readonly string[];
}

/**
 * The rows of a table, the header included; empty lines are left out. The separator is the one that the first
 * line holds most often.
 *
 * @param name - what errors call the file
 * @throws CorpusError for a quote that is not closed, or text after a closing quote
 */
export function parseDelimited(text: string, name: string): DelimitedRow[] {
  const separator = separatorOf(text);
  const rows: DelimitedRow[] = [];
  let fields: string[] = [];
  let line = 1;
  let rowLine = 1;
  for (let at = 0; at <= text.length; ) {
    let field: string;
    let end: number;
    while (text[at] === " ") at++;
    if (text[at] === '"') {
      end = closingQuote(text, at);
      if (end < 0) throw new CorpusError(`${name}, line ${line}: a quote is opened and never closed.`);
      field = text.slice(at + 1, end).replaceAll('""', '"');
      for (const letter of field) if (letter === "\n") line++;
      end++;
      while (text[end] === " ") end++;
      if (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") {
        throw new CorpusError(
          `${name}, line ${line}: expected a separator or the end of the line after a closing quote, got "${text[end]}".`,
        );
      }
    } else {
      end = at;
      while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end++;
      field = text.slice(at, end).trim();
    }
    fields.push(field);
    if (text[end] === separator) {
      at = end + 1;
      continue;
    }
    if (fields.some((one) => one !== "")) rows.push({ line: rowLine, fields });
    fields = [];
    at = end + (text[end] === "\r" && text[end + 1] === "\n" ? 2 : 1);
    rowLine = ++line;
  }
  return rows;
}

/** Index of the quote that closes the one at `open`; doubled quotes belong to the field; -1 if there is none. */
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
