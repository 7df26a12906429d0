/** Rows of features, read from the cache and put together. */
import { ModelError } from "../base/errors.ts";
import { createDataset, type Dataset, widthOf } from "../dataset/dataset.ts";
import type { Feature } from "../features/feature.ts";
import { joinFeatures, padFrames } from "../features/recipe.ts";
import type { Cache } from "./cache.ts";
import type { RowSource } from "./jobs.ts";

/** Rows predicted at once: bounds memory, however many there are. */
export const PREDICT_ROWS = 64;

/** Joined but unpadded features of the rows, from the cache. */
export async function readRows(
  rows: readonly Pick<RowSource, "clipId" | "keys">[],
  cache: Cache,
): Promise<Feature[]> {
  const features: Feature[] = [];
  for (const row of rows) {
    const parts: Feature[] = [];
    for (const key of row.keys) {
      const part = await cache.readFeature(key);
      if (part === undefined) {
        throw new ModelError(
          `clip ${row.clipId}: a cached feature has vanished from ${cache.root}; run again.`,
        );
      }
      parts.push(part);
    }
    features.push(joinFeatures(parts));
  }
  return features;
}

/**
 * A dataset of equally shaped rows.
 *
 * @param frames - what to pad or cut the frame axis to; null leaves rows as they are
 * @throws ModelError naming two clips whose features differ in shape
 */
export function assembleDataset(
  rows: readonly RowSource[],
  features: readonly Feature[],
  frames: number | null,
  labels: readonly string[],
): Dataset {
  const padded = frames === null ? features : features.map((feature) => padFrames(feature, frames));
  const { shape } = padded[0];
  const width = widthOf(shape);
  const x = new Float32Array(rows.length * width);
  padded.forEach((feature, i) => {
    if (feature.shape.join() !== shape.join()) {
      throw new ModelError(
        `clip ${rows[i].clipId} has features of shape [${feature.shape.join(", ")}], ` +
          `clip ${rows[0].clipId} of [${shape.join(", ")}]; set "frames" (or "seconds") in the recipe so that all are alike.`,
      );
    }
    x.set(feature.data, i * width);
  });
  return createDataset({
    clipIds: rows.map((row) => row.clipId),
    shape,
    x,
    labels,
    y: Int32Array.from(rows, (row) => row.y),
  });
}
