/** Series of different lengths with a learnable pattern. */
import type { Dataset } from "../src/dataset/dataset.ts";
import { createClusters } from "./clusters.ts";

export type PaddedSeries = Dataset & { readonly frames: Int32Array<ArrayBuffer> };

/** Rows [coefficient, frame] of 4 to 9 real frames; what was added after them is `filling`. */
export function createPaddedSeries(
  [coefficients, frames]: readonly [number, number],
  labels: number,
  rows: number,
  filling: number,
): PaddedSeries {
  const data = createClusters([coefficients, frames], labels, rows);
  const real = data.y.map((_, row) => 4 + (row % 6));
  const x = data.x.map((one, i) =>
    i % frames < real[Math.floor(i / (coefficients * frames))] ? one : filling,
  );
  return { ...data, x, frames: real };
}
