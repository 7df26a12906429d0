import { ModelError } from "../base/errors.ts";
import { type Dataset, realFrames, widthOf } from "../dataset/dataset.ts";
import { type AnyDataset, blocksOf, type RowBlock, type StoredDataset } from "../dataset/stored-dataset.ts";
import { createSession, floatsOf, floatTensor, integersTensor } from "../engine/onnx/session.ts";
import type { FittedStep } from "./step.ts";

/**
 * A dataset of the rows that leave the step.
 *
 * @param overwrite - whether they may take the place of the rows that they are made of, so that rows are held once; where a
 *   row's width changes, or by default, the input is not changed
 * @param threads - of onnxruntime; 0 or undefined leaves the choice to it
 * @throws ModelError if a row that leaves it is not finite
 */
export async function applyStep(
  step: FittedStep,
  dataset: Dataset,
  threads?: number,
  overwrite = false,
): Promise<Dataset> {
  const { shape } = step;
  const [before, after] = [widthOf(dataset.shape), widthOf(shape)];
  const x = overwrite && before === after ? dataset.x : new Float32Array(dataset.clipIds.length * after);
  for await (const block of afterStep(step, dataset, threads)) x.set(block.x, block.rows[0] * after);
  const { frames, ...rest } = dataset;
  // what is no image any more has no frames
  return { ...rest, shape, x, ...(frames === undefined || shape.length < 2 ? {} : { frames }) };
}

/**
 * Lets the rows that leave the step take the place of those that it was given; of steps that keep a row's shape.
 *
 * @throws ModelError if a row that leaves it is not finite
 */
export async function applyStepInPlace(
  step: FittedStep,
  dataset: StoredDataset,
  threads?: number,
): Promise<void> {
  for await (const { rows, x } of afterStep(step, dataset, threads)) dataset.stored.write(rows[0], x);
}

/** The rows that leave the step, a few at a time. */
async function* afterStep(
  { onnx, shape }: FittedStep,
  dataset: AnyDataset,
  threads: number | undefined,
): AsyncGenerator<RowBlock, void> {
  const after = widthOf(shape);
  const session = await createSession(onnx, threads === undefined ? {} : { threads });
  try {
    const [output] = session.outputNames;
    for (const { rows, x } of blocksOf(dataset)) {
      const features = floatTensor(x, [rows.length, ...dataset.shape]);
      const results = await session.run(
        session.inputNames.includes("frames")
          ? { features, frames: integersTensor(realFrames(dataset).subarray(rows[0], rows[0] + rows.length)) }
          : { features },
      );
      const left = floatsOf(results, output);
      const at = left.findIndex((value) => !Number.isFinite(value));
      if (at >= 0) {
        const clipId = dataset.clipIds[rows[Math.floor(at / after)]];
        throw new ModelError(
          `steps: the features of the clip ${clipId} are not finite after a step; standardise them.`,
        );
      }
      yield { rows, x: left };
    }
  } finally {
    await session.release();
  }
}
