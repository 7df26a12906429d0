/** The contract of a split protocol: clips in, folds of clip ids out. Splitting comes before everything else. */

import type { Random } from "../../base/random.ts";
import type { Clip } from "../../corpus/corpus.ts";

/** Disjoint sides of clip ids. */
export interface Fold {
  readonly name: string;
  readonly train: readonly string[];
  readonly test: readonly string[];
}

export interface SplitOptions {
  /** Number of folds, or 1 for a single held-out side. */
  readonly folds: number;
  /** Share of the units held out when `folds` is 1. */
  readonly testShare: number;
}

export interface Split {
  readonly id: string;
  /** One line for `--help`: what is kept apart. */
  readonly summary: string;
  /** The clip field that must not be on both sides: the leak audit checks it. */
  readonly apart: "speaker" | "sentence" | "take" | null;
  /** True only for the protocol that reproduces the report's mistake. */
  readonly leaky: boolean;
  /**
   * @throws ConfigError if the clips do not have what the protocol needs (the field `apart`, enough units)
   */
  split(clips: readonly Clip[], options: SplitOptions, random: Random): Fold[];
}

export function defineSplit(split: Split): Split {
  return split;
}
