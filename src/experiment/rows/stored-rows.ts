/** Rows of features, read from the cache and put together. */
import { z } from "zod";
import { ModelError } from "../../base/errors.ts";
import { createDataset, type Dataset, widthOf } from "../../dataset/dataset.ts";
import type { AnyDataset, RowNumbers } from "../../dataset/stored-dataset.ts";
import type { Feature } from "../../features/feature.ts";
import { framesOf, isBeside, joinFeatures, padFrames } from "../../features/recipe.ts";
import type { Cache } from "./cache.ts";
import { gigabytes, halfOfMemory } from "./memory-limit.ts";
import { openPack, type Pack } from "./packs.ts";
import type { RowFiles } from "./row-files.ts";

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

/** Rows of a fit that goes through them are held up to here: 512 MB; more lie in a file. */
const HELD_BYTES = 2 ** 29;

/** Rows predicted at once: bounds memory, however many there are. */
export const PREDICT_ROWS = 64;

/** Where rows are read from. */
export interface RowStore {
  readonly cache: Cache;
  /** Features of many of them in one file. */
  readonly pack?: Pack | undefined;
  /** Where rows lie that are too many to be held; absent where they must be. */
  readonly files?: RowFiles | undefined;
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
  let x = new Float32Array(0);
  const read = await readInto(rows, frames, store, async (width) => {
    assertRoom(rows.length, width, limitBytes);
    x = new Float32Array(rows.length * width);
    return (row, numbers) => x.set(numbers, row * width);
  });
  return { rows: createDataset({ ...described(rows, labels, read), x }), frames: read.frames };
}

/**
 * The same; where the store has files, rows that take too much memory lie in one.
 *
 * @throws ModelError as `readDataset`
 * @throws WriteError if the file cannot be written
 */
export async function readAnyDataset(
  rows: readonly RowSource[],
  frames: number | "longest" | null,
  labels: readonly string[],
  store: RowStore,
  heldBytes = HELD_BYTES,
): Promise<{ readonly rows: AnyDataset; readonly frames: number | null }> {
  const { files } = store;
  if (files === undefined) return readDataset(rows, frames, labels, store);
  let place: { readonly x: Float32Array<ArrayBuffer> } | { readonly stored: RowNumbers } = {
    x: new Float32Array(0),
  };
  const read = await readInto(rows, frames, store, async (width) => {
    if (4 * rows.length * width <= heldBytes) {
      const x = new Float32Array(rows.length * width);
      place = { x };
      return (row, numbers) => x.set(numbers, row * width);
    }
    const stored = await files.open(width);
    place = { stored };
    return stored.write;
  });
  return { rows: { ...described(rows, labels, read), ...place }, frames: read.frames };
}

/** What rows turned out to be. */
interface ReadRows {
  readonly shape: readonly number[];
  /** [row], of rows that have frames. */
  readonly real: Int32Array<ArrayBuffer> | undefined;
  /** What they were padded or cut to. */
  readonly frames: number | null;
}

function described(
  rows: readonly RowSource[],
  labels: readonly string[],
  { shape, real }: ReadRows,
): Omit<Dataset, "x"> {
  return {
    clipIds: rows.map((row) => row.clipId),
    shape,
    labels,
    y: Int32Array.from(rows, (row) => row.y),
    ...(real === undefined ? {} : { frames: real }),
  };
}

/** @param open - where rows of so many numbers go, one by one */
async function readInto(
  rows: readonly RowSource[],
  frames: number | "longest" | null,
  store: RowStore,
  open: (width: number) => Promise<(row: number, numbers: Float32Array) => void>,
): Promise<ReadRows> {
  const settled = frames === "longest" ? await longestOf(rows, store) : frames;
  let shape: readonly number[] = [];
  let put: Awaited<ReturnType<typeof open>> | undefined;
  const real = new Int32Array(rows.length);
  let hasFrames = false;
  let i = 0;
  for await (const feature of featuresOf(rows, store)) {
    const padded = settled === null ? feature : padFrames(feature, settled);
    if (put === undefined) {
      ({ shape } = padded);
      hasFrames = feature.axes.at(-1) === "frame";
      put = await open(widthOf(shape));
    }
    if (padded.shape.join() !== shape.join()) {
      throw new ModelError(
        `clip ${rows[i].clipId} has features of shape [${padded.shape.join(", ")}], ` +
          `clip ${rows[0].clipId} of [${shape.join(", ")}]; set "frames" (or "seconds") in the recipe so that all are alike, or sum them up over time (overTime: {}).`,
      );
    }
    put(i, padded.data);
    if (hasFrames) real[i] = Math.min(framesOf(feature), settled ?? framesOf(feature));
    i++;
  }
  return { shape, real: hasFrames ? real : undefined, frames: settled };
}

/** Frames of the longest row: rows are read twice rather than held. */
async function longestOf(rows: readonly RowSource[], store: RowStore): Promise<number> {
  let longest = 0;
  for await (const { shape } of featuresOf(rows, store)) longest = Math.max(longest, shape.at(-1) ?? 0);
  return longest;
}

function assertRoom(rows: number, width: number, limitBytes: number): void {
  const bytes = 4 * rows * width;
  if (bytes <= limitBytes) return;
  throw new ModelError(
    `${rows} rows of ${width} numbers need ${gigabytes(bytes)}; expected at most ${gigabytes(limitBytes)}, half of the memory.`,
    "Take statistics over time (overTime), fewer frames, fewer copies or clips, or a network with no step but standardise, which reads its rows from the disk.",
  );
}
