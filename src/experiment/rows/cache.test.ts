import { createHash } from "node:crypto";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { sha256 } from "../../base/digest.ts";
import { hash32 } from "../../base/random.ts";
import type { Feature } from "../../features/feature.ts";
import { temporaryBeside } from "../files/atomic-write.ts";
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

test("an entry of any kind with one bit changed, or cut short, counts as absent", async () => {
  const cache = openCache(root);
  const blob = Uint8Array.of(1, 2, 3, 4, 5);
  const digest = await sha256(blob);
  const schema = z.strictObject({ n: z.number() });
  const kinds: [string, () => Promise<void>, () => Promise<unknown>][] = [
    ["features", () => cache.writeFeature(KEY, FEATURE), () => cache.readFeature(KEY)],
    ["facts", () => cache.writeJson("facts", KEY, { n: 123 }), () => cache.readJson("facts", KEY, schema)],
    ["models", () => cache.writeBlob("models", KEY, blob), () => cache.readBlob("models", KEY)],
  ];
  for (const [kind, write, read] of kinds) {
    await write();
    expect(await read(), kind).toBeDefined();
    const [name] = await readdir(join(root, kind, "ab"));
    const file = join(root, kind, "ab", name);
    const whole = await readFile(file);
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const changed = Uint8Array.from(whole);
      changed[bit >> 3] ^= 1 << (bit & 7);
      await writeFile(file, changed);
      expect(await read(), `${kind}, bit ${bit}`).toBeUndefined();
      if (kind === "models") expect(await cache.hasBlob("models", KEY, digest)).toBe(false);
    }
    for (let length = 0; length < whole.length; length++) {
      await writeFile(file, whole.subarray(0, length));
      expect(await read(), `${kind}, ${length} bytes`).toBeUndefined();
    }
    await write();
    expect(await read(), kind).toBeDefined();
  }
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
  const digest = await sha256(Uint8Array.of(1, 2));
  expect(await other.hasBlob("models", KEY, digest)).toBe(true);
  expect(await other.hasBlob("models", KEY, digest.replaceAll("a", "b"))).toBe(false);
  expect(await other.trouble()).toContain("a part of the path is a file, not a folder");
  await other.removeBlob("models", KEY);
  expect(await other.hasBlob("models", KEY, digest)).toBe(false);
  await cache.close();
  expect(await other.readFeature(KEY)).toBeUndefined();
  expect(await other.trouble()).toBeUndefined();
});

test("what a killed process was writing is removed at the end", async () => {
  const cache = openCache(root);
  await cache.writeFeature(KEY, FEATURE);
  const own = temporaryBeside(join(root, "tmp", "12cd"));
  await writeFile(own.replace(`-${process.pid}-`, "-4194305-"), "half");
  await cache.close();
  expect(await readdir(join(root, "tmp"))).toEqual([]);
  expect(await cache.readFeature(KEY)).toEqual(FEATURE);
});

describe("the folder for entries that go elsewhere", () => {
  const spareOf = (folder: string) =>
    join(tmpdir(), `prosodia-${process.pid}-${hash32(folder).toString(16)}`);
  const planted = async (folder: string) => {
    await mkdir(join(folder, "facts", KEY.slice(0, 2)), { recursive: true });
    const body = Buffer.from("1");
    const digest = createHash("sha256").update(body).digest();
    await writeFile(
      join(folder, "facts", KEY.slice(0, 2), `${KEY.slice(2)}.json`),
      Buffer.concat([body, digest]),
    );
    await writeFile(join(folder, "reason"), "somebody says so");
  };

  test("is this user's alone", async () => {
    await writeFile(join(root, "file"), "");
    const cache = openCache(join(root, "file", "cache"));
    await cache.writeJson("facts", KEY, 1);
    const { mode } = await stat(spareOf(cache.root));
    expect(mode & 0o777).toBe(0o700);
    await cache.close();
  });

  test("is not looked at where others could have put something there, or by a link", async () => {
    await writeFile(join(root, "file"), "");
    const cache = openCache(join(root, "file", "cache"));
    const spare = spareOf(cache.root);
    const looksEmpty = async () => {
      expect(await cache.readJson("facts", KEY, z.number())).toBeUndefined();
      expect(await cache.trouble()).toBeUndefined();
      await expect(cache.writeJson("facts", KEY, 2)).rejects.toThrow("the cache cannot be written");
    };
    await planted(spare);
    await chmod(spare, 0o777);
    await looksEmpty();
    await rm(spare, { recursive: true });
    await planted(join(root, "elsewhere"));
    await chmod(join(root, "elsewhere"), 0o700);
    await symlink(join(root, "elsewhere"), spare);
    await looksEmpty();
    await cache.removeBlob("models", KEY);
    await cache.close();
    expect(await readdir(join(root, "elsewhere"))).toEqual(["facts", "reason"]);
  });
});
