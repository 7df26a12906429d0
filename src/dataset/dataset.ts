/** Features and labels of many clips as one object whose rows cannot be shuffled apart. */
import { ShapeError } from "../base/errors.ts";

export interface Dataset {
  /** [row]; augmented copies repeat their clip's id. */
  readonly clipIds: readonly string[];
  /** Shape of one row: [descriptor] or [coefficient, frame]. */
  readonly shape: readonly number[];
  /** [row, ...shape], row-major. */
  readonly x: Float32Array<ArrayBuffer>;
  /** Label order; `y` indexes it. */
  readonly labels: readonly string[];
  /** [row], index into `labels`; -1 where unknown. */
  readonly y: Int32Array<ArrayBuffer>;
  /** [row], where rows have frames: how many of them are real, not added to fill the row. */
  readonly frames?: Int32Array<ArrayBuffer>;
  /** Numbers of every feature of the recipe, where rows are several features laid end to end. */
  readonly parts?: readonly number[];
}

/** Numbers in one row. */
export function widthOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** @throws ShapeError if the rows have no frames */
export function realFrames({ frames, shape }: Pick<Dataset, "frames" | "shape">): Int32Array<ArrayBuffer> {
  if (frames !== undefined) return frames;
  throw new ShapeError(
    `dataset: rows of [${shape.join(", ")}] have no frames to count; use features that have.`,
  );
}

/** A dataset of the given rows, in that order. */
export function selectRows(dataset: Dataset, rows: readonly number[]): Dataset {
  const width = widthOf(dataset.shape);
  const x = new Float32Array(rows.length * width);
  const y = new Int32Array(rows.length);
  const clipIds = rows.map((row, i) => {
    x.set(dataset.x.subarray(row * width, (row + 1) * width), i * width);
    y[i] = dataset.y[row];
    return dataset.clipIds[row];
  });
  const { frames } = dataset;
  const lengths = frames === undefined ? {} : { frames: Int32Array.from(rows, (row) => frames[row]) };
  return { ...dataset, clipIds, x, y, ...lengths };
}

/** @throws ShapeError if the parts of a dataset do not have the same number of rows */
export function createDataset(parts: Dataset): Dataset {
  const rows = parts.clipIds.length;
  if (parts.y.length !== rows || parts.x.length !== rows * widthOf(parts.shape)) {
    throw new ShapeError(
      `dataset: ${rows} clip ids need ${rows} labels and ${rows} x [${parts.shape.join(", ")}] numbers; ` +
        `got ${parts.y.length} labels and ${parts.x.length} numbers.`,
    );
  }
  return parts;
}
