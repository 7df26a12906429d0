/** What the server answers and the page reads: both are of one build. */
import type { CorpusInspection } from "../corpus/inspect.ts";

export interface StudioAbout {
  readonly version: string;
  readonly folder: string;
  /** Of another studio that has this folder open: then nothing can be changed here. */
  readonly other: string | null;
}

export interface CorpusPlace {
  /** How pages name it: a path, relative to the studio's folder where it is inside. */
  readonly at: string;
  /** Reader's id; null where it was added and is gone, or is not recognised. */
  readonly reader: string | null;
  /** Why it cannot be read. */
  readonly problem: string | null;
}

/** A column: every clip's value as a place in `values`; -1 where it has none. */
export interface CodedColumn {
  readonly values: readonly string[];
  readonly codes: readonly number[];
}

/** Clips as columns: names are sent once, however many clips have them. */
export interface CorpusTable {
  readonly at: string;
  readonly reader: string;
  readonly licence: string;
  readonly citation: string;
  readonly warnings: readonly string[];
  readonly ids: readonly string[];
  /** label, speaker, sex, … and a table's other columns: those that any clip has. */
  readonly fields: Readonly<Record<string, CodedColumn>>;
  /** From the decoded audio; null until it was read. */
  readonly facts: CorpusFacts | null;
}

export interface CorpusFacts {
  /** [clip]; null where it cannot be read. */
  readonly seconds: readonly (number | null)[];
  /** [clip], level of the loud sounds, dBFS. */
  readonly levelDb: readonly (number | null)[];
  readonly inspection: CorpusInspection;
}

/** One sentence, and where a text is at fault its line. */
export interface Refusal {
  readonly error: string;
  readonly line?: number;
}
