/** Labelled clusters from an integer hash, the same as in tools/golden/kernel_models.py and classical_models.py. */
import { createDataset, type Dataset } from "../src/dataset/dataset.ts";

/** Uniform in [0, 1), a function of its place. */
export function hashUniform(i: number, j: number): number {
  let h = (Math.imul(i, 0x9e3779b1) + Math.imul(j, 0x85ebca77) + 0x165667b1) >>> 0;
  for (let round = 0; round < 2; round++) {
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) >>> 0;
    h = Math.imul(h ^ (h >>> 12), 0x297a2d39) >>> 0;
  }
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}

/** Rows `from` to `to` of overlapping clusters; the last label is twice as frequent. */
export function hashedClusters(from: number, to: number, { labels = 8, width = 12 } = {}): Dataset {
  const rows = to - from;
  const x = new Float32Array(rows * width);
  const y = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const i = from + row;
    y[row] = Math.min(labels - 1, Math.floor((labels + 1) * hashUniform(i, 1000)));
    for (let j = 0; j < width; j++) {
      x[row * width + j] = hashUniform(i, j) + 1.2 * hashUniform(5000 + y[row], j);
    }
  }
  return createDataset({
    clipIds: Array.from(y, (_, row) => `clip${from + row}`),
    shape: [width],
    x,
    labels: Array.from({ length: labels }, (_, label) => `label${label}`),
    y,
  });
}
