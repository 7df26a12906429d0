import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { inSmallFiles } from "../../test/in-small-files.ts";
import { studioOf, writeTones } from "../../test/studio.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readCorpus } from "../corpus/index.ts";
import type { Refusal } from "./answers.ts";

let home: string;
let studio: Awaited<ReturnType<typeof studioOf>>;

beforeEach(async () => {
  home = temporaryFolder({});
  await writeTones(home, ["my corpus/happy/a.wav", "my corpus/sad/b.wav"]);
  studio = await studioOf(home);
});

const give = (id: string, label: string | null, annotator = "eva", bad = false) =>
  studio.send("/api/labels", { at: "my corpus", id, label, annotator, bad });
const read = async (): Promise<unknown> => (await studio.ask("/api/labels?at=my%20corpus")).json();
const text = () => readFile(join(home, "labels/my-corpus.csv"), "utf8");

test("labels are added to a table, and the corpus stays as it is", async () => {
  expect(await read()).toEqual({ file: "labels/my-corpus.csv", given: [] });
  expect((await give("happy/a", "sad")).status).toBe(200);
  await give("happy/a", "angry");
  await give("happy/a", "sad", "tom", true);
  expect(await read()).toMatchObject({
    given: [
      { id: "happy/a", annotator: "eva", label: "angry", bad: false },
      { id: "happy/a", annotator: "tom", label: "sad", bad: true },
    ],
  });
  expect((await text()).split("\n")).toHaveLength(5);
  const { clips } = await readCorpus(join(home, "my corpus"), {});
  expect(clips.map(({ label }) => label)).toEqual(["happy", "sad"]);
});

test("an experiment reads them", async () => {
  await give("happy/a", "sad");
  const { clips } = await readCorpus(join(home, "my corpus"), {
    corrections: join(home, "labels/my-corpus.csv"),
  });
  expect(clips.map(({ label }) => label)).toEqual(["sad", "sad"]);
});

test("of several at once none is lost", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, i) => give("sad/b", "sad", `annotator ${i}`)));
  expect((await text()).trim().split("\n")).toHaveLength(21);
});

test("a row that was being written when power was lost is dropped, the others stay", async () => {
  await give("happy/a", "sad");
  await appendFile(join(home, "labels/my-corpus.csv"), "sad/b,ha");
  await give("sad/b", "happy");
  expect(await read()).toMatchObject({ given: [{ label: "sad" }, { label: "happy" }] });
});

test.skipIf(process.platform === "win32")(
  "where there is no more room a label is refused, none that was saved is lost, and none is half there",
  async () => {
    const other = temporaryFolder({});
    await writeTones(other, ["my corpus/happy/a.wav", "my corpus/sad/b.wav"]);
    const stdout = await inSmallFiles("give-until-refused.ts", other, "happy/a");
    const { saved, refusal }: { saved: number; refusal: Refusal } = JSON.parse(stdout);
    expect(refusal.error).toContain(
      "labels/my-corpus.csv: the label cannot be saved (a file may not be so long here). Nothing else was lost; free some space, then give it again.",
    );
    const rows = (await readFile(join(other, "labels/my-corpus.csv"), "utf8")).split("\n");
    // a header, and the end of the last line
    expect(rows).toHaveLength(1 + saved + 1);
    expect(rows.at(-1)).toBe("");
  },
  30_000,
);

test("a row that was being written when power was lost is not read", async () => {
  await give("happy/a", "sad");
  await appendFile(join(home, "labels/my-corpus.csv"), "sad/b,ha");
  expect(await read()).toMatchObject({ given: [{ id: "happy/a", label: "sad" }] });
});

test("a clip that is not there, a name of nothing, a name of two lines", async () => {
  expect((await give("happy/z", "sad")).status).toBe(404);
  expect((await give("happy/a", "sad", " ")).status).toBe(400);
  expect((await give("happy/a", "sad\n=1")).status).toBe(400);
});
