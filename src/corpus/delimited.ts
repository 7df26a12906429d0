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
 * @param text - without byte-order mark or with one
 * @param name - what errors call the file
 * @throws CorpusError for a quote that is not closed, or text after a closing quote
 */
export function parseDelimited(text: string, name: string): DelimitedRow[] {
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  const separator = separatorOf(body);
  const rows: DelimitedRow[] = [];
  let fields: string[] = [];
  let line = 1;
  let rowLine = 1;
  for (let at = 0; at <= body.length; ) {
    let field: string;
    let end: number;
    while (body[at] === " ") at++;
    if (body[at] === '"') {
      end = closingQuote(body, at);
      if (end < 0) throw new CorpusError(`${name}, line ${line}: a quote is opened and never closed.`);
      field = body.slice(at + 1, end).replaceAll('""', '"');
      for (const letter of field) if (letter === "\n") line++;
      end++;
      while (body[end] === " ") end++;
      if (end < body.length && body[end] !== separator && body[end] !== "\n" && body[end] !== "\r") {
        throw new CorpusError(
          `${name}, line ${line}: expected a separator or the end of the line after a closing quote, got "${body[end]}".`,
        );
      }
    } else {
      end = at;
      while (end < body.length && body[end] !== separator && body[end] !== "\n" && body[end] !== "\r") end++;
      field = body.slice(at, end).trim();
    }
    fields.push(field);
    if (body[end] === separator) {
      at = end + 1;
      continue;
    }
    if (fields.some((one) => one !== "")) rows.push({ line: rowLine, fields });
    fields = [];
    at = end + (body[end] === "\r" && body[end + 1] === "\n" ? 2 : 1);
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
