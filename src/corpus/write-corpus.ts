/** Corpora written for other programs: a segmented table, or an audformat database. */
import { relative, sep } from "node:path";
import { stringify } from "yaml";
import { formatCsv } from "../base/csv.ts";
import type { Clip, Corpus } from "./corpus.ts";

/** What clips may say, by the names that other programs use. */
const FIELDS = [
  ["emotion", "label"],
  ["speaker", "speaker"],
  ["gender", "sex"],
  ["transcription", "sentence"],
  ["intensity", "intensity"],
  ["take", "take"],
  ["split", "split"],
] as const;

interface Column {
  readonly name: string;
  of(clip: Clip): string;
}

/** The columns that some clip has. */
function columnsOf(clips: readonly Clip[], rename: (name: string, field: string) => string): Column[] {
  const own = FIELDS.flatMap(([name, field]): Column[] =>
    clips.some((clip) => clip[field] !== undefined)
      ? [{ name: rename(name, field), of: (clip) => clip[field] ?? "" }]
      : [],
  );
  const others = [...new Set(clips.flatMap(({ columns }) => Object.keys(columns ?? {})))];
  return [...own, ...others.map((name): Column => ({ name, of: ({ columns }) => columns?.[name] ?? "" }))];
}

/** From a folder, with slashes. */
function fileFrom(folder: string, { path }: Clip): string {
  return relative(folder, path).split(sep).join("/");
}

/**
 * A table as `prosodia` reads it: id, file, start and end in seconds, channel, label and all other columns.
 *
 * @param folder - that paths are relative to: where the table will lie
 */
export function formatCorpusTable(clips: readonly Clip[], folder: string): string {
  const columns = columnsOf(clips, (_name, field) => field);
  const hasParts = clips.some(({ segment }) => segment !== undefined);
  const hasChannels = clips.some(({ segment }) => segment?.channel !== undefined);
  const header = ["id", "file", ...(hasParts ? ["start", "end"] : []), ...(hasChannels ? ["channel"] : [])];
  const rows = clips.map((clip) => [
    clip.id,
    fileFrom(folder, clip),
    ...(hasParts ? [String(clip.segment?.startSeconds ?? 0), String(clip.segment?.endSeconds ?? "")] : []),
    ...(hasChannels ? [String(clip.segment?.channel ?? "")] : []),
    ...columns.map(({ of }) => of(clip)),
  ]);
  return formatCsv([[...header, ...columns.map(({ name }) => name)], ...rows]);
}

/**
 * An audformat database with one table, `emotion`: name of the file -> its text.
 *
 * @param folder - where the files will lie
 */
export function formatAudformat(
  { id, licence, citation, summary }: Corpus,
  clips: readonly Clip[],
  folder: string,
): Map<string, string> {
  const columns = columnsOf(clips, (name) => name);
  const segmented = clips.some(({ segment }) => segment !== undefined);
  const header = {
    name: id,
    source: citation,
    usage: "other",
    languages: [],
    description: summary,
    license: licence,
    schemes: Object.fromEntries(columns.map((column) => [column.name, schemeOf(column, clips)])),
    tables: {
      emotion: {
        type: segmented ? "segmented" : "filewise",
        columns: Object.fromEntries(columns.map(({ name }) => [name, { scheme_id: name }])),
      },
    },
  };
  const rows = clips.map((clip) => [
    fileFrom(folder, clip),
    ...(segmented ? [timedelta(clip.segment?.startSeconds ?? 0), timedelta(clip.segment?.endSeconds)] : []),
    ...columns.map(({ of }) => of(clip)),
  ]);
  const names = ["file", ...(segmented ? ["start", "end"] : []), ...columns.map(({ name }) => name)];
  return new Map([
    ["db.yaml", stringify(header)],
    ["db.emotion.csv", formatCsv([names, ...rows])],
  ]);
}

/** Names that many clips share are labels of their scheme; free text has none. */
function schemeOf({ name, of }: Column, clips: readonly Clip[]): object {
  if (name === "transcription") return { dtype: "str" };
  const values = [...new Set(clips.map(of))].filter((value) => value !== "").toSorted();
  return 2 * values.length > clips.length && name !== "emotion"
    ? { dtype: "str" }
    : { dtype: "str", labels: values };
}

/** As pandas writes it: `0 days 00:00:01.500000`; NaT for the end of the file. */
function timedelta(seconds: number | undefined): string {
  if (seconds === undefined) return "NaT";
  const micros = Math.round(seconds * 1e6);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const [days, rest] = [Math.floor(micros / 86_400e6), micros % 86_400e6];
  return `${days} days ${two(rest / 3600e6)}:${two((rest / 60e6) % 60)}:${two((rest / 1e6) % 60)}.${String(rest % 1e6).padStart(6, "0")}`;
}
