/** What is shown of an exploration. */
import type { Exploration } from "./explore.ts";

export interface MapsPage {
  /** Its reader and folder: "ravdess (train)". */
  readonly corpus: string;
  /** "functionals", "mfcc over time + pitch". */
  readonly features: string;
  readonly protocol: string;
  readonly folds: number;
  readonly seed: number;
  readonly exploration: Exploration;
  /** [row], where the clip's file is, as seen from the page. */
  readonly sounds: readonly string[];
}
