/** Databases in audformat: db.yaml says what the tables beside it, db.<table>.csv, hold of files and of parts of files. */
import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CorpusError } from "../base/errors.ts";
import { type AudformatHeader, type AudformatTable, type Labels, readHeader } from "./audformat-header.ts";
import { isFolder, orderedClips, stemOf } from "./audio-files.ts";
import { type Clip, defineCorpus } from "./corpus.ts";
import { type FoundFile, fileFinder } from "./paths.ts";
import { type Segment, spanOf } from "./segment.ts";
import { readTable, type Table, type TableRow } from "./table.ts";
import { parseTime } from "./times.ts";

const HEADER = "db.yaml";
const TABLE = /^db\.(.+)\.csv$/;

/** Columns, or schemes of columns, that are the label. */
const LABELS = ["label", "emotion"];
const SEXES: Readonly<Record<string, "female" | "male" | undefined>> = { female: "female", male: "male" };

export const audformat = defineCorpus({
  id: "audformat",
  summary: "databases of audEERING's format, as audb and nkululeko use them",
  layout:
    "a folder with db.yaml and tables db.<table>.csv, or one of those tables; the column (or scheme) label or emotion is the label, " +
    "speaker the speaker, any other a column",
  labels: [],
  licence: "that of the recordings",
  citation: "The author of the recordings.",

  async recognises(path) {
    if (await isFolder(path)) return isFile(join(path, HEADER));
    return isPart(path) && (await isFile(path)) && isFile(join(dirname(path), HEADER));
  },

  async read(path) {
    const root = isPart(path) ? dirname(path) : path;
    const header = await readHeader(join(root, HEADER));
    const chosen = TABLE.exec(basename(path))?.[1];
    const tables = await Promise.all(header.tables.map((table) => readRows(root, table)));
    const { main, others } = sortTables(tables, chosen, path);
    const people = await peopleOf(root, header);
    const attributes = attributesOf(others);
    const find = fileFinder(root);
    const clips = new Map<string, Clip>();
    for (const table of main) {
      for (const row of table.rows) {
        const clip = await clipOf(row, table, attributes, people, find);
        const before = clips.get(clip.id);
        if (before !== undefined && before.label !== clip.label) {
          throw new CorpusError(
            `${row.where}: the clip ${clip.id} is "${clip.label ?? ""}", in ${before.where ?? "another table"} it is "${before.label ?? ""}".`,
            `Give the table that is meant: ${join(root, `db.${table.about.id}.csv`)}.`,
          );
        }
        clips.set(clip.id, { ...before, ...clip, columns: { ...before?.columns, ...clip.columns } });
      }
    }
    return orderedClips([...clips.values()], path);
  },
});

/** Whether the path is the header or a table. */
function isPart(path: string): boolean {
  return basename(path) === HEADER || TABLE.test(basename(path));
}

interface ReadAudformatTable {
  readonly about: AudformatTable;
  readonly rows: readonly TableRow[];
}

async function readRows(root: string, about: AudformatTable): Promise<ReadAudformatTable> {
  return { about, rows: (await readCsv(root, about.id)).rows };
}

async function readCsv(root: string, id: string): Promise<Table> {
  const path = join(root, `db.${id}.csv`);
  if (!(await isFile(path))) {
    throw new CorpusError(
      `${path}: there is no such file; expected every table of ${HEADER} as csv.`,
      'Write them with audformat: db.save(root, storage_format="csv").',
    );
  }
  return readTable(path, (columns) => columns);
}

/** What is known of speakers: in the header, or in a table of its own, whose first column names them. */
async function peopleOf(root: string, { schemes, misc }: AudformatHeader): Promise<Labels> {
  const id = misc.get("speaker");
  if (id === undefined) return schemes.get("speaker") ?? new Map();
  const { columns, rows } = await readCsv(root, id);
  const [key, ...others] = columns;
  return new Map(
    rows.map(({ cell }) => [
      cell(key),
      Object.fromEntries(others.flatMap((name) => (cell(name) === "" ? [] : [[name, cell(name)]]))),
    ]),
  );
}

