/** The data of tools/golden/trees.py: overlapping clusters from an integer hash. */
import { createDataset, type Dataset, selectRows } from "../src/dataset/dataset.ts";
import { hashed } from "./hashed.ts";

const [LABELS, WIDTH, TRAIN, TEST] = [5, 12, 400, 80];
const ROWS = TRAIN + TEST;

/** @param coarse - numbers are sixteenths, so that many occur twice */
export function hashedTrees(coarse = false): { readonly train: Dataset; readonly test: Dataset } {
  const y = Int32Array.from(hashed(3, ROWS), (value) => Math.floor(((value + 1) / 2) * LABELS));
  const centres = hashed(2, LABELS * WIDTH);
  const x = Float32Array.from(
    hashed(1, ROWS * WIDTH),
    (value, i) => value + 0.6 * centres[y[Math.floor(i / WIDTH)] * WIDTH + (i % WIDTH)],
  );
  const all = createDataset({
    clipIds: Array.from(y, (_, row) => `clip${row}`),
    shape: [WIDTH],
    x: coarse ? x.map((value) => Math.floor(value * 16) / 16) : x,
    labels: Array.from({ length: LABELS }, (_, label) => `label${label}`),
    y,
  });
  const rows = Array.from(y.keys());
  return { train: selectRows(all, rows.slice(0, TRAIN)), test: selectRows(all, rows.slice(TRAIN)) };
}
