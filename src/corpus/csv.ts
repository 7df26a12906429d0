/** A table of clips: any corpus can be brought in this form. */
import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { counted } from "../base/counted.ts";
import { parseCsv } from "../base/csv.ts";
import { CorpusError, messageOf } from "../base/errors.ts";
import { didYouMean } from "../base/registry.ts";
import { isFolder, orderedClips, stemOf } from "./audio-files.ts";
import { type Clip, defineCorpus, type ReadOptions } from "./corpus.ts";

const COLUMNS = ["path", "label", "id", "speaker", "sex", "sentence", "intensity", "take", "split"] as const;
type Column = (typeof COLUMNS)[number];

/** What other tables call the two columns that every corpus has. */
const SYNONYMS: Record<string, Column> = {
  file: "path",
  filename: "path",
  filepath: "path",
  emotion: "label",
  class: "label",
  target: "label",
};

const SEXES: Record<string, "female" | "male"> = { female: "female", f: "female", male: "male", m: "male" };

/** One row: the text of each column, "" where the table has none. */
interface Row {
  readonly where: string;
  cell(column: Column): string;
}

export const csv = defineCorpus({
  id: "csv",
  summary: "any corpus, as a table with one row per clip",
  layout:
    "a .csv or .tsv file with columns path, label; optional id, speaker, sex, sentence, intensity, take, split; " +
    "paths are relative to the file",
  labels: [],
  licence: "that of the recordings",
  citation: "the author of the recordings",

  async recognises(path) {
    return /\.(csv|tsv)$/i.test(path) && !(await isFolder(path));
  },

  async read(path, options = {}) {
    const rows = readRows(await readText(path), path);
    const clips: Clip[] = [];
    const lines = new Map<string, string>();
    for (const row of rows) {
      const clip = await readClip(row, dirname(resolve(path)), options);
      const before = lines.get(clip.id);
      if (before !== undefined) {
        throw new CorpusError(
          `${row.where}: the id "${clip.id}" is taken by ${before}; expected it once.`,
          row.cell("id") === "" ? 'Add a column "id".' : "Rename one of the two.",
        );
      }
      lines.set(clip.id, lineOf(row, path));
      clips.push(clip);
    }
    checkLabels(rows);
    checkCase(rows, path);
    return orderedClips(clips, path);
  },
});

/** "line 3". */
function lineOf(row: Row, path: string): string {
  return row.where.slice(path.length + 2);
}

async function readText(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile()) {
    throw new CorpusError(`${path}: expected a csv file, got a folder, pipe or device.`);
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new CorpusError(`${path}: expected a csv file; it cannot be read (${messageOf(error)}).`);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes); // drops a byte-order mark
  } catch {
    throw new CorpusError(`${path}: the text is not UTF-8.`, 'Save it as "CSV UTF-8".');
  }
}

function readRows(text: string, path: string): Row[] {
  const fail = (line: number, problem: string): never => {
    throw new CorpusError(`${path}, line ${line}: ${problem}.`);
  };
  const [header, ...rows] = parseCsv(text, fail, { tidy: true });
  if (header === undefined || rows.length === 0) {
    throw new CorpusError(`${path}: the table has no rows; expected a header and one row per clip.`);
  }
  const names = header.cells.map((name) => name.toLowerCase());
  checkColumns(names, path);
  return rows.map(({ line, cells }) => {
    const where = `${path}, line ${line}`;
    if (cells.length !== names.length) {
      throw new CorpusError(
        `${where}: has ${counted(cells.length, "field")}; expected ${names.length}, as in the header (${names.join(", ")}).`,
        "Put quotes around text that holds a separator.",
      );
    }
    return { where, cell: (column) => cells[names.indexOf(column)] ?? "" };
  });
}

/** Other columns than ours are welcome, unless they look like a misspelt one. */
function checkColumns(names: readonly string[], path: string): void {
  const absent = COLUMNS.filter((column) => !names.includes(column));
  for (const [i, name] of names.entries()) {
    if (names.indexOf(name) !== i) {
      throw new CorpusError(`${path}: the column "${name}" occurs twice; expected each column once.`);
    }
    if (COLUMNS.some((column) => column === name)) continue;
    const meant = Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : undefined;
    const hint =
      meant !== undefined && absent.includes(meant) ? `Did you mean "${meant}"?` : didYouMean(name, absent);
    if (hint !== undefined) throw new CorpusError(`${path}: the column "${name}" is unknown.`, hint);
  }
  if (absent.includes("path")) {
    throw new CorpusError(
      `${path}: the column "path" is missing; expected path, label and any of ${COLUMNS.slice(2).join(", ")}, ` +
        `got ${names.join(", ")}.`,
    );
  }
}

async function readClip({ where, cell }: Row, folder: string, options: ReadOptions): Promise<Clip> {
  const given = cell("path");
  if (given === "") throw new CorpusError(`${where}: the path is empty; expected an audio file.`);
  const path = resolve(folder, given);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) {
    throw new CorpusError(`${where}: there is no file ${path}.`, "Paths are relative to the csv file.");
  }
  const label = cell("label");
  if (label !== "" && options.labels !== undefined && !options.labels.includes(label)) {
    throw new CorpusError(
      `${where}: the label "${label}" is unknown; expected one of ${options.labels.join(", ")}.`,
      didYouMean(label, options.labels),
    );
  }
  const sex = cell("sex").toLowerCase();
  if (sex !== "" && !Object.hasOwn(SEXES, sex)) {
    throw new CorpusError(`${where}: the sex is "${cell("sex")}"; expected female or male.`);
  }
  const split = cell("split").toLowerCase();
  if (split !== "" && split !== "train" && split !== "test") {
    throw new CorpusError(`${where}: the split is "${cell("split")}"; expected train or test.`);
  }
  const text = (column: "speaker" | "sentence" | "intensity" | "take"): object =>
    cell(column) === "" ? {} : { [column]: cell(column) };
  return {
    id: cell("id") || stemOf(given),
    path,
    corpus: "csv",
    ...(label === "" ? {} : { label }),
    ...(sex === "" ? {} : { sex: SEXES[sex] }),
    ...(split === "" ? {} : { split }),
    ...text("speaker"),
    ...text("sentence"),
    ...text("intensity"),
    ...text("take"),
  };
}

/** A side may be unlabelled as a whole (a contest's test side), never here and there. */
function checkLabels(rows: readonly Row[]): void {
  for (const split of ["", "train", "test"]) {
    const side = rows.filter((row) => row.cell("split").toLowerCase() === split);
    const empty = side.find((row) => row.cell("label") === "");
    if (empty !== undefined && side.some((row) => row.cell("label") !== "")) {
      throw new CorpusError(
        `${empty.where}: the label is empty, while other clips have one.`,
        "Label it or take the row out.",
      );
    }
  }
}

/** Two spellings of one label are a slip. */
function checkCase(rows: readonly Row[], path: string): void {
  const known = new Map<string, Row>();
  for (const row of rows) {
    const label = row.cell("label");
    const first = known.get(label.toLowerCase()) ?? row;
    if (first.cell("label") !== label) {
      throw new CorpusError(
        `${row.where}: the label "${label}" differs only in case from "${first.cell("label")}" in ` +
          `${lineOf(first, path)}; expected one spelling.`,
      );
    }
    known.set(label.toLowerCase(), first);
  }
}
