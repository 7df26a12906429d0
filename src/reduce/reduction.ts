/**
 * The contract of a reduction: a stage between features and model that is fitted on training rows only. A fitted reduction
 * is a graph, as a model is: a standard ONNX model whose input `features` is float32 [n, ...shape] and whose output
 * `reduced` is float32 [n, width]; it is chained in front of the model, so that the two are one file.
 */
import type { z } from "zod";
import type { ParamsSchema } from "../base/params.ts";
import type { Dataset } from "../dataset/dataset.ts";

export interface ReductionContext {
  readonly seed: number;
  /** Threads of the native kernels; 0 or absent leaves the choice to onnxruntime. */
  readonly threads?: number;
}

export interface FittedReduction {
  /** ONNX bytes: `features` -> `reduced`. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Numbers in a reduced row. */
  readonly width: number;
  /** Clips that it was fitted on, for the leak audit. */
  readonly clipIds: readonly string[];
}

export interface Reduction<S extends ParamsSchema = ParamsSchema, I extends string = string> {
  readonly kind: "reduction";
  readonly id: I;
  readonly summary: string;
  readonly source: string;
  /** "any": rows of any shape, flattened; "image": rows are [coefficient, frame]. */
  readonly input: "any" | "image";
  readonly params: S;
  /**
   * Fits on every row; labels are not looked at.
   *
   * @throws ModelError if the rows cannot be reduced so
   */
  fit(train: Dataset, params: z.output<S>, context: ReductionContext): Promise<FittedReduction>;
}

export function defineReduction<const I extends string, S extends ParamsSchema>(
  reduction: Omit<Reduction<S, I>, "kind">,
): Reduction<S, I> {
  return { kind: "reduction", ...reduction };
}
