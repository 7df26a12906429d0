/** The contract of a corpus reader: a folder or table in, clips out. No audio is decoded here. */
import type { Segment } from "./segment.ts";

/** One labelled (or, for a contest's test set, unlabelled) recording. */
export interface Clip {
  /** Unique in its corpus; predictions, folds and tables are keyed by it. */
  readonly id: string;
  /** Absolute path of the audio file. */
  readonly path: string;
  /** Reader's id. */
  readonly corpus: string;
  readonly label?: string;
  readonly speaker?: string;
  readonly sex?: "female" | "male";
  readonly sentence?: string;
  readonly intensity?: string;
  readonly take?: string;
  /** The side that the corpus itself assigns, for the split protocol `given`. */
  readonly split?: "train" | "test";
  /** The part of the file that the clip is; all of it if absent. */
  readonly segment?: Segment;
  /** What else a table says of it: column -> value. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Where a table says it, for errors: "clips.csv, line 3". */
  readonly where?: string;
}

export interface ReadOptions {
  /** The labels that may occur; any other is an error, told with all that a reader knows of the place. */
  readonly labels?: readonly string[] | undefined;
  /** Told what a person should know although the corpus can be read: one sentence. */
  readonly warn?: ((message: string) => void) | undefined;
}

export interface Corpus<I extends string = string> {
  readonly kind: "corpus";
  /** File name = registry id. */
  readonly id: I;
  /** One line for lists. */
  readonly summary: string;
  /** What a path of this corpus looks like, in one line. */
  readonly layout: string;
  /** Label order; empty where the data decides (then sorted by name). */
  readonly labels: readonly string[];
  readonly licence: string;
  readonly citation: string;
  /** Id of another corpus with the same speakers and sentences: one of its parts. */
  readonly people?: string;
  /** Takes folders of any names: asked last when no reader is named. */
  readonly generic?: boolean;
  /** Whether the path looks like this corpus; the first reader that says yes is used when none is named. */
  recognises(path: string): Promise<boolean>;
  /**
   * Clips in order of id.
   *
   * @throws CorpusError that names the file or row, what was expected and what to do
   */
  read(path: string, options?: ReadOptions): Promise<Clip[]>;
}

export function defineCorpus<const I extends string>(corpus: Omit<Corpus<I>, "kind">): Corpus<I> {
  return { kind: "corpus", ...corpus };
}
