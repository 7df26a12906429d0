import { ModelError } from "../base/errors.ts";
import { type Dataset, realFrames, widthOf } from "../dataset/dataset.ts";
import { createSession, floatsOf, floatTensor, integersTensor } from "../engine/onnx/session.ts";
import type { FittedStep } from "./step.ts";

/** Rows that go through it at once: bounds memory. */
const ROWS_AT_ONCE = 64;

/**
 * A dataset of the rows that leave the step.
 *
 * @param overwrite - whether they may take the place of the rows that they are made of, so that rows are held once; where a
 *   row's width changes, or by default, the input is not changed
 * @param threads - of onnxruntime; 0 or undefined leaves the choice to it
 * @throws ModelError if a row that leaves it is not finite
 */
export async function applyStep(
  { onnx, shape }: FittedStep,
  dataset: Dataset,
  threads?: number,
  overwrite = false,
): Promise<Dataset> {
  const { clipIds } = dataset;
  const [before, after] = [widthOf(dataset.shape), widthOf(shape)];
  const x = overwrite && before === after ? dataset.x : new Float32Array(clipIds.length * after);
  const session = await createSession(onnx, threads === undefined ? {} : { threads });
  try {
    const [output] = session.outputNames;
    for (let from = 0; from < clipIds.length; from += ROWS_AT_ONCE) {
      const to = Math.min(clipIds.length, from + ROWS_AT_ONCE);
      const rows = dataset.x.subarray(from * before, to * before);
      const features = floatTensor(rows, [to - from, ...dataset.shape]);
      const results = await session.run(
        session.inputNames.includes("frames")
          ? { features, frames: integersTensor(realFrames(dataset).subarray(from, to)) }
          : { features },
      );
      x.set(floatsOf(results, output), from * after);
    }
  } finally {
    await session.release();
  }
  const at = x.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new ModelError(
      `steps: the features of the clip ${clipIds[Math.floor(at / after)]} are not finite after a step; standardise them.`,
    );
  }
  const { frames, ...rest } = dataset;
  // what is no image any more has no frames
  return { ...rest, shape, x, ...(frames === undefined || shape.length < 2 ? {} : { frames }) };
}
