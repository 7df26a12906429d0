/**
 * Rows that need not lie in memory: their numbers are read a few rows at a time, so that a fit that goes through its rows may have more of
 * them than memory holds. Whoever can work so takes `AnyDataset`, and gives the same bits for both.
 */
import { type Dataset, widthOf } from "./dataset.ts";

/** Numbers of rows, [row, ...shape], row-major, wherever they lie. */
export interface RowNumbers {
  /** Writes the rows into `into`, one after another. */
  read(rows: ArrayLike<number>, into: Float32Array): void;
  /** Puts whole rows in the place of those from `from` on. */
  write(from: number, x: Float32Array): void;
}

/** A dataset whose numbers lie elsewhere. */
export interface StoredDataset extends Omit<Dataset, "x"> {
  readonly stored: RowNumbers;
}

export type AnyDataset = Dataset | StoredDataset;

/** Rows that are looked at together. */
export const BLOCK_ROWS = 64;

/** Writes the numbers of the rows into `into`, one row after another. */
export function copyRows(data: AnyDataset, rows: ArrayLike<number>, into: Float32Array): void {
  if ("stored" in data) {
    data.stored.read(rows, into);
    return;
  }
  const width = widthOf(data.shape);
  for (let i = 0; i < rows.length; i++) {
    into.set(data.x.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  }
}

/** Puts whole rows in the place of those from `from` on. */
export function writeRows(data: AnyDataset, from: number, x: Float32Array): void {
  if ("stored" in data) data.stored.write(from, x);
  else data.x.set(x, from * widthOf(data.shape));
}

export interface RowBlock {
  readonly rows: Uint32Array;
  /** [row, ...shape]: a copy that the next block is written over. */
  readonly x: Float32Array<ArrayBuffer>;
}

/** The rows in their order, at most `BLOCK_ROWS` at a time; by default all. */
export function* blocksOf(data: AnyDataset, rows = allRows(data)): Generator<RowBlock, void> {
  const width = widthOf(data.shape);
  const block = new Float32Array(Math.min(rows.length, BLOCK_ROWS) * width);
  for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
    const some = rows.subarray(from, from + BLOCK_ROWS);
    const x = block.subarray(0, some.length * width);
    copyRows(data, some, x);
    yield { rows: some, x };
  }
}

function allRows({ clipIds }: AnyDataset): Uint32Array {
  return Uint32Array.from(clipIds, (_, row) => row);
}

/** The first number that is not finite, and where it is; undefined if all are. */
export function firstNotFinite(
  data: AnyDataset,
): { readonly clipId: string; readonly column: number; readonly value: number } | undefined {
  const width = widthOf(data.shape);
  for (const { rows, x } of blocksOf(data)) {
    const at = x.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    return { clipId: data.clipIds[rows[Math.floor(at / width)]], column: at % width, value: x[at] };
  }
  return undefined;
}
