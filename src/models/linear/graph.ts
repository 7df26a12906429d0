/** What linear models fit, and their graph: one score per label, softmax of the scores. */
import type { Dataset } from "../../dataset/dataset.ts";
import { OnnxBuilder } from "../../engine/onnx/builder.ts";
import { addFeatures, addProbabilities } from "../kernel/training-rows.ts";

export interface LinearScores {
  /** [present, column]. */
  readonly weights: Float64Array;
  /** [present]. */
  readonly offsets: Float64Array;
}

/** `features` [n, ...shape] -> `probabilities` [n, labels]. */
export function linearGraph(
  name: string,
  { weights, offsets }: LinearScores,
  { shape, labels }: Pick<Dataset, "shape" | "labels">,
  present: readonly number[],
): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder(name);
  const features = addFeatures(onnx, shape);
  const cols = weights.length / present.length;
  const scores = onnx.node(
    "Gemm",
    [
      features,
      onnx.constant([present.length, cols], new Float32Array(weights)),
      onnx.constant([present.length], new Float32Array(offsets)),
    ],
    { transB: { int: 1 } },
  );
  addProbabilities(onnx, onnx.node("Softmax", [scores], { axis: { int: 1 } }), present, labels.length);
  return onnx.toBytes();
}
