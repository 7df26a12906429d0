import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatContest } from "../../contest/index.ts";
import { addAnswers, enterScore, openContest } from "./contest-folder.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prosodia-contest-"));
  const contest = formatContest({
    ...{ version: 1, name: "emotions", train: "train", test: "test", columns: ["filename", "label"] },
    ...{ labels: ["angry", "sad"], ids: ["a", "b"] },
  });
  await writeFile(join(folder, "contest.json"), contest);
  await writeFile(join(folder, "one.csv"), "filename,label\na,sad\nb,angry\n");
  await writeFile(join(folder, "two.csv"), "filename,label\na,sad\nb,sad\n");
});
afterAll(() => rm(folder, { recursive: true }));

test("a line that a loss of power cut off is left out, and the next one takes its place", async () => {
  const log = join(folder, "log.jsonl");
  await addAnswers(await openContest(folder), join(folder, "one.csv"), {});
  await appendFile(log, Buffer.from('{"event":"file","file":"zwö').subarray(0, -1));
  const opened = await openContest(folder);
  expect(opened.files.map(({ file }) => file)).toEqual(["one.csv"]);
  await addAnswers(opened, join(folder, "two.csv"), {});
  // of a whole line the end alone may be missing
  await writeFile(log, (await readFile(log, "utf8")).trimEnd());
  await enterScore(await openContest(folder), "two.csv", 0.5);
  const { files } = await openContest(folder);
  expect(files.map(({ file, public: score }) => [file, score])).toEqual([
    ["one.csv", null],
    ["two.csv", 0.5],
  ]);
});
