/** Which frames of a row are real, and which were added to fill it. */
import { apply, type Op, showShape, type Value } from "../graph.ts";

/** Counts have no gradient: it ends the backward pass. */
const frameMaskOp: Op<{ frames: number }> = {
  type: "frameMask",
  infer: ([counts], { frames }) =>
    counts.length === 1
      ? [counts[0], frames]
      : { expected: "a number of frames per row [row]", given: showShape(counts) },
  lower: (onnx, [counts], { attrs: { frames } }) => {
    const places = onnx.constant(
      [1, frames],
      Float32Array.from({ length: frames }, (_, place) => place),
    );
    const each = onnx.node("Unsqueeze", [counts, onnx.integers([1])]);
    return onnx.cast(onnx.node("Less", [places, each]), "float32");
  },
};

/**
 * 1 for the first `counts` frames of each row, 0 for those after them.
 *
 * @param counts - [row] (`Graph.realFrames`)
 * @returns [row, frame]
 */
export const frameMask = (counts: Value, frames: number): Value => apply(frameMaskOp, [counts], { frames });
