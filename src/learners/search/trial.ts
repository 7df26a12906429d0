/** What a search inside the training rows tried, and how well each did there. */
import type { Settings } from "./settings.ts";

export interface Trial {
  readonly settings: Settings;
  /** On inner folds. */
  readonly score: number;
  /** Clips of the inner folds: fewer than all in the first rounds of halving. */
  readonly clips: number;
}

export interface Search {
  /** Id of the metric that decided. */
  readonly metric: string;
  readonly trials: readonly Trial[];
  /** Index of the trial that was chosen. */
  readonly chosen: number;
}
