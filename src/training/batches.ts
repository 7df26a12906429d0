/** The numbers of a training step: rows of the dataset with noise and mixup, and their targets. */
import type { Random } from "../base/random.ts";
import { type Dataset, realFrames, widthOf } from "../dataset/dataset.ts";
import { type AnyDataset, copyRows } from "../dataset/stored-dataset.ts";
import { type Loss, softmaxCrossEntropy } from "../engine/ops/loss.ts";
import { balancedWeights, fillTargets } from "../engine/targets.ts";
import type { StepInputs } from "../engine/training-step.ts";
import { drawShare } from "./mixup.ts";
import type { TrainingOptions } from "./options.ts";
import { hideParts } from "./spec-augment.ts";

/** Rows that go into a step, and what they are mixed or compared with. */
export interface Batch {
  readonly rows: Uint32Array;
  /** As long as `rows`; the rows themselves if they have no others. */
  readonly partners: Uint32Array;
  /** How much of each row is its own. */
  readonly share: number;
}

export interface Batches {
  /** Rows of a step per row of a batch: 2 where each stands beside a partner. */
  readonly rowsEach: number;
  /** Columns of the targets. */
  readonly columns: number;
  readonly loss: Loss;
  /** Writes a batch into a step's buffers; missing rows are zeros and masked. */
  fill(inputs: StepInputs, rows: Uint32Array, random: Random): Batch;
  /** How many rows of the batch the outputs get right; of a mixed row, the share of the label that they name. */
  countRight(batch: Batch, outputs: Float32Array): number;
}

/** Rows with their labels, for cross-entropy. */
export function createBatches(
  data: AnyDataset,
  options: Pick<
    TrainingOptions,
    "balanced" | "inputNoise" | "labelSmoothing" | "mixup" | "coefficientMask" | "frameMask"
  >,
): Batches {
  const { coefficientMask = 0, frameMask = 0 } = options;
  const width = widthOf(data.shape);
  const labels = data.labels.length;
  const weights = options.balanced ? balancedWeights(data.y, labels) : new Float64Array(labels).fill(1);
  const labelsOf = (rows: Uint32Array) => Int32Array.from(rows, (row) => data.y[row]);
  return {
    rowsEach: 1,
    columns: labels,
    loss: softmaxCrossEntropy,
    fill({ features, targets, rowMask, frames }, rows, random) {
      const count = rows.length;
      const share = options.mixup > 0 ? drawShare(options.mixup, random) : 1;
      const partners = share === 1 ? rows : random.shuffle(rows.slice());
      copyRows(data, rows, features);
      fillTargets(targets, labelsOf(rows), weights, options.labelSmoothing);
      if (share < 1) {
        const mixedIn = new Float32Array(count * width);
        copyRows(data, partners, mixedIn);
        for (const [at, other] of mixedIn.entries()) {
          features[at] = share * features[at] + (1 - share) * other;
        }
        const others = new Float32Array(targets.length);
        fillTargets(others, labelsOf(partners), weights, options.labelSmoothing);
        for (let i = 0; i < targets.length; i++) targets[i] = share * targets[i] + (1 - share) * others[i];
      }
      if (options.inputNoise > 0) {
        for (let i = 0; i < count * width; i++) features[i] += options.inputNoise * random.normal();
      }
      if (coefficientMask > 0 || frameMask > 0) {
        for (let i = 0; i < count; i++) {
          const image = features.subarray(i * width, (i + 1) * width);
          hideParts(image, data.shape, { coefficientMask, frameMask }, random);
        }
      }
      features.fill(0, count * width);
      rowMask.fill(1, 0, count).fill(0, count);
      if (frames !== undefined) {
        fillFrames(frames, data, rows);
        // a mixed row lasts as long as the longer of both
        for (let i = 0; i < count; i++) frames[i] = Math.max(frames[i], realFrames(data)[partners[i]]);
      }
      return { rows, partners, share };
    },
    countRight({ rows, partners, share }, logits) {
      let right = 0;
      for (let i = 0; i < rows.length; i++) {
        const named = argMax(logits, i * labels, labels);
        if (named === data.y[rows[i]]) right += share;
        if (named === data.y[partners[i]]) right += 1 - share;
      }
      return right;
    },
  };
}

/**
 * Writes how many frames of the rows are real, and 0 for missing rows.
 *
 * @throws ShapeError if the rows have no frames
 */
export function fillFrames(
  frames: Float32Array,
  data: Pick<Dataset, "frames" | "shape">,
  rows: ArrayLike<number>,
): void {
  const real = realFrames(data);
  frames.fill(0);
  for (let i = 0; i < rows.length; i++) frames[i] = real[rows[i]];
}

/** Index of the first largest of `count` numbers. */
export function argMax(numbers: Float32Array, from: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (numbers[from + i] > numbers[from + best]) best = i;
  return best;
}
