/** Rows with numbers to learn, and what is said of clips in numbers. Nothing here has labels. */
import { ModelError } from "../base/errors.ts";
import type { Dataset } from "./dataset.ts";

/** Features and numbers of many clips as one object whose rows cannot be shuffled apart. */
export interface NumberDataset extends Omit<Dataset, "labels" | "y"> {
  /** What the numbers are: arousal, valence. */
  readonly dimensions: readonly string[];
  /** [row, dimension], finite. */
  readonly values: Float32Array<ArrayBuffer>;
}

/** Answers in numbers; they hold no truth. */
export interface Estimates {
  /** Who says it. */
  readonly source: string;
  readonly dimensions: readonly string[];
  /** [clip], unique. */
  readonly clipIds: readonly string[];
  /** [clip, dimension], row-major. */
  readonly values: Float32Array<ArrayBuffer>;
}

/** Answers beside the truth. */
export interface JudgedEstimates extends Estimates {
  /** [clip, dimension]. */
  readonly truth: Float32Array<ArrayBuffer>;
}

/** One dimension of a table of numbers, [row]. */
export function columnOf(table: Float32Array, dimension: number, width: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: table.length / width }, (_, row) => table[row * width + dimension]);
}

/**
 * The answers of all folds as one table, in order of clip id.
 *
 * @throws ModelError if a clip is answered twice, or by no number
 */
export function mergeEstimates(source: string, folds: readonly Estimates[]): Estimates {
  const dimensions = folds[0]?.dimensions ?? [];
  const width = dimensions.length;
  const rows = folds.flatMap((fold) => fold.clipIds.map((clipId, row) => ({ clipId, row, fold })));
  rows.sort((a, b) => (a.clipId < b.clipId ? -1 : a.clipId > b.clipId ? 1 : 0));
  const values = new Float32Array(rows.length * width);
  for (const [i, { clipId, row, fold }] of rows.entries()) {
    if (rows[i - 1]?.clipId === clipId)
      throw new ModelError(`estimates of ${source}: the clip ${clipId} is there twice.`);
    values.set(fold.values.subarray(row * width, (row + 1) * width), i * width);
  }
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    const { clipId } = rows[Math.floor(broken / width)];
    throw new ModelError(
      `estimates of ${source}: the clip ${clipId} has ${values[broken]} for ${dimensions[broken % width]}.`,
    );
  }
  return { source, dimensions, clipIds: rows.map(({ clipId }) => clipId), values };
}

/** @throws ModelError if the truth of a clip is not known */
export function judgeEstimates(
  estimates: Estimates,
  truth: ReadonlyMap<string, readonly number[]>,
): JudgedEstimates {
  const known = estimates.clipIds.flatMap((id) => {
    const own = truth.get(id);
    if (own === undefined)
      throw new ModelError(`estimates of ${estimates.source}: the numbers of the clip ${id} are not known.`);
    return own;
  });
  return { ...estimates, truth: Float32Array.from(known) };
}
