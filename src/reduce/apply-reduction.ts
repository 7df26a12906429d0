import { ModelError } from "../base/errors.ts";
import { type Dataset, widthOf } from "../dataset/dataset.ts";
import { createSession, floatTensor } from "../engine/onnx/session.ts";
import type { FittedReduction } from "./reduction.ts";

/** Rows reduced at once: bounds memory. */
const ROWS_AT_ONCE = 64;

/**
 * A dataset of reduced rows, [width]; the input is not changed.
 *
 * @param threads - of onnxruntime; 0 or undefined leaves the choice to it
 * @throws ModelError if a reduced row is not finite
 */
export async function applyReduction(
  { onnx, width }: FittedReduction,
  dataset: Dataset,
  threads?: number,
): Promise<Dataset> {
  const { clipIds, shape } = dataset;
  const rowLength = widthOf(shape);
  const x = new Float32Array(clipIds.length * width);
  const session = await createSession(onnx, threads === undefined ? {} : { threads });
  try {
    for (let from = 0; from < clipIds.length; from += ROWS_AT_ONCE) {
      const to = Math.min(clipIds.length, from + ROWS_AT_ONCE);
      const rows = dataset.x.subarray(from * rowLength, to * rowLength);
      const { reduced } = await session.run({ features: floatTensor(rows, [to - from, ...shape]) });
      if (reduced.data instanceof Float32Array) x.set(reduced.data, from * width);
    }
  } finally {
    await session.release();
  }
  const at = x.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new ModelError(
      `reduce: the reduced features of the clip ${clipIds[Math.floor(at / width)]} are not finite; scale the features.`,
    );
  }
  return { ...dataset, shape: [width], x };
}
