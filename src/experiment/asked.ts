import type { Columns } from "../dataset/rows.ts";

/** Clips that are asked: never their labels. */
export interface Asked {
  /** Unique. */
  readonly clipIds: readonly string[];
  /** Clip id -> what is known of it, the label left out. */
  readonly columns: ReadonlyMap<string, Columns>;
}
