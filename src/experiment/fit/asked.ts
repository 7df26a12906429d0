import type { Columns } from "../../dataset/rows.ts";

/** Clips that are asked: never their labels. */
export interface Asked {
  /** Unique. */
  readonly clipIds: readonly string[];
  /** Clips that may be looked at to know a speaker by, in the order in which they are taken. */
  readonly enrol: readonly string[];
  /** Clip id -> what is known of it, the label left out. */
  readonly columns: ReadonlyMap<string, Columns>;
}
