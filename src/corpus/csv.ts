/** A table of clips: any corpus can be brought in this form. docs/tables.md describes it. */
import { dirname, resolve } from "node:path";
import { CorpusError } from "../base/errors.ts";
import { isFolder, orderedClips, stemOf } from "./audio-files.ts";
import { type Clip, defineCorpus, type ReadOptions } from "./corpus.ts";
import { assertKnownLabel } from "./labels.ts";
import { type FoundFile, fileFinder } from "./paths.ts";
import { type Segment, spanOf } from "./segment.ts";
import { readTable, type Table, type TableRow } from "./table.ts";
import { parseTime } from "./times.ts";

const NAMES = ["path", "label", "id", "speaker", "sex", "sentence", "intensity", "take", "split"] as const;

/** What makes a clip of a part of a file. */
const TIMES = ["start", "end", "offset", "duration"] as const;
type Time = (typeof TIMES)[number];

const OWN: readonly string[] = [...NAMES, ...TIMES, "channel"];

/** What other tables call the path: read as such where there is no path. */
const PATHS = ["file", "filename", "filepath"];

/** What other tables may mean by these: the label, or something else. */
const LABELS = ["emotion", "class", "target"];

const SEXES: Record<string, "female" | "male"> = { female: "female", f: "female", male: "male", m: "male" };

const CHANNELS: Record<string, number> = { left: 1, l: 1, a: 1, right: 2, r: 2, b: 2 };

export const csv = defineCorpus({
  id: "csv",
  summary: "any corpus, as a table with one row per clip",
  layout:
    "a .csv or .tsv file with columns path, label; optional id, speaker, sex, sentence, intensity, take, split; " +
    "start, end (or offset, duration) and channel for parts of files; any others; paths are relative to the file",
  labels: [],
  licence: "that of the recordings",
  citation: "The author of the recordings.",

  async recognises(path) {
    return /\.(csv|tsv)$/i.test(path) && !(await isFolder(path));
  },

  async read(path, options = {}) {
    const table = await readTable(path, columnNames);
    checkColumns(table, path, options);
    const reading = readingOf(table, path, options);
    const find = fileFinder(dirname(resolve(path)));
    const clips: Clip[] = [];
    const rowOf = new Map<string, TableRow>();
    for (const row of table.rows) {
      const clip = await readClip(row, find, reading, options);
      const before = rowOf.get(clip.id);
      if (before !== undefined) {
        throw new CorpusError(
          `${row.where}: the id "${clip.id}" is taken by line ${before.line}; expected it once.`,
          row.cell("id") === "" ? 'Add a column "id".' : "Rename one of the two.",
        );
      }
      rowOf.set(clip.id, row);
      clips.push(clip);
    }
    checkLabels(table.rows);
    return orderedClips(clips, path);
  },
});

/** Our own columns in any case, the path by any of its names; others as they are. */
function columnNames(header: readonly string[]): string[] {
  const names = header.map((name) => (OWN.includes(name.toLowerCase()) ? name.toLowerCase() : name));
  const path = names.includes("path") ? -1 : names.findIndex((name) => PATHS.includes(name.toLowerCase()));
  return names.map((name, i) => (i === path ? "path" : name));
}

/** Other columns than ours are welcome; one that looks like a misspelt one is told of. */
function checkColumns({ columns }: Table, path: string, { warn }: ReadOptions): void {
  const others = columns.filter((column) => !OWN.includes(column));
  const absent = OWN.filter((column) => !columns.includes(column));
  const hints = others.flatMap((other) => {
    const meant = meantBy(other.toLowerCase(), absent);
    return meant === undefined ? [] : [{ other, meant }];
  });
  if (absent.includes("path")) {
    const hint = hints.find(({ meant }) => meant === "path");
    throw new CorpusError(
      `${path}: the column "path" is missing; expected path, label and any of ${NAMES.slice(2).join(", ")}, ` +
        `got ${columns.join(", ")}.`,
      hint === undefined ? undefined : `Did you mean it by "${hint.other}"?`,
    );
  }
  for (const { other, meant } of hints) {
    warn?.(
      `${path}: there is no column "${meant}"; if "${other}" is meant, rename it: it is read as another column.`,
    );
  }
}

