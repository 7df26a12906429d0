/**
 * The units of work that go to the pool. A job is data, and running it twice gives the same result: so it can be
 * repeated, resumed, or run on another machine that shares the cache.
 */

import type { EpochReport } from "../models/model.ts";
import type { Affine } from "../recogniser/index.ts";
import type { NamedWeights } from "../training/warm-start.ts";
import type { AugmentStep, RecogniserConfig } from "./config.ts";
import type { WarmStartSource } from "./warm-starts.ts";

/** Reads a file and says what it holds. */
export interface FactsJob {
  readonly kind: "facts";
  readonly clipId: string;
  readonly path: string;
}

/** How one row's audio differs from its clip's: the n-th changed copy, or the clip as it is. */
export interface Variant {
  readonly augment: Pick<AugmentStep, "id" | "params">;
  readonly seed: number;
}

/** Features of one variant of a clip, to be computed and put in the cache. */
export interface ExtractTask {
  readonly variant: Variant | null;
  readonly recipe: RecogniserConfig["recipe"];
  /** Which of `recipe.features`, and the cache key of each. */
  readonly wanted: readonly { readonly feature: number; readonly key: string }[];
}

/** Computes the missing features of one clip, decoding it once. */
export interface ExtractJob {
  readonly kind: "extract";
  readonly clipId: string;
  readonly path: string;
  readonly tasks: readonly ExtractTask[];
}

/** One row of a dataset: where its features are, and its label. */
export interface RowSource {
  readonly clipId: string;
  readonly copy: number;
  /** Index into the labels; -1 where unknown. */
  readonly y: number;
  /** Rows of one group stay together when a validation side is drawn; by default a clip's. */
  readonly group?: string;
  /** Cache keys, one per feature of the recipe. */
  readonly keys: readonly string[];
}

/** Fits one recogniser on some rows and predicts others. */
export interface FitJob {
  readonly kind: "fit";
  readonly recogniser: Omit<RecogniserConfig, "augment" | "warmStart">;
  readonly warmStart?: WarmStartSource;
  readonly labels: readonly string[];
  readonly train: readonly RowSource[];
  readonly test: readonly RowSource[];
  readonly seed: number;
  readonly threads: number;
  /** Whether the fitted model is wanted back, or its predictions only. */
  readonly keepModel: boolean;
}

export interface FitResult {
  /** [test row, label], row-major. */
  readonly probabilities: readonly number[];
  readonly history: readonly EpochReport[];
  readonly seconds: number;
  /** Ids of the clips that the scaler saw, for the leak audit. */
  readonly scaledOn: readonly string[];
  /** Ids of the clips that the reduction saw; none where there is none. */
  readonly reducedOn: readonly string[];
  /** Ids of the training clips that chose the epoch to keep, for the leak audit. */
  readonly validatedOn: readonly string[];
  /** Shape of one row and number of frames that padding settled on. */
  readonly shape: readonly number[];
  readonly frames: number | null;
  /** Present when the job kept the model: the ONNX bytes and the scaler to fold into them. */
  readonly model?: {
    readonly onnx: Uint8Array;
    readonly scaler: Affine | null;
    /** Of networks: what another training can start from. */
    readonly weights?: NamedWeights;
  };
}

/** Tries learning rates on the training rows of a network; sees no other rows, and keeps nothing. */
export interface RangeJob extends Pick<FitJob, "recogniser" | "labels" | "train" | "seed" | "threads"> {
  readonly kind: "range";
}

export type Job = FactsJob | ExtractJob | FitJob | RangeJob;
