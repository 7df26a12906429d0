import { mkdtemp, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { Feature } from "../features/feature.ts";
import { openCache } from "./cache.ts";

const KEY = "ab12cd";
const FEATURE: Feature = {
  axes: ["coefficient", "frame"],
  shape: [2, 3],
  data: Float32Array.of(1, -2.5, 3e-20, 4, 5, 6),
};
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "prosodia-cache-"));
});

const path = () => join(root, "features", "ab", "12cd");

test("a feature comes back bit for bit, and leaves no temporary files", async () => {
  const cache = openCache(root);
  expect(await cache.readFeature(KEY)).toBeUndefined();
  await cache.writeFeature(KEY, FEATURE);
  expect(await cache.readFeature(KEY)).toEqual(FEATURE);
  expect(await readdir(join(root, "features", "ab"))).toEqual(["12cd"]);
});

test("an entry that was cut short, changed or replaced counts as absent", async () => {
  const cache = openCache(root);
  await cache.writeFeature(KEY, FEATURE);
  const whole = await readFile(path());
  await truncate(path(), whole.length - 4);
  expect(await cache.readFeature(KEY)).toBeUndefined();

  const changed = Uint8Array.from(whole);
  changed[changed.length - 1] ^= 1;
  await writeFile(path(), changed);
  expect(await cache.readFeature(KEY)).toBeUndefined();

  await writeFile(path(), "not a feature");
  expect(await cache.readFeature(KEY)).toBeUndefined();

  await cache.writeFeature(KEY, FEATURE);
  expect(await cache.readFeature(KEY)).toEqual(FEATURE);
});

test("JSON entries are checked against their schema", async () => {
  const cache = openCache(root);
  const schema = z.strictObject({ n: z.number() });
  await cache.writeJson("facts", KEY, { n: 1 });
  expect(await cache.readJson("facts", KEY, schema)).toEqual({ n: 1 });
  await cache.writeJson("facts", KEY, { n: "1" });
  expect(await cache.readJson("facts", KEY, schema)).toBeUndefined();
  expect(await cache.readJson("other", KEY, schema)).toBeUndefined();
});