/** The own column that a table lacks and may have under this name. */
function meantBy(name: string, absent: readonly string[]): string | undefined {
  if (LABELS.includes(name) && absent.includes("label")) return "label";
  // short words are near to many
  return name.length < 5 ? undefined : absent.find((one) => one.length >= 4 && isOneSlipFrom(name, one));
}

/** Whether one letter is missing, added or another, or two neighbours have changed places. */
function isOneSlipFrom(word: string, other: string): boolean {
  let from = 0;
  while (from < word.length && word[from] === other[from]) from++;
  let same = 0;
  while (same < Math.min(word.length, other.length) - from && word.at(-1 - same) === other.at(-1 - same))
    same++;
  const a = word.slice(from, word.length - same);
  const b = other.slice(from, other.length - same);
  return (a.length <= 1 && b.length <= 1) || (a.length === 2 && b === a[1] + a[0]);
}

/** How the columns of a table that say which part of a file is meant are to be read. */
interface Reading {
  /** Those that are there and are times. */
  readonly times: readonly Time[];
  /** Number of the first channel; undefined where the table names none. */
  readonly firstChannel: 0 | 1 | undefined;
  /** Columns that are kept as they are. */
  readonly others: readonly string[];
}

function readingOf({ columns, rows }: Table, path: string, { warn }: ReadOptions): Reading {
  const isText = (column: string): boolean => {
    const texts = rows.map(({ cell }) => cell(column)).filter((text) => text !== "");
    return (
      texts.length > 0 && texts.every((text) => !/\d/.test(text) && channelOf(column, text) === undefined)
    );
  };
  const texts = [...TIMES, "channel"].filter((column) => columns.includes(column) && isText(column));
  for (const column of texts) {
    warn?.(
      `${path}: the column "${column}" holds words, which say nothing of parts of files: whole files are read.`,
    );
  }
  const times = TIMES.filter((column) => columns.includes(column) && !texts.includes(column));
  if (times.includes("duration") && times.length === 1) {
    warn?.(
      `${path}: the column "duration" cuts every file after so many seconds; rename it if it only tells how long they are.`,
    );
  }
  const numbers = rows.map(({ cell }) => cell("channel"));
  const hasChannels = columns.includes("channel") && !texts.includes("channel");
  const fromZero = hasChannels && numbers.some((text) => Number(text) === 0 && text !== "");
  if (fromZero) warn?.(`${path}: the column "channel" has a 0: channels are counted from 0, not from 1.`);
  return {
    times,
    firstChannel: hasChannels ? (fromZero ? 0 : 1) : undefined,
    others: columns.filter((column) => !OWN.includes(column) || texts.includes(column)),
  };
}

/** `left`, `A`, … as a number, where the column is that of channels. */
function channelOf(column: string, text: string): number | undefined {
  const lower = text.toLowerCase();
  return column === "channel" && Object.hasOwn(CHANNELS, lower) ? CHANNELS[lower] : undefined;
}

async function readClip(
  row: TableRow,
  find: (given: string) => Promise<FoundFile>,
  reading: Reading,
  options: ReadOptions,
): Promise<Clip> {
  const { where, cell } = row;
  const given = cell("path");
  if (given === "") throw new CorpusError(`${where}: the path is empty; expected an audio file.`);
  const { name, path, isThere } = await find(given);
  if (!isThere) {
    throw new CorpusError(`${where}: there is no file ${path}.`, "Paths are relative to the csv file.");
  }
  const label = cell("label");
  if (label !== "") assertKnownLabel(where, label, options.labels);
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
  const segment = readSegment(row, reading);
  const columns = reading.others.flatMap((column) => (cell(column) === "" ? [] : [[column, cell(column)]]));
  return {
    id: cell("id") || idOf(stemOf(name), segment, cell("channel")),
    path,
    corpus: "csv",
    ...(label === "" ? {} : { label }),
    ...(sex === "" ? {} : { sex: SEXES[sex] }),
    ...(split === "" ? {} : { split }),
    ...text("speaker"),
    ...text("sentence"),
    ...text("intensity"),
    ...text("take"),
    ...(segment === undefined ? {} : { segment }),
    ...(columns.length === 0 ? {} : { columns: Object.fromEntries(columns) }),
    where,
  };
}

