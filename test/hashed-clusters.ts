/** Labelled clusters from an integer hash, the same as in tools/golden/kernel_models.py. */
import { createDataset, type Dataset } from "../src/dataset/dataset.ts";

const LABELS = 8;
const WIDTH = 12;

/** Uniform in [0, 1), a function of its place. */
export function hashUniform(i: number, j: number): number {
  let h = (Math.imul(i, 0x9e3779b1) + Math.imul(j, 0x85ebca77) + 0x165667b1) >>> 0;
  for (let round = 0; round < 2; round++) {
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) >>> 0;
    h = Math.imul(h ^ (h >>> 12), 0x297a2d39) >>> 0;
  }
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}

/** Rows `from` to `to` of 8 overlapping clusters in 12 dimensions; the last label is twice as frequent. */
export function hashedClusters(from: number, to: number): Dataset {
  const rows = to - from;
  const x = new Float32Array(rows * WIDTH);
  const y = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const i = from + row;
    y[row] = Math.min(LABELS - 1, Math.floor(9 * hashUniform(i, 1000)));
    for (let j = 0; j < WIDTH; j++) {
      x[row * WIDTH + j] = hashUniform(i, j) + 1.2 * hashUniform(5000 + y[row], j);
    }
  }
  return createDataset({
    clipIds: Array.from(y, (_, row) => `clip${from + row}`),
    shape: [WIDTH],
    x,
    labels: Array.from({ length: LABELS }, (_, label) => `label${label}`),
    y,
  });
}
