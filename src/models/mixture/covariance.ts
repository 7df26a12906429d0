/** What a kind of covariance matrix means for a mixture: how it is estimated, and how far a row lies from a mean by it. */
import type { HeldRows } from "./held-rows.ts";
import type { Members } from "./members.ts";

/** Of one component: its mean, what makes rows about it white, and the logarithm of how much that stretches. */
export interface Gaussian {
  /** [column]. */
  readonly mean: Float64Array;
  /** Diagonal: [column]. Full: [column, column], lower triangle, rows are the new columns. */
  readonly scale: Float64Array;
  readonly logDeterminant: number;
}

export interface Covariance {
  /** @param floor - added to every variance */
  estimate(rows: HeldRows, members: Members, floor: number): Gaussian;
  /** [row]: squared lengths of the whitened rows about the mean. */
  distances(rows: HeldRows, mean: Float64Array, scale: Float64Array): Float64Array;
}
