/** Rows of features, read from the cache and put together. */
import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { createDataset, type Dataset, widthOf } from "../dataset/dataset.ts";
import type { Feature } from "../features/feature.ts";
import { framesOf, isBeside, joinFeatures, padFrames } from "../features/recipe.ts";
import type { Cache } from "./cache.ts";
import { gigabytes, halfOfMemory } from "./memory-limit.ts";
import { openPack, type Pack } from "./packs.ts";

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

/** Where rows are read from. */
export interface RowStore {
  readonly cache: Cache;
  /** Features of many of them in one file. */
  readonly pack?: Pack | undefined;
}

/** @param pack - what it is called, if there is one */
export async function openRowStore(cache: Cache, pack?: string): Promise<RowStore> {
  return { cache, pack: pack === undefined ? undefined : await openPack(pack, cache) };
}

/** Joined but unpadded features of the rows. */
export async function readRows(rows: readonly RowSource[], store: RowStore): Promise<Feature[]> {
  const features: Feature[] = [];
  for await (const feature of featuresOf(rows, store)) features.push(feature);
  return features;
}

/** One after another; some are read ahead. */
async function* featuresOf(rows: readonly RowSource[], store: RowStore): AsyncGenerator<Feature> {
  for (let from = 0; from < rows.length; from += READ_AHEAD) {
    yield* await Promise.all(rows.slice(from, from + READ_AHEAD).map((row) => readRow(row, store)));
  }
}

const READ_AHEAD = 64;

async function readRow({ clipId, from }: RowSource, { cache, pack }: RowStore): Promise<Feature> {
  if ("numbers" in from) {
    return { axes: ["descriptor"], shape: [from.numbers.length], data: Float32Array.from(from.numbers) };
  }
  const packed = pack?.read(from);
  if (packed !== undefined) return joinFeatures(packed);
  const parts: Feature[] = [];
  for (const key of from) {
    const part = await cache.readFeature(key);
    if (part === undefined) {
      throw new ModelError(`clip ${clipId}: a cached feature has vanished from ${cache.root}; run again.`);
    }
    parts.push(part);
  }
  return joinFeatures(parts);
}

/** Numbers of every feature of a row, if they are laid end to end; undefined if there is one, or frames lie side by side. */
export async function readParts(row: RowSource, { cache }: RowStore): Promise<readonly number[] | undefined> {
  if ("numbers" in row.from || row.from.length < 2) return undefined;
  const parts: Feature[] = [];
  for (const key of row.from) parts.push(...(await readRows([{ ...row, from: [key] }], { cache })));
  return parts.every((part) => isBeside(parts[0], part)) ? undefined : parts.map(({ data }) => data.length);
}

/**
 * A dataset of equally shaped rows; of what they are read from, little is held at a time.
 *
 * @param frames - what to pad or cut the frame axis to: "longest" of these rows; null leaves rows as they are
 * @returns the rows, and what "longest" turned out to be
 * @throws ModelError naming two clips whose features differ in shape, or what the rows need where there is too little memory
 */
export async function readDataset(
  rows: readonly RowSource[],
  frames: number | "longest" | null,
  labels: readonly string[],
  store: RowStore,
  limitBytes = halfOfMemory(),
): Promise<{ readonly rows: Dataset; readonly frames: number | null }> {
  const held = frames === "longest" ? await readRows(rows, store) : undefined;
  const settled =
    frames === "longest"
      ? (held ?? []).reduce((most, one) => Math.max(most, one.shape.at(-1) ?? 0), 0)
      : frames;
  let shape: readonly number[] = [];
  let width = 0;
  let x = new Float32Array(0);
  const real = new Int32Array(rows.length);
  let hasFrames = false;
  let i = 0;
  for await (const feature of held ?? featuresOf(rows, store)) {
    const padded = settled === null ? feature : padFrames(feature, settled);
    if (i === 0) {
      ({ shape } = padded);
      width = widthOf(shape);
      hasFrames = feature.axes.at(-1) === "frame";
      assertRoom(rows.length, width, limitBytes);
      x = new Float32Array(rows.length * width);
    }
    if (padded.shape.join() !== shape.join()) {
      throw new ModelError(
        `clip ${rows[i].clipId} has features of shape [${padded.shape.join(", ")}], ` +
          `clip ${rows[0].clipId} of [${shape.join(", ")}]; set "frames" (or "seconds") in the recipe so that all are alike.`,
      );
    }
    x.set(padded.data, i * width);
    if (hasFrames) real[i] = Math.min(framesOf(feature), settled ?? framesOf(feature));
    i++;
  }
  const dataset = createDataset({
    clipIds: rows.map((row) => row.clipId),
    shape,
    x,
    labels,
    y: Int32Array.from(rows, (row) => row.y),
    ...(hasFrames ? { frames: real } : {}),
  });
  return { rows: dataset, frames: settled };
}

function assertRoom(rows: number, width: number, limitBytes: number): void {
  const bytes = 4 * rows * width;
  if (bytes <= limitBytes) return;
  throw new ModelError(
    `${rows} rows of ${width} numbers need ${gigabytes(bytes)}; expected at most ${gigabytes(limitBytes)}, half of the memory.`,
    "Take statistics over time (overTime), fewer frames, or fewer copies or clips.",
  );
}
