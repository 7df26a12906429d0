/** What the server answers and the page reads: both are of one build. */
import type { CheckReport } from "../check/index.ts";
import type { CorpusInspection } from "../corpus/inspect.ts";
import type { Score } from "../metrics/metric.ts";
import type { Marks } from "../report/marks.ts";
import type { FoldHistory } from "../report/report.ts";

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
export interface ClipColumns {
  readonly ids: readonly string[];
  /** label, speaker, sex, … and a table's other columns: those that any clip has. */
  readonly fields: Readonly<Record<string, CodedColumn>>;
}

export interface CorpusTable extends ClipColumns {
  readonly at: string;
  readonly reader: string;
  readonly licence: string;
  readonly citation: string;
  readonly warnings: readonly string[];
  /** From the decoded audio; null until it was read. */
  readonly facts: CorpusFacts | null;
}

export interface CorpusFacts {
  /** [clip]; null where it cannot be read. */
  readonly seconds: readonly (number | null)[];
  /** [clip], level of the loud sounds, dBFS. */
  readonly levelDb: readonly (number | null)[];
  readonly inspection: CorpusInspection;
  /** Clips that came since, whose audio was not looked at. */
  readonly unseen: number;
}

/** One sentence, and where a text is at fault its line. */
export interface Refusal {
  readonly error: string;
  readonly line?: number;
}

export interface RunList {
  readonly runs: readonly RunRow[];
  /** Sentences: which file of which run is damaged, or of something else. */
  readonly problems: readonly string[];
}

export interface RunRow {
  readonly at: string;
  readonly name: string;
  readonly corpus: string;
  readonly protocol: string;
  readonly folds: number;
  readonly seed: number;
  readonly leaky: boolean;
  readonly target: string;
  readonly clips: number;
  /** ISO 8601; when its scores were written. */
  readonly ended: string;
  readonly recognisers: readonly RunRecogniser[];
  /** Where its clips are. */
  readonly corpora: readonly RunCorpus[];
  /** Settings of the experiment, dotted key -> value: what runs can differ in. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

export interface RunRecogniser extends Marks {
  readonly name: string;
  readonly learner: string;
  readonly description: string;
  readonly scores: readonly Score[];
  readonly fitSeconds: number;
}

/** Where clips of one corpus, or of several, are. */
export interface ClipsOf {
  readonly name: string;
  /** Of its clips' ids; empty where there is one corpus. */
  readonly prefix: string;
  /** As pages name it; null where the studio may not look. */
  readonly at: string | null;
}

export interface RunCorpus extends ClipsOf {
  readonly problem: string | null;
}

export interface RunDetails extends RunRow {
  /** The experiment with every default, as YAML. */
  readonly yaml: string;
  readonly notes: readonly string[];
  /** Of the leak audit; null where the run made none. */
  readonly findings: readonly string[] | null;
  readonly histories: readonly { readonly learner: string; readonly folds: readonly FoldHistory[] }[];
  /** Its recognisers' files, fitted on all clips. */
  readonly files: readonly string[];
}

/** What one learner of a run said of every clip, out of fold. */
export interface RunAnswers {
  readonly at: string;
  readonly learner: string;
  readonly labels: readonly string[];
  readonly ids: readonly string[];
  /** [clip], place in labels; -1 where not known. */
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
  /** [clip, label]. */
  readonly probabilities: readonly number[];
  /** Of a majority vote: how many votes are given of a clip. Its probabilities are shares of them. */
  readonly votes: number | null;
  /** [clip], number of the fold that tested it. */
  readonly folds: readonly number[];
}

export interface CheckList {
  /** Newest first. */
  readonly checks: readonly RunCheck[];
  /** Sentences: which file is no check that can be shown. */
  readonly problems: readonly string[];
}

/** How one of a run's recognisers behaved on a corpus. */
export interface RunCheck {
  /** Its file, as pages name it. */
  readonly at: string;
  /** The recogniser's, one of the run's. */
  readonly recogniser: string;
  /** Whether the recogniser was written again since. */
  readonly isOlder: boolean;
  /** ISO 8601. */
  readonly made: string;
  readonly report: CheckReport;
}

/** What the form of an experiment is made of. */
export interface FormSchema {
  readonly features: readonly FormEntry[];
  readonly models: readonly FormEntry[];
  readonly protocols: readonly { readonly id: string; readonly summary: string }[];
}

export interface FormEntry {
  readonly id: string;
  readonly summary: string;
  /** Whether statistics over time can be taken of it. */
  readonly hasFrames: boolean;
  readonly params: readonly FormParam[];
}

export interface FormParam {
  readonly name: string;
  readonly type: string;
  readonly summary: string;
  readonly default: unknown;
}

/** What an annotator said of a clip, last. */
export interface GivenLabel {
  readonly id: string;
  readonly annotator: string;
  /** Null where none was given, or it was taken back. */
  readonly label: string | null;
  readonly bad: boolean;
  /** ISO 8601. */
  readonly at: string;
}

export interface LabelFile {
  /** As an experiment may name it, from the studio's folder. */
  readonly file: string;
  readonly given: readonly GivenLabel[];
}

/** Maps of clips, and how far they can be believed. */
export interface ClipMaps {
  readonly corpora: readonly ClipsOf[];
  /** What the clips are compared by, for people. */
  readonly by: string;
  readonly ids: readonly string[];
  readonly labels: readonly string[];
  /** Trait -> [clip]. */
  readonly traits: Readonly<Record<string, readonly (string | null)[]>>;
  readonly findings: readonly string[];
  readonly maps: readonly {
    readonly id: string;
    readonly name: string;
    readonly axes: string;
    /** How near and how alike neighbours are. */
    readonly lines: readonly string[];
    /** [clip, 2] */
    readonly places: readonly number[];
  }[];
}