/** `call1@12.5-15.0`, `call1@left`, `call1@ch2`: which part of the file it is, with the table's own word for a channel. */
function idOf(stem: string, segment: Segment | undefined, channel: string): string {
  if (segment === undefined) return stem;
  const isPart = segment.startSeconds > 0 || segment.endSeconds !== undefined;
  const which = Number.isNaN(Number(channel)) ? channel : `ch${Number(channel)}`;
  return `${stem}${isPart ? `@${spanOf(segment)}` : ""}${segment.channel === undefined ? "" : `@${which}`}`;
}

/** Undefined for the whole file. */
function readSegment(row: TableRow, { times, firstChannel }: Reading): Segment | undefined {
  const { where } = row;
  const at = (column: Time): number | undefined =>
    times.includes(column) ? readTime(row, column) : undefined;
  const [start, end, offset, duration] = [at("start"), at("end"), at("offset"), at("duration")];
  const startSeconds = agreed(where, "start", start, "offset", offset) ?? 0;
  const behind = duration === undefined ? undefined : Number((startSeconds + duration).toFixed(9));
  const endSeconds = agreed(where, "end", end, "start and duration", behind);
  if (endSeconds !== undefined && endSeconds <= startSeconds) {
    throw new CorpusError(
      `${where}: the clip ends at ${endSeconds} s; expected an end behind its start at ${startSeconds} s.`,
    );
  }
  const channel = firstChannel === undefined ? undefined : readChannel(row, firstChannel);
  if (startSeconds === 0 && endSeconds === undefined && channel === undefined) return undefined;
  return {
    startSeconds,
    ...(endSeconds === undefined ? {} : { endSeconds }),
    ...(channel === undefined ? {} : { channel }),
  };
}

/** Undefined where the cell is empty. */
function readTime({ where, cell }: TableRow, column: Time): number | undefined {
  const text = cell(column);
  if (text === "") return undefined;
  const seconds = parseTime(text);
  if (seconds === undefined) {
    throw new CorpusError(
      `${where}: the ${column} is "${text}"; expected seconds (12.5), a time (00:12.5) or a timedelta (0 days 00:00:12.500000).`,
      "Rename the column if it says something else.",
    );
  }
  if (seconds < 0) throw new CorpusError(`${where}: the ${column} is ${seconds} s; expected none below 0.`);
  return seconds;
}

/** Rounded by those who wrote the table. */
const AGREEING_SECONDS = 0.05;

/** What one or two cells say. */
function agreed(
  where: string,
  name: string,
  value: number | undefined,
  otherName: string,
  other: number | undefined,
): number | undefined {
  if (value === undefined || other === undefined || Math.abs(value - other) <= AGREEING_SECONDS) {
    return value ?? other;
  }
  throw new CorpusError(
    `${where}: the ${name} is ${value} s, by ${otherName} it is ${other} s; expected one of the two only, or the same.`,
  );
}

function readChannel({ where, cell }: TableRow, first: 0 | 1): number | undefined {
  const text = cell("channel");
  if (text === "") return undefined;
  const named = channelOf("channel", text);
  const number = named ?? Number(text) + 1 - first;
  if (Number.isInteger(number) && number >= 1) return number;
  throw new CorpusError(
    `${where}: the channel is "${text}"; expected a whole number from 1 (or 0), left or right.`,
  );
}

/** A side may be unlabelled as a whole (a contest's test side), never here and there. */
function checkLabels(rows: readonly TableRow[]): void {
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
