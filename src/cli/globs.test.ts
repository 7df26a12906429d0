import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { expandGlob } from "./globs.ts";

const FILES = {
  "a1.wav": "",
  "a2.wav": "",
  "b.flac": "",
  "odd[1].wav": "",
  ".hidden.wav": "",
  "deep/er/c.wav": "",
  "deep/.trash/d.wav": "",
};

test.each([
  ["*.wav", ["a1.wav", "a2.wav", "odd[1].wav"]],
  ["a?.*", ["a1.wav", "a2.wav"]],
  ["a[2-9].wav", ["a2.wav"]],
  ["a[!2].wav", ["a1.wav"]],
  ["**/*.wav", ["a1.wav", "a2.wav", "deep/er/c.wav", "odd[1].wav"]],
  ["deep/**/c.wav", ["deep/er/c.wav"]],
  ["*/er", ["deep/er"]],
  [".*.wav", [".hidden.wav"]],
  ["odd[1].wav", ["odd[1].wav"]],
])("%s", async (pattern, names) => {
  const root = temporaryFolder(FILES);
  expect(await expandGlob(join(root, pattern))).toEqual(names.map((name) => join(root, name)));
});

test("relative to where one is; and where nothing fits, that is said", async () => {
  expect(await expandGlob("src/cli/glob*.ts")).toEqual(["src/cli/globs.test.ts", "src/cli/globs.ts"]);
  await expect(expandGlob(join(temporaryFolder(FILES), "*.mp3"))).rejects.toThrow(
    "*.mp3: no file has a name like that.",
  );
});
