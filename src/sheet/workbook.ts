/** Spreadsheets as data: sheets of cells, formulas beside the values that they have. */
import { ConfigError } from "../base/errors.ts";

export interface Workbook {
  readonly sheets: readonly Sheet[];
}

export interface Sheet {
  readonly name: string;
  /** [row, column]; null is an empty cell. */
  readonly rows: readonly (readonly (Cell | null)[])[];
  /** In widths of a digit, from the first column. */
  readonly columnWidths: readonly number[];
  /** Rows and columns that stay in sight. */
  readonly frozen: { readonly rows: number; readonly columns: number };
  /** Range whose first row gets buttons that filter. */
  readonly filter?: string;
  readonly rules: readonly ColourRule[];
}

export interface Cell {
  /** Of a formula: what it gives. Text stays text, whatever it begins with. */
  readonly value: string | number;
  /** Without the equals sign, in English, arguments separated by commas. */
  readonly formula?: string;
  readonly style?: CellStyle;
}

/** `headNumber` is above numbers, `input` is there to be changed, `note` explains, `quiet` is what other cells are made of. */
export type CellStyle =
  | "plain"
  | "title"
  | "head"
  | "headNumber"
  | "input"
  | "inputPercent"
  | "note"
  | "quiet"
  | "percent";

/** Colours that follow what cells say. */
export type ColourRule =
  | {
      readonly range: string;
      /** Formula, of the range's first cell: whether a cell has the colours. */
      readonly when: string;
      /** #rrggbb */
      readonly fill: string;
      readonly ink: string;
    }
  | {
      readonly range: string;
      /** #rrggbb at the number; between two of them colours are mixed. */
      readonly scale: readonly { readonly at: number; readonly fill: string }[];
    };

/** What Excel opens. */
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;
const LONGEST_TEXT = 32_767;
const LONGEST_FORMULA = 8192;

/** @throws ConfigError that names the sheet, if it holds more than spreadsheets open */
export function checkSheet({ name, rows }: Sheet): void {
  const fail = (problem: string): never => {
    throw new ConfigError(`sheet ${name}: ${problem}.`);
  };
  if (rows.length > MOST_ROWS) fail(`has ${rows.length} rows; spreadsheets open at most ${MOST_ROWS}`);
  rows.forEach((row, at) => {
    if (row.length > MOST_COLUMNS) {
      fail(`has ${row.length} columns; spreadsheets open at most ${MOST_COLUMNS}`);
    }
    row.forEach((cell, column) => {
      const { value = 0, formula = "" } = cell ?? {};
      const long = (length: number, most: number): never =>
        fail(`${cellName(at, column)} is ${length} characters long; spreadsheets open at most ${most}`);
      if (formula.length > LONGEST_FORMULA) long(formula.length, LONGEST_FORMULA);
      if (typeof value === "string" && value.length > LONGEST_TEXT) long(value.length, LONGEST_TEXT);
      if (typeof value === "number" && !Number.isFinite(value)) {
        fail(`${cellName(at, column)} is ${value}; expected a number`);
      }
    });
  });
}

/** Which part of a name stays as it is when a formula is copied elsewhere. */
export type Fixed = "row" | "column" | "both";

/**
 * "B3", "B$3", "$B3", "$B$3".
 *
 * @param row - from 0
 * @param column - from 0
 */
export function cellName(row: number, column: number, fixed?: Fixed): string {
  const dollar = (part: Fixed): string => (fixed === part || fixed === "both" ? "$" : "");
  return `${dollar("column")}${columnName(column)}${dollar("row")}${row + 1}`;
}

/** "B3:D9" of its first and last cell. */
export function rangeName(
  [row, column]: readonly [number, number],
  [lastRow, lastColumn]: readonly [number, number],
  fixed?: Fixed,
): string {
  return `${cellName(row, column, fixed)}:${cellName(lastRow, lastColumn, fixed)}`;
}

/** A, B, …, Z, AA, AB, … */
function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}
