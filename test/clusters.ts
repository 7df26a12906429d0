/** Small labelled data with a learnable pattern: each label has its own mean image; seeded noise around it. */
import { createRandom } from "../src/base/random.ts";
import { createDataset, type Dataset, widthOf } from "../src/dataset/dataset.ts";

export function createClusters(
  shape: readonly number[],
  labels: number,
  rows: number,
  { noise = 0.5, seed = 1 } = {},
): Dataset {
  const width = widthOf(shape);
  const centres = createRandom(99);
  const means = Array.from({ length: labels * width }, () => centres.normal());
  const random = createRandom(seed);
  const y = Int32Array.from({ length: rows }, (_, row) => row % labels);
  const x = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < width; i++) x[row * width + i] = means[y[row] * width + i] + noise * random.normal();
  return createDataset({
    clipIds: Array.from({ length: rows }, (_, row) => `clip${row}`),
    shape,
    x,
    labels: Array.from({ length: labels }, (_, label) => `label${label}`),
    y,
  });
}