/** The tables whose rows are clips: the chosen one, or those with labels, or the only ones; and those that say more of files. */
function sortTables(
  tables: readonly ReadAudformatTable[],
  chosen: string | undefined,
  path: string,
): { main: readonly ReadAudformatTable[]; others: readonly ReadAudformatTable[] } {
  const labelled = tables.filter(({ about }) => labelColumn(about) !== undefined);
  const filewise = tables.filter(({ about }) => !about.segmented);
  const main =
    chosen !== undefined
      ? tables.filter(({ about }) => about.id === chosen)
      : labelled.length > 0
        ? labelled
        : filewise.length > 0
          ? filewise
          : tables;
  if (main.length === 0) {
    const known = tables.map(({ about }) => about.id).join(", ");
    throw new CorpusError(
      `${path}: ${HEADER} has no such table; expected one of ${known === "" ? "some" : known}.`,
    );
  }
  return { main, others: filewise.filter((table) => !main.includes(table)) };
}

function labelColumn({ columns }: AudformatTable): string | undefined {
  const names = [...columns];
  return (names.find(([name]) => LABELS.includes(name)) ??
    names.find(
      ([name, scheme]) => scheme !== undefined && LABELS.includes(scheme) && !name.includes("confidence"),
    ))?.[0];
}

/** File -> column -> its value and scheme, of tables that hold no clips. */
function attributesOf(
  tables: readonly ReadAudformatTable[],
): ReadonlyMap<string, ReadonlyMap<string, Known>> {
  const byFile = new Map<string, Map<string, Known>>();
  for (const { about, rows } of tables) {
    for (const row of rows) {
      const file = row.cell("file");
      const known = byFile.get(file) ?? new Map<string, Known>();
      byFile.set(file, known);
      for (const [column, scheme] of about.columns) {
        const value = row.cell(column);
        if (value !== "" && !known.has(column)) known.set(column, { value, scheme });
      }
    }
  }
  return byFile;
}

interface Known {
  readonly value: string;
  readonly scheme: string | undefined;
}

async function clipOf(
  row: TableRow,
  { about }: ReadAudformatTable,
  attributes: ReadonlyMap<string, ReadonlyMap<string, Known>>,
  people: Labels,
  find: (given: string) => Promise<FoundFile>,
): Promise<Clip> {
  const { where } = row;
  const file = row.cell("file");
  if (file === "") throw new CorpusError(`${where}: the file is empty; expected an audio file.`);
  const { name, path, isThere } = await find(file);
  if (!isThere) {
    throw new CorpusError(
      `${where}: there is no file ${path}.`,
      "Paths are relative to the folder of db.yaml.",
    );
  }
  const known = new Map<string, Known>(attributes.get(file));
  for (const [column, scheme] of about.columns) {
    const value = row.cell(column);
    if (value !== "") known.set(column, { value, scheme });
  }
  const labelledBy = labelColumn(about);
  const by = (field: string): string | undefined =>
    known.get(field)?.value ?? [...known.values()].find(({ scheme }) => scheme === field)?.value;
  const speaker = by("speaker");
  const person = speaker === undefined ? {} : (people.get(speaker) ?? {});
  const others = new Map(Object.entries(person));
  for (const [column, { value }] of known) others.set(column, value);
  const sex = SEXES[(others.get("sex") ?? others.get("gender") ?? "").toLowerCase()];
  const label = labelledBy === undefined ? undefined : known.get(labelledBy)?.value;
  const sentence = by("sentence") ?? by("transcription");
  for (const own of [labelledBy, "speaker", "sex", "gender", "sentence", "transcription"]) {
    if (own !== undefined) others.delete(own);
  }
  const segment = about.segmented ? segmentOf(row) : undefined;
  return {
    id: segment === undefined ? stemOf(name) : `${stemOf(name)}@${spanOf(segment)}`,
    path,
    corpus: "audformat",
    ...(label === undefined ? {} : { label }),
    ...(speaker === undefined ? {} : { speaker }),
    ...(sex === undefined ? {} : { sex }),
    ...(sentence === undefined ? {} : { sentence }),
    ...(about.split === undefined ? {} : { split: about.split }),
    ...(segment === undefined ? {} : { segment }),
    ...(others.size === 0 ? {} : { columns: Object.fromEntries(others) }),
    where,
  };
}

/** Undefined for the whole file. */
function segmentOf(row: TableRow): Segment | undefined {
  const [startSeconds = 0, endSeconds] = ["start", "end"].map((column) => {
    const text = row.cell(column);
    if (text === "") return undefined;
    const seconds = parseTime(text);
    if (seconds === undefined || seconds < 0) {
      throw new CorpusError(`${row.where}: the ${column} is "${text}"; expected a time.`);
    }
    return seconds;
  });
  if (startSeconds === 0 && endSeconds === undefined) return undefined;
  return { startSeconds, ...(endSeconds === undefined ? {} : { endSeconds }) };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
