/** Rows as a fit finds them that are too many to be held: reachable by reading and writing only. */
import { type Dataset, widthOf } from "../src/dataset/dataset.ts";
import type { StoredDataset } from "../src/dataset/stored-dataset.ts";

export function storedOf({ x, ...data }: Dataset): StoredDataset {
  const width = widthOf(data.shape);
  const kept = x.slice();
  return {
    ...data,
    stored: {
      read(rows, into) {
        for (let i = 0; i < rows.length; i++)
          into.set(kept.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
      },
      write: (from, some) => kept.set(some, from * width),
    },
  };
}
