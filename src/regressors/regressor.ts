/**
 * The contract of a regressor: a model of numbers. What it fits is a graph, as a model of labels is: its input `features` is
 * float32 [n, ...shape], its output `values` float32 [n, dimensions], in the dimensions' own units.
 */
import type { z } from "zod";
import type { ParamsSchema } from "../base/params.ts";
import type { NumberDataset } from "../dataset/numbers.ts";
import type { TrainingContext } from "../training/context.ts";

export interface FittedRegressor {
  /** ONNX bytes: `features` -> `values`. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Training clips that were not learnt from but chose when to stop, if there are any. */
  readonly validatedOn?: readonly string[];
}

export interface Regressor<S extends ParamsSchema = ParamsSchema, I extends string = string> {
  readonly kind: "regressor";
  readonly id: I;
  readonly summary: string;
  readonly source: string;
  /** Rows are flattened. */
  readonly input: "vector";
  readonly params: S;
  /** What a fit holds at once beside its rows; only of regressors whose need grows faster than their number. */
  memoryBytes?(rows: number, params: z.output<S>): number;
  /**
   * Fits on every row of the training data; sees nothing else.
   *
   * @throws ModelError if the data cannot be fitted (numbers that are not finite, or all the same)
   * @throws the signal's reason when aborted
   */
  fit(train: NumberDataset, params: z.output<S>, context: TrainingContext): Promise<FittedRegressor>;
}

export function defineRegressor<const I extends string, S extends ParamsSchema>(
  regressor: Omit<Regressor<S, I>, "kind">,
): Regressor<S, I> {
  return { kind: "regressor", ...regressor };
}
