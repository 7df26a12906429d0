import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { rememberLast } from "./last-file.ts";

test("work on one file is done once, until another or a changed one comes", async () => {
  const root = temporaryFolder({ "a.wav": "1", "b.wav": "2" });
  const done: string[] = [];
  const work = rememberLast(async (path: string, channel: number) => {
    done.push(`${path.slice(root.length + 1)} ${channel}`);
    return done.length;
  });
  const a = join(root, "a.wav");
  expect(await Promise.all([work(a, 1), work(a, 1), work(a, 1)])).toEqual([1, 1, 1]);
  expect(await work(a, 2)).toBe(2);
  expect(await work(join(root, "b.wav"), 2)).toBe(3);
  expect(await work(a, 2)).toBe(4);
  writeFileSync(a, "changed");
  expect(await work(a, 2)).toBe(5);
  expect(done).toEqual(["a.wav 1", "a.wav 2", "b.wav 2", "a.wav 2", "a.wav 2"]);
});

test("a file that is not there is asked for again, and the error is the work's", async () => {
  const work = rememberLast(async (path: string, _detail: undefined) =>
    Promise.reject(new Error(`no ${path}`)),
  );
  await expect(work("/no/such", undefined)).rejects.toThrow("no /no/such");
  await expect(work("/no/such", undefined)).rejects.toThrow("no /no/such");
});
