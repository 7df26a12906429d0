/** What fits have in common, and where one of them stands. */
import type { Overlaps } from "../../dataset/overlaps.ts";
import type { Apart } from "../../dataset/split/index.ts";
import type { FeatureKeys, RowRecipe } from "../features/extract-rows.ts";
import type { ReadWarmStart } from "../plan/warm-starts.ts";
import type { Services } from "../work/services.ts";
import type { Asked } from "./asked.ts";

/** What fits of an experiment have in common. */
export interface FitWork {
  readonly services: Services;
  readonly seed: number;
  /** Of onnxruntime, for each training. */
  readonly threads: number;
  /** The column that the experiment's protocol keeps apart: inner folds and validation sides do so too. */
  readonly apart: Apart | null;
  /** Clip id -> digest of its audio. */
  readonly digests: ReadonlyMap<string, string>;
  /** Clips that share audio: inner folds keep them apart. */
  readonly overlaps: Overlaps;
  readonly warmStarts: ReadonlyMap<string, ReadWarmStart>;
  featuresOf(recogniser: RowRecipe): FeatureKeys;
  packOf(recogniser: RowRecipe): string | undefined;
}

export interface Scope {
  /** "fold-1", "fold-1/inner-2", "all": part of the seeds. */
  readonly name: string;
  readonly asked: Asked;
  /** Whether graphs are kept, to be saved, or their answers only. */
  readonly keep: boolean;
}
