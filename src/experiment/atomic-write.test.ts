import { mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { ConfigError } from "../base/errors.ts";
import { atomicWrite } from "./atomic-write.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "prosodia-write-"));
});

test("makes folders, replaces files, leaves nothing else", async () => {
  const path = join(root, "a", "b.txt");
  await atomicWrite(path, "one");
  await atomicWrite(path, new TextEncoder().encode("two"));
  expect(await readFile(path, "utf8")).toBe("two");
  expect(await readdir(join(root, "a"))).toEqual(["b.txt"]);
});

test("a link is followed, not replaced", async () => {
  await writeFile(join(root, "real.txt"), "old");
  await symlink("real.txt", join(root, "link.txt"));
  await atomicWrite(join(root, "link.txt"), "new");
  expect(await readFile(join(root, "real.txt"), "utf8")).toBe("new");
});

test("a device is written to, not replaced", async () => {
  await atomicWrite("/dev/null", "gone");
  expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
});

test("what cannot be written is one sentence that names the path", async () => {
  await mkdir(join(root, "folder"));
  await expect(atomicWrite(join(root, "folder"), "x")).rejects.toThrow(ConfigError);
  await writeFile(join(root, "file"), "");
  await expect(atomicWrite(join(root, "file", "below.txt"), "x")).rejects.toThrow(
    `${join(root, "file", "below.txt")}: the file cannot be written (`,
  );
  expect((await readdir(root)).toSorted()).toEqual(["file", "folder"]);
});
