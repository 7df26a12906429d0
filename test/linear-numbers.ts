import { decodeModel } from "../src/engine/onnx/builder.ts";

/** Weights [label, column] and offsets [label] of a linear model's graph, where every label has rows. */
export function linearNumbers(onnx: Uint8Array): Float32Array[] {
  const tensors = decodeModel(onnx).graph?.initializer ?? [];
  return tensors.map(({ rawData }) => new Float32Array(Uint8Array.from(rawData).buffer));
}
