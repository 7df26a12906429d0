/**
 * The contract of a step: what stands between features and model and is fitted on training rows only. A fitted step is a
 * graph, as a model is: a standard ONNX model whose input `features` is float32 [n, ...shape] and whose one output is float32
 * [n, ...shape of the next]; one that needs to know how many frames of a row are real has the input `frames`, int64 [n], too; steps are chained in front of the model, so that all are one file, and nothing can be forgotten
 * or fitted on other rows.
 */
import type { z } from "zod";
import type { ParamsSchema } from "../base/params.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { StoredDataset } from "../dataset/stored-dataset.ts";

export interface StepContext {
  readonly seed: number;
  /** Threads of the native kernels; 0 or absent leaves the choice to onnxruntime. */
  readonly threads?: number;
  /** [row]: rows of one group stay on one side when training rows are held out. By default a clip is a group. */
  readonly groups?: readonly string[];
  /** Stops a fit that asks it. */
  readonly signal?: AbortSignal;
}

export interface FittedStep {
  /** ONNX bytes, one input and one output. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Shape of a row that leaves the step. */
  readonly shape: readonly number[];
}

export interface Step<S extends ParamsSchema = ParamsSchema, I extends string = string> {
  readonly kind: "step";
  readonly id: I;
  readonly summary: string;
  readonly source: string;
  /** "any": rows of any shape; "image": rows are [coefficient, frame]. */
  readonly input: "any" | "image";
  /** "same": rows keep their shape; "image": they stay [coefficient, frame]; "vector": they become [number]. */
  readonly output: "same" | "image" | "vector";
  readonly params: S;
  /** Whether its fit asks for the rows' labels: it then is no step of what learns numbers. */
  readonly looksAtLabels?: true;
  /** Rows that its fit takes; only of steps that refuse more. */
  readonly mostRows?: number;
  /** What a fit holds at once beside its rows; only of steps whose need grows faster than their number. */
  memoryBytes?(rows: number, params: z.output<S>): number;
  /**
   * Fits on every row; what it sees is recorded by whoever calls it.
   *
   * @throws ModelError if the rows cannot be fitted so
   * @throws the signal's reason when aborted
   */
  fit(train: Dataset, params: z.output<S>, context: StepContext): Promise<FittedStep>;
  /**
   * The same, bit by bit, of rows that are read a few at a time: of steps that go through their rows and keep a row's shape.
   * Absent where all rows must be in memory.
   */
  fitStored?(train: StoredDataset, params: z.output<S>, context: StepContext): Promise<FittedStep>;
}

export function defineStep<const I extends string, S extends ParamsSchema>(
  step: Omit<Step<S, I>, "kind">,
): Step<S, I> {
  return { kind: "step", ...step };
}
