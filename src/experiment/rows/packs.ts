/**
 * Features of many rows, one after another, as one file in the cache: fits of all folds and trials read it at once, where each would open a
 * file per row. It holds nothing that the rows' own entries do not hold; where there is none, those are read.
 */
import { z } from "zod";
import { digestOf } from "../../base/digest.ts";
import { widthOf } from "../../dataset/dataset.ts";
import { AXES, type Feature } from "../../features/feature.ts";
import type { Cache } from "./cache.ts";

/** Fewer rows are as quick to read one by one. */
const FEWEST_ROWS = 1_000;
/** Larger ones would take more memory, whole, than they save time. */
const LARGEST_BYTES = 2 ** 29;

const headerSchema = z.strictObject({
  features: z.array(z.strictObject({ axes: z.array(z.enum(AXES)), shape: z.array(z.int().nonnegative()) })),
  rows: z.array(z.string()).describe("[row], the keys of its features"),
});

export interface Pack {
  /** The features of a row, or undefined if it does not hold them. */
  read(keys: readonly string[]): readonly Feature[] | undefined;
}

/**
 * Makes a pack, if there is none yet.
 *
 * @param rows - [row], the keys of its features in the cache
 * @returns what it is called; undefined where rows are few, large, or not all of one shape
 */
export async function makePack(
  rows: readonly (readonly string[])[],
  cache: Cache,
  fewest = FEWEST_ROWS,
): Promise<string | undefined> {
  if (rows.length < fewest) return undefined;
  const names = rows.map(nameOf);
  const key = await digestOf(names);
  const [first] = await readSome([rows[0]], cache);
  if (first === undefined) return undefined;
  const features = first.map(({ axes, shape }) => ({ axes: [...axes], shape: [...shape] }));
  const width = features.reduce((sum, { shape }) => sum + widthOf(shape), 0);
  if (4 * rows.length * width > LARGEST_BYTES) return undefined;
  if ((await openPack(key, cache)) !== undefined) return key;
  const header = new TextEncoder().encode(JSON.stringify({ features, rows: names }));
  const start = startOf(header.length);
  const bytes = new Uint8Array(start + 4 * rows.length * width);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  const data = new Float32Array(bytes.buffer, start);
  let at = 0;
  for (let from = 0; from < rows.length; from += READ_AHEAD) {
    for (const row of await readSome(rows.slice(from, from + READ_AHEAD), cache)) {
      if (row === undefined || !isAlike(row, features)) return undefined;
      for (const feature of row) {
        data.set(feature.data, at);
        at += feature.data.length;
      }
    }
  }
  await cache.writeBlob("packs", key, bytes);
  return key;
}

const READ_AHEAD = 64;

/** Undefined where it is absent or damaged. */
export async function openPack(key: string, cache: Cache): Promise<Pack | undefined> {
  const bytes = await cache.readBlob("packs", key);
  if (bytes === undefined) return undefined;
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const { features, rows } = headerSchema.parse(
    JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))),
  );
  const data = new Float32Array(bytes.buffer, startOf(length));
  const width = features.reduce((sum, { shape }) => sum + widthOf(shape), 0);
  const places = new Map(rows.map((name, row) => [name, row]));
  return {
    read(keys) {
      const row = places.get(nameOf(keys));
      if (row === undefined) return undefined;
      let at = row * width;
      return features.map(({ axes, shape }): Feature => {
        const from = at;
        at += widthOf(shape);
        return { axes, shape, data: data.slice(from, at) };
      });
    },
  };
}

const nameOf = (keys: readonly string[]): string => keys.join(" ");

/** Numbers begin at a multiple of their size. */
const startOf = (headerBytes: number): number => 4 * Math.ceil((4 + headerBytes) / 4);

function readSome(
  rows: readonly (readonly string[])[],
  cache: Cache,
): Promise<(readonly Feature[] | undefined)[]> {
  return Promise.all(
    rows.map(async (keys) => {
      const features: Feature[] = [];
      for (const key of keys) {
        const feature = await cache.readFeature(key);
        if (feature === undefined) return undefined;
        features.push(feature);
      }
      return features;
    }),
  );
}

function isAlike(row: readonly Feature[], features: z.output<typeof headerSchema>["features"]): boolean {
  return row.every(
    ({ axes, shape }, i) =>
      axes.join() === features[i].axes.join() && shape.join() === features[i].shape.join(),
  );
}
