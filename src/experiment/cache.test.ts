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

test("a folder that cannot be written does not stop the work: entries go elsewhere until it ends", async () => {
  await writeFile(join(root, "file"), "");
  const cache = openCache(join(root, "file", "cache"));
  expect(await cache.trouble()).toBeUndefined();
  await cache.writeFeature(KEY, FEATURE);
  await cache.writeJson("facts", KEY, 1);
  await cache.writeBlob("models", KEY, Uint8Array.of(1, 2));
  const other = openCache(join(root, "file", "cache")); // as another thread opens it
  expect(await other.readFeature(KEY)).toEqual(FEATURE);
  expect(await other.readJson("facts", KEY, z.number())).toBe(1);
  expect(await other.readBlob("models", KEY)).toEqual(Uint8Array.of(1, 2));
  expect(await other.hasBlob("models", KEY)).toBe(true);
  expect(await other.trouble()).toContain("ENOTDIR");
  await other.removeBlob("models", KEY);
  expect(await other.hasBlob("models", KEY)).toBe(false);
  await cache.close();
  expect(await other.readFeature(KEY)).toBeUndefined();
  expect(await other.trouble()).toBeUndefined();
});

test("what a killed process was writing is removed at the end", async () => {
  const cache = openCache(root);
  await cache.writeFeature(KEY, FEATURE);
  await writeFile(join(root, "tmp", "12cd.4194305-0123abcd.tmp"), "half");
  await cache.close();
  expect(await readdir(join(root, "tmp"))).toEqual([]);
  expect(await cache.readFeature(KEY)).toEqual(FEATURE);
});
