/** The rows of a fold's two sides. */
import type { RowKey } from "./row-key.ts";
import type { Fold } from "./split/split.ts";

/** The two sides of a fold, row by row. */
export interface FoldRows {
  /** The fold's name. */
  readonly name: string;
  readonly train: readonly RowKey[];
  /** One row per clip, always the original: a score is about recordings, never about augmented copies. */
  readonly test: readonly RowKey[];
  /** Set aside, speaker by speaker in the order in which they are taken: neither trained on nor tested. */
  readonly enrol: readonly string[];
}

/**
 * The rows of a fold: every copy of the training clips, and the originals of the test clips.
 *
 * A fold that split rows instead of clips (protocol `leaky`) has its own list: its rows up to that many copies.
 *
 * @param copies - augmented copies per clip beside the original; 0 for none
 * @returns train in the fold's order, a clip's copies next to each other; test in the fold's order
 */
export function rowsOf(fold: Fold, copies: number): FoldRows {
  if (fold.rows !== undefined) {
    const train = fold.rows.train.filter((row) => row.copy <= copies);
    return { name: fold.name, train, test: fold.rows.test, enrol: [] };
  }
  const numbers = Array.from({ length: copies + 1 }, (_, copy) => copy);
  return {
    name: fold.name,
    train: fold.train.flatMap((clipId) => numbers.map((copy) => ({ clipId, copy }))),
    test: fold.test.map((clipId) => ({ clipId, copy: 0 })),
    enrol: fold.enrol ?? [],
  };
}
