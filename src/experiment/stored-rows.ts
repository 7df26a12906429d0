/** Rows of features, read from the cache and put together. */
import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { createDataset, type Dataset, widthOf } from "../dataset/dataset.ts";
import type { Feature } from "../features/feature.ts";
import { framesOf, isBeside, joinFeatures, padFrames } from "../features/recipe.ts";
import type { Cache } from "./cache.ts";

/** One row of a dataset: where its features are, and its label. */
export const rowSchema = z.strictObject({
  clipId: z.string(),
  copy: z.int(),
  y: z.int().describe("index into the labels; -1 where unknown"),
  from: z.union([
    z.array(z.string()).describe("cache keys, one per feature of the recipe"),
    z.strictObject({ numbers: z.array(z.number()).describe("the row itself") }),
  ]),
  stays: z
    .string()
    .exactOptional()
    .describe("rows of one group stay together when a validation side is drawn"),
  group: z.string().exactOptional().describe("rows of one group are normalised together"),
});
export type RowSource = Readonly<z.output<typeof rowSchema>>;

/** Rows predicted at once: bounds memory, however many there are. */
export const PREDICT_ROWS = 64;

/** Joined but unpadded features of the rows. */
export async function readRows(rows: readonly RowSource[], cache: Cache): Promise<Feature[]> {
  const features: Feature[] = [];
  for (const { clipId, from } of rows) {
    if ("numbers" in from) {
      features.push({
        axes: ["descriptor"],
        shape: [from.numbers.length],
        data: Float32Array.from(from.numbers),
      });
      continue;
    }
    const parts: Feature[] = [];
    for (const key of from) {
      const part = await cache.readFeature(key);
      if (part === undefined) {
        throw new ModelError(`clip ${clipId}: a cached feature has vanished from ${cache.root}; run again.`);
      }
      parts.push(part);
    }
    features.push(joinFeatures(parts));
  }
  return features;
}

/** Numbers of every feature of a row, if they are laid end to end; undefined if there is one, or frames lie side by side. */
export async function readParts(row: RowSource, cache: Cache): Promise<readonly number[] | undefined> {
  if ("numbers" in row.from || row.from.length < 2) return undefined;
  const parts: Feature[] = [];
  for (const key of row.from) parts.push(...(await readRows([{ ...row, from: [key] }], cache)));
  return parts.every((part) => isBeside(parts[0], part)) ? undefined : parts.map(({ data }) => data.length);
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
  const hasFrames = features[0].axes.at(-1) === "frame";
  return createDataset({
    clipIds: rows.map((row) => row.clipId),
    shape,
    x,
    labels,
    y: Int32Array.from(rows, (row) => row.y),
    ...(hasFrames
      ? { frames: Int32Array.from(features, (one) => Math.min(framesOf(one), frames ?? framesOf(one))) }
      : {}),
  });
}
