import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { WriteError } from "../../base/errors.ts";
import { createRowFiles } from "./row-files.ts";

test("rows are read in whatever order, several times, as they were written last", async () => {
  const files = createRowFiles(temporaryFolder({}));
  const rows = await files.open(3);
  for (let row = 0; row < 5; row++) rows.write(row, Float32Array.of(row, row + 0.25, 9 - row));
  const into = new Float32Array(18);
  rows.read([4, 0, 1, 2, 0], into);
  expect([...into]).toEqual([4, 4.25, 5, 0, 0.25, 9, 1, 1.25, 8, 2, 2.25, 7, 0, 0.25, 9, 0, 0, 0]);
  rows.write(1, Float32Array.of(7, 8, 9, 10, 11, 12));
  rows.read(Uint32Array.of(1, 2, 3), into.subarray(9));
  expect([...into.subarray(9)]).toEqual([7, 8, 9, 10, 11, 12, 3, 3.25, 6]);
  files.close();
});

test("a file has no name, two do not mix, and none is left when they are closed", async () => {
  const folder = temporaryFolder({});
  const files = createRowFiles(folder);
  const [one, other] = [await files.open(1), await files.open(1)];
  one.write(0, Float32Array.of(1));
  other.write(0, Float32Array.of(2));
  expect(readdirSync(folder)).toEqual([]);
  const into = new Float32Array(1);
  one.read([0], into);
  expect(into[0]).toBe(1);
  files.close();
  expect(() => one.read([0], into)).toThrow("EBADF");
  expect(() => one.write(0, into)).toThrow(WriteError);
  expect(() => one.write(0, into)).toThrow(
    /: the rows of a fit are too many to be held, and cannot be written \(.*\)\. Set PROSODIA_CACHE to a folder with room\.$/,
  );
});

test("where its folder cannot be written, a file lies elsewhere", async () => {
  const files = createRowFiles("/dev/null/cache");
  const rows = await files.open(1);
  rows.write(0, Float32Array.of(5));
  const into = new Float32Array(1);
  rows.read([0], into);
  expect(into[0]).toBe(5);
  files.close();
});
