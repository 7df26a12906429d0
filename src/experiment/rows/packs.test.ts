import { readdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { fitJob } from "../jobs/fit.ts";
import { type Cache, openCache } from "./cache.ts";
import { makePack, openPack } from "./packs.ts";
import { openRowStore, readRows } from "./stored-rows.ts";

const KEYS = Array.from({ length: 70 }, (_, row) => [`ab${String(row).padStart(4, "0")}`, `cd${row}00`]);

/** Two features of each row: [3], and [2, 2]. */
async function stored({ odd }: { readonly odd?: number } = {}): Promise<Cache> {
  const cache = openCache(temporaryFolder({}));
  for (const [row, [vector, image]] of KEYS.entries()) {
    const count = row === odd ? 4 : 3;
    const data = Float32Array.from({ length: count }, (_, i) => row + i / 10);
    await cache.writeFeature(vector, { axes: ["descriptor"], shape: [count], data });
    const more = Float32Array.from({ length: 4 }, (_, i) => -row - i / 10);
    await cache.writeFeature(image, { axes: ["coefficient", "frame"], shape: [2, 2], data: more });
  }
  return cache;
}

test("rows out of one file are those of their own files, which it does not need", async () => {
  const cache = await stored();
  const name = await makePack(KEYS, cache, 2);
  const pack = name === undefined ? undefined : await openPack(name, cache);
  const row = [await cache.readFeature(KEYS[42][0]), await cache.readFeature(KEYS[42][1])];
  expect(pack?.read(KEYS[42])).toEqual(row);
  expect(pack?.read([KEYS[42][0]])).toBeUndefined();

  const rows = KEYS.map(([vector], i) => ({ clipId: `c${i}`, copy: 0, y: 0, from: [vector] }));
  const vectors = await makePack(
    rows.map(({ from }) => from),
    cache,
    2,
  );
  const before = await readRows(rows, { cache });
  await rm(join(cache.root, "features"), { recursive: true });
  expect(await readRows(rows, await openRowStore(cache, vectors))).toEqual(before);
  await expect(readRows(rows, { cache })).rejects.toThrow("has vanished");
});

test("there is none of few rows, nor of rows of two shapes", async () => {
  expect(await makePack(KEYS, await stored())).toBeUndefined();
  expect(await makePack(KEYS, await stored({ odd: 69 }), 2)).toBeUndefined();
});

test("a damaged one is made anew, and is not believed until then", async () => {
  const cache = await stored();
  const name = (await makePack(KEYS, cache, 2)) ?? "";
  const [folder] = await readdir(join(cache.root, "packs"));
  const [file] = await readdir(join(cache.root, "packs", folder));
  await truncate(join(cache.root, "packs", folder, file), 500);
  expect(await openPack(name, cache)).toBeUndefined();
  expect(await makePack(KEYS, cache, 2)).toBe(name);
  expect(await openPack(name, cache)).toBeDefined();
});

test("a fit is the same with it", async () => {
  const input = {
    ...{ frames: null, normalised: null, steps: [], model: { id: "lda", params: {} }, labels: ["a", "b"] },
    ...{ train: [], asked: [], known: [], seed: 1, threads: 1, keep: false },
  };
  expect(await fitJob.key({ ...input, pack: "0123" })).toBe(await fitJob.key(input));
});
