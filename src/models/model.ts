/**
 * The contract of a model. A fitted model IS an inference graph: a standard ONNX model whose input `features`
 * is float32 [n, ...shape] and whose output `probabilities` is float32 [n, labels]; one that needs to know how many frames of a
 * row are real has the input `frames`, int64 [n], too. Saving, loading, scaling,
 * prediction in Node, browser and Python are therefore the same for every model and written once.
 */
import type { z } from "zod";
import type { ParamsSchema } from "../base/params.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { StoredDataset } from "../dataset/stored-dataset.ts";
import type { EpochReport, TrainingContext } from "../training/context.ts";
import type { NamedWeights } from "../training/warm-start.ts";

export type { EpochReport } from "../training/context.ts";
export type FitContext = TrainingContext;

export interface FittedModel {
  /** ONNX bytes: `features` -> `probabilities`. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Training curve; empty for models without epochs. */
  readonly history: readonly EpochReport[];
  /** Of networks: what another training can start from. */
  readonly weights?: NamedWeights;
  /** Training clips that were not learnt from but chose when to stop, if there are any. */
  readonly validatedOn?: readonly string[];
}

export interface Model<S extends ParamsSchema = ParamsSchema, I extends string = string> {
  readonly kind: "model";
  readonly id: I;
  readonly summary: string;
  readonly source: string;
  /** "vector": rows are flattened; "image": rows are [coefficient, frame]. */
  readonly input: "vector" | "image";
  readonly params: S;
  /** What a fit holds at once beside its rows; only of models whose need grows faster than their number. */
  memoryBytes?(rows: number, params: z.output<S>): number;
  /**
   * Fits on every row of the training data; sees nothing else.
   *
   * @throws ModelError if the data cannot be fitted (one label only, numbers that are not finite)
   * @throws the signal's reason when aborted
   */
  fit(train: Dataset, params: z.output<S>, context: FitContext): Promise<FittedModel>;
  /** The same, bit by bit, of rows that are read a few at a time; absent where all rows must be in memory. */
  fitStored?(train: StoredDataset, params: z.output<S>, context: FitContext): Promise<FittedModel>;
}

export function defineModel<const I extends string, S extends ParamsSchema>(
  model: Omit<Model<S, I>, "kind">,
): Model<S, I> {
  return { kind: "model", ...model };
}
