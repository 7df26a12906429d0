import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AudioError } from "../../base/errors.ts";
import { readBytes } from "./read-bytes.ts";

test("the bytes of a regular file", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "prosodia-read-")), "a.wav");
  await writeFile(path, Uint8Array.of(1, 2, 3));
  expect(await readBytes(path)).toEqual(Uint8Array.of(1, 2, 3));
});

test.each([
  ["/nowhere/a.wav", "there is no such file"],
  [tmpdir(), "expected a recording, got a folder"],
  ["/dev/zero", "expected a recording, got no regular file"],
  ["/proc/self/maps", "the file is empty"],
])("%s: %s", async (path, problem) => {
  await expect(readBytes(path)).rejects.toThrow(AudioError);
  await expect(readBytes(path)).rejects.toThrow(`${path}: ${problem}.`);
});
