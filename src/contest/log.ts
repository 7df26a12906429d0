/**
 * A contest's log: a line of JSON per event, never changed, only added to. What the public board said is an event of its own,
 * since it is known later, if at all.
 */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { parseJson } from "../base/params.ts";

const share = z.number().min(0).max(1);
const hash = z.string().regex(/^[0-9a-f]{64}$/, { error: "expected a SHA-256" });

const localSchema = z.strictObject({
  protocol: z.string(),
  value: share,
  low: share,
  high: share,
  n: z.int().positive(),
});

const eventSchema = z.discriminatedUnion("event", [
  z.strictObject({
    event: z.literal("file"),
    at: z.iso.datetime(),
    file: z.string().min(1),
    sha256: hash,
    /** Whose answers they are. */
    experiment: z.string().exactOptional(),
    recogniser: z.string().exactOptional(),
    /** Accuracy on labelled clips, with its 95 % interval. */
    local: localSchema.exactOptional(),
    /** Earlier file -> share of rows with the same answer. */
    agreement: z.record(z.string(), share),
  }),
  z.strictObject({ event: z.literal("public"), at: z.iso.datetime(), sha256: hash, score: share }),
]);

export type LogEvent = z.output<typeof eventSchema>;
export type FileEvent = Extract<LogEvent, { event: "file" }>;
export type LocalScore = z.output<typeof localSchema>;

/** A file of the log, and what the public board has said of it. */
export interface Submitted extends FileEvent {
  /** The last one that was entered; null: none. */
  readonly public: number | null;
  /** Place among the files with a public score, in the order in which they had their first; null: none. */
  readonly asked: number | null;
}

/** @returns the log without its last line, if a loss of power cut that off: no line end closes it, and it is no JSON */
export function withoutTornLine(text: string): string {
  const last = text.slice(text.lastIndexOf("\n") + 1);
  try {
    JSON.parse(last);
    return text;
  } catch {
    return text.slice(0, text.length - last.length);
  }
}

/**
 * The files of a log, in order; a line that a loss of power cut off is left out.
 *
 * @param path - for the error
 * @throws ConfigError that names the line: no event, a file that is there twice, a score of an unknown file
 */
export function parseLog(path: string, text: string): Submitted[] {
  const files: FileEvent[] = [];
  const scores = new Map<string, number>();
  const lines = withoutTornLine(text).split("\n");
  lines.forEach((line, i) => {
    if (line.trim() === "") return;
    const where = `${path}: line ${i + 1}`;
    const event = parseEvent(where, line);
    const same = files.find(({ sha256 }) => sha256 === event.sha256);
    if (event.event === "public") {
      if (same === undefined) throw new ConfigError(`${where}: a score of a file that is not in the log.`);
      scores.set(event.sha256, event.score);
      return;
    }
    if (same !== undefined)
      throw new ConfigError(`${where}: ${event.file} is in the log already, as ${same.file}.`);
    if (files.some(({ file }) => file === event.file)) {
      throw new ConfigError(`${where}: another file of the name ${event.file} is in the log already.`);
    }
    files.push(event);
  });
  const asked = [...scores.keys()];
  return files.map((file) => {
    const place = asked.indexOf(file.sha256);
    return { ...file, public: scores.get(file.sha256) ?? null, asked: place < 0 ? null : place };
  });
}

/** One line, with its end. */
export function formatEvent(event: LogEvent): string {
  return `${JSON.stringify(event)}\n`;
}

function parseEvent(where: string, line: string): LogEvent {
  return parseJson(where, line, eventSchema);
}
