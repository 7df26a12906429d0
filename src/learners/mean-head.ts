/** The graph of a weighted mean of probabilities. */
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import type { Fitted, HeadFit } from "./fitted.ts";

/** @param weights - [member], positive */
export function meanHead(
  labels: readonly string[],
  members: readonly Fitted[],
  weights: readonly number[],
): HeadFit {
  return {
    kind: "head",
    labels,
    onnx: meanGraph(labels.length, weights),
    inputs: members.map((member, i) => ({
      from: "member",
      name: `probabilities${i}`,
      member,
      output: "probabilities",
    })),
    decides: false,
  };
}

/** Probabilities [n, label] of every member -> their weighted mean. */
function meanGraph(labels: number, weights: readonly number[]): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("mean");
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weighted = weights.map((weight, i) =>
    onnx.node("Mul", [onnx.input(`probabilities${i}`, ["n", labels]), onnx.scalar(weight)]),
  );
  onnx.node("Div", [onnx.node("Sum", weighted), onnx.scalar(total)], {}, "probabilities");
  onnx.output("probabilities", ["n", labels]);
  return onnx.toBytes();
}
