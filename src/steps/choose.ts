/** Graphs that keep some of what a row holds. */
import { widthOf } from "../dataset/dataset.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import type { FittedStep } from "./step.ts";

/**
 * Some numbers of a row, whatever its shape: rows become vectors.
 *
 * @param kept - which, counted from 0 along the unrolled row
 */
export function chooseNumbers(name: string, shape: readonly number[], kept: readonly number[]): FittedStep {
  const onnx = new OnnxBuilder(name);
  const features = onnx.input("features", ["n", ...shape]);
  const flat =
    shape.length === 1 ? features : onnx.node("Reshape", [features, onnx.integers([-1, widthOf(shape)])]);
  onnx.node("Gather", [flat, onnx.integers(kept)], { axis: { int: 1 } }, "chosen");
  onnx.output("chosen", ["n", kept.length]);
  return { onnx: onnx.toBytes(), shape: [kept.length] };
}

/** The indices of the greatest worths, in their own order; of equal ones, the first. */
export function indicesOfBest(worths: ArrayLike<number>, count: number): number[] {
  return Array.from({ length: worths.length }, (_, i) => i)
    .sort((a, b) => worths[b] - worths[a] || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}
