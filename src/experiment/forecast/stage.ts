/** The work of a run, as far as its time depends on it. */
import type { FoundFeatures } from "../features/found-features.ts";
import type { Training } from "../work/services.ts";
import type { Effort } from "../work/timings.ts";

/** Work of one stage. */
export interface Piece {
  /** What a person calls it. */
  readonly name: string;
  readonly effort: Effort;
  /** What can be tried, of the first of its kind that was never done here. */
  readonly trial?: Training;
}

export interface Stage {
  readonly name: string;
  /** So many pieces are done at once. */
  readonly atOnce: number;
  readonly pieces: readonly Piece[];
}

export function featurePieces(found: readonly FoundFeatures[]): Piece[] {
  return found.flatMap(({ stage, effort }) =>
    effort.size === 0 ? [] : [{ name: stage.replace(/^F/, "f"), effort }],
  );
}
