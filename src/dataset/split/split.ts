/** The contract of a split protocol: clips in, folds of clip ids out. Splitting comes before everything else. */

import type { Random } from "../../base/random.ts";
import type { Clip } from "../../corpus/corpus.ts";
import type { RowKey } from "../row-key.ts";

/** A field of a clip that a protocol keeps apart. */
export type Apart = "speaker" | "sentence" | "take" | "corpus";

/** Whether tested people are new to what is measured. */
export function keepsPeopleApart(apart: Apart | null): boolean {
  return apart === "speaker" || apart === "corpus";
}

/** Disjoint sides of clip ids. */
export interface Fold {
  readonly name: string;
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** Clips of tested speakers that are set aside, unlabelled, to know their voices by; they are never scored. */
  readonly enrol?: readonly string[];
  /**
   * Only of `leaky`, which splits rows (clips and their augmented copies) instead of clips: the rows of both sides.
   * `train` and `test` then name every clip that has a row there, so they overlap.
   */
  readonly rows?: { readonly train: readonly RowKey[]; readonly test: readonly RowKey[] };
}

export interface SplitOptions {
  /** Number of folds, or 1 for a single held-out side. */
  readonly folds: number;
  /** What each fold tests, by values of the field that is kept apart: folds that others have published, not dealt. */
  readonly tested?: readonly (readonly string[])[];
  /** Share of the units held out when `folds` is 1. */
  readonly testShare: number;
  /** Augmented copies per clip beside the original; only `leaky` looks at it. */
  readonly copies: number;
}

export interface Split<I extends string = string> {
  readonly kind: "split";
  readonly id: I;
  /** One line for lists: what is kept apart. */
  readonly summary: string;
  /** The clip field that must not be on both sides: the leak audit checks it. */
  readonly apart: Apart | null;
  /** True only for the protocol that reproduces the report's mistake. */
  readonly leaky: boolean;
  /** Whether training clips with the audio of a test clip are left out; not where the sides are given or leak on purpose. */
  readonly dropsTwins: boolean;
  /**
   * The folds: the same for the same clips in any order and the same generator state; sides in order of clip id.
   *
   * @throws ConfigError if the clips do not have what the protocol needs (labels, the field `apart`, enough units)
   */
  split(clips: readonly Clip[], options: SplitOptions, random: Random): Fold[];
}

export function defineSplit<const I extends string>(split: Omit<Split<I>, "kind">): Split<I> {
  return { kind: "split", ...split };
}
