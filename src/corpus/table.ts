/** Tables as people and programs save them: bytes in, rows of named cells out. */
import { readFile, stat } from "node:fs/promises";
import { counted } from "../base/counted.ts";
import { parseCsv } from "../base/csv.ts";
import { CorpusError } from "../base/errors.ts";
import { fileTrouble } from "../base/file-trouble.ts";
import { isMissing } from "../base/spelling.ts";

export interface Table {
  /** As the header writes them; those without a name are left out. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** "clips.csv, line 3". */
  readonly where: string;
  readonly line: number;
  /** Text of a column, "" where the value is missing or there is no such column. */
  cell(column: string): string;
}

/**
 * A csv or tsv file: comma, semicolon or tab; UTF-8 or UTF-16; with or without byte-order mark and `sep=;`. What
 * says that a value is missing (`nan`, `None`, `<NA>`, …) is read as an empty cell.
 *
 * @param namesOf - what the columns of the header are called; two of one name are an error
 * @throws CorpusError that names file and line, if it is no such table
 */
export async function readTable(
  path: string,
  namesOf: (columns: readonly string[]) => readonly string[],
): Promise<Table> {
  return parseTable(await readText(path), path, namesOf);
}

/**
 * As `readTable`, of a text.
 *
 * @param path - names it in errors
 */
export function parseTable(
  text: string,
  path: string,
  namesOf: (columns: readonly string[]) => readonly string[],
): Table {
  const fail = (line: number, problem: string): never => {
    throw new CorpusError(`${path}, line ${line}: ${problem}.`);
  };
  const [header, ...rows] = parseCsv(text, fail, { tidy: true });
  if (header === undefined || rows.length === 0) {
    throw new CorpusError(`${path}: the table has no rows; expected a header and one row per clip.`);
  }
  const names = namesOf(header.cells);
  const twice = names.find((name, i) => name !== "" && names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new CorpusError(`${path}: the column "${twice}" occurs twice; expected each column once.`);
  }
  const places = new Map(names.map((name, i) => [name, i]));
  places.delete(""); // an index without a name
  return {
    columns: [...places.keys()],
    rows: rows.map(({ line, cells }) => {
      const where = `${path}, line ${line}`;
      if (cells.length !== names.length) {
        throw new CorpusError(
          `${where}: has ${counted(cells.length, "field")}; expected ${names.length}, as in the header (${names.join(", ")}).`,
          "Put quotes around text that holds a separator.",
        );
      }
      return {
        where,
        line,
        cell(column) {
          const text = cells[places.get(column) ?? -1] ?? "";
          return isMissing(text) ? "" : text;
        },
      };
    }),
  };
}

/** @throws CorpusError that names the file, if it is none, cannot be read, or is in another encoding */
export async function readText(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile()) {
    throw new CorpusError(`${path}: expected a csv file, got a folder, pipe or device.`);
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new CorpusError(`${path}: expected a csv file; it cannot be read (${fileTrouble(error)}).`);
  });
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes); // drops a byte-order mark
    if (!text.includes("\0")) return text;
  } catch {}
  throw new CorpusError(
    `${path}: the text is not ${encoding.toUpperCase().replace(/(?<=16)../, "")}.`,
    'Save it as "CSV UTF-8".',
  );
}

/** UTF-16 is known by its mark, or by the zero beside the first letter. */
function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return "utf-16be";
  return "utf-8";
}
