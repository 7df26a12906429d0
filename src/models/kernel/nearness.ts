/** What the nearest of some rows count: the more, the nearer they are. */
import type { OnnxBuilder } from "../../engine/onnx/builder.ts";

/**
 * [n, k, 1]: 1 / distance of every neighbour; where some lie where the row lies, 1 for these and 0 for all others. Distances are those of the rows themselves, not what is left of products:
 * a row that is a training row has the distance 0.
 */
export function addNearness(
  onnx: OnnxBuilder,
  { features, support, nearest }: { features: string; support: string; nearest: string },
  metric: "euclidean" | "cosine",
): string {
  const neighbours = onnx.node("Gather", [support, nearest]); // [n, k, width]
  const away = onnx.node("Sub", [neighbours, onnx.node("Unsqueeze", [features, onnx.integers([1])])]);
  const squares = onnx.node("ReduceSumSquare", [away, onnx.integers([2])]);
  // |a - b|^2 = 2 (1 - <a, b>) where both are 1 long; the 2 is in all weights
  const distance = metric === "euclidean" ? onnx.node("Sqrt", [squares]) : squares;
  const apart = onnx.node("Sign", [distance]);
  const here = onnx.node("Sub", [onnx.scalar(1), apart]);
  const isHere = onnx.node("Less", [onnx.scalar(0.5), onnx.node("ReduceMax", [here, onnx.integers([1])])]);
  return onnx.node("Where", [isHere, here, onnx.node("Div", [onnx.scalar(1), distance])]);
}
