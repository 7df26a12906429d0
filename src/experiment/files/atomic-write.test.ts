import { mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { WriteError } from "../../base/errors.ts";
import { atomicWrite, removeLeftovers, temporaryBeside } from "./atomic-write.ts";

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
  await expect(atomicWrite(join(root, "folder"), "x")).rejects.toThrow(WriteError);
  await writeFile(join(root, "file"), "");
  await expect(atomicWrite(join(root, "file", "below.txt"), "x")).rejects.toThrow(
    `${join(root, "file", "below.txt")}: the file cannot be written (`,
  );
  expect((await readdir(root)).toSorted()).toEqual(["file", "folder"]);
});

test("where no folder can be made it says so at once", async () => {
  await expect(atomicWrite("/proc/nothing/run/scores.json", "{}")).rejects.toThrow(
    "/proc/nothing/run/scores.json: the file cannot be written (there is no such file or folder)",
  );
}, 5_000);

test("what a killed process has left is removed, what a living one writes is not", async () => {
  await mkdir(join(root, "a"));
  const own = temporaryBeside(join(root, "a", "scores.json"));
  const dead = own.replace(`-${process.pid}-`, "-4194305-"); // above the largest number that a process can have
  // a process of another machine that shares the folder may well live
  const elsewhere = dead.replace(/\.[0-9a-f]{8}-/, ".00000000-");
  await writeFile(own, "");
  await writeFile(dead, "");
  await writeFile(elsewhere, "");
  await writeFile(join(root, "a", "notes.tmp"), "");
  await removeLeftovers(root);
  expect((await readdir(join(root, "a"))).map((name) => join(root, "a", name)).toSorted()).toEqual(
    [own, elsewhere, join(root, "a", "notes.tmp")].toSorted(),
  );
  await removeLeftovers(join(root, "nowhere"));
});
