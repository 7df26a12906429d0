import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
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
/** Of `my corpus`, with the beginning of its name's digest. */
const FILE = "labels/my-corpus-80d237c4.csv";
const text = () => readFile(join(home, FILE), "utf8");

test("labels are added to a table, and the corpus stays as it is", async () => {
  expect(await read()).toEqual({ file: FILE, given: [] });
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
    corrections: join(home, FILE),
  });
  expect(clips.map(({ label }) => label)).toEqual(["sad", "sad"]);
});

test("of several at once none is lost", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, i) => give("sad/b", "sad", `annotator ${i}`)));
  expect((await text()).trim().split("\n")).toHaveLength(21);
});

test("a row that was being written when power was lost is dropped, the others stay", async () => {
  await give("happy/a", "sad");
  await appendFile(join(home, FILE), "sad/b,ha");
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
      `${FILE}: the label cannot be saved (a file may not be so long here). Nothing else was lost; free some space, then give it again.`,
    );
    const rows = (await readFile(join(other, FILE), "utf8")).split("\n");
    // a header, and the end of the last line
    expect(rows).toHaveLength(1 + saved + 1);
    expect(rows.at(-1)).toBe("");
  },
  30_000,
);

test("a row that was being written when power was lost is not read", async () => {
  await give("happy/a", "sad");
  await appendFile(join(home, FILE), "sad/b,ha");
  expect(await read()).toMatchObject({ given: [{ id: "happy/a", label: "sad" }] });
});

const HEADER = "id,label,bad,annotator,at";
const EVA = "happy/a,sad,no,eva,2026-01-01T10:00:00.000Z";
const TOM = "happy/a,happy,no,tom,2026-01-01T10:00:00.000Z";

async function write(table: string): Promise<void> {
  await mkdir(join(home, "labels"), { recursive: true });
  await writeFile(join(home, FILE), table);
}

test.each([
  ["no end of its last line", `${HEADER}\n${EVA}\n${TOM}`],
  ["line ends of an old Macintosh", `${HEADER}\r${EVA}\r${TOM}\r`],
  ["line ends of Windows", `${HEADER}\r\n${EVA}\r\n${TOM}\r\n`],
  ["a mark of its encoding", `\uFEFF${HEADER}\n${EVA}\n${TOM}\n`],
])("a table with %s is read whole, left as it is, and added to", async (_, table) => {
  await write(table);
  const both = [
    { annotator: "eva", label: "sad" },
    { annotator: "tom", label: "happy" },
  ];
  expect(await read()).toMatchObject({ given: both });
  expect(await text()).toBe(table);
  expect((await give("sad/b", "happy", "ann")).status).toBe(200);
  expect(await read()).toMatchObject({ given: [...both, { annotator: "ann", label: "happy" }] });
  expect((await text()).startsWith(table)).toBe(true);
});

test.each([
  ["within a name", `${HEADER}\n${EVA}\nhappy/a,ha`],
  ["within quotes", `${HEADER}\n${EVA}\nhappy/a,happy,no,"tom, the`],
  ["within quotes of two lines", `${HEADER}\n${EVA}\n"happy\n/a",ha`],
  ["behind an opening quote", `${HEADER}\n${EVA}\nhappy/a,ha,"`],
])("a row that ends %s is not read, and gone once one is added", async (_, table) => {
  await write(table);
  expect(await read()).toMatchObject({ given: [{ annotator: "eva" }] });
  expect(await text()).toBe(table);
  await give("sad/b", "happy");
  expect((await text()).split("\n").slice(0, 2)).toEqual([HEADER, EVA]);
  expect((await text()).split("\n").slice(2)).toEqual([expect.stringMatching(/^sad\/b,happy,no,eva,/), ""]);
});

test("a header that was being written when power was lost is written again", async () => {
  await write("id,lab");
  expect(await read()).toEqual({ file: FILE, given: [] });
  await give("happy/a", "sad");
  expect(await read()).toMatchObject({ given: [{ label: "sad" }] });
});

test.each([
  `id;label;bad;annotator;at\n${EVA.replaceAll(",", ";")}\n`,
  "id,label\nhappy/a,sad\n",
  `${HEADER},room\n${EVA},3\n`,
])("a table of other columns or separators is not added to: %s", async (table) => {
  await write(table);
  const refused = await give("happy/a", "sad");
  expect(refused.status).toBe(409);
  expect(await refused.json()).toEqual({
    error: expect.stringContaining(`${FILE}: does not begin with ${HEADER}`),
  });
  expect(await text()).toBe(table);
});

test("corpora whose names differ in what no file is called have a table each", async () => {
  await writeTones(home, ["my-corpus/happy/a.wav", "my-corpus/sad/b.wav"]);
  await give("happy/a", "sad");
  const other: unknown = await (await studio.ask("/api/labels?at=my-corpus")).json();
  expect(other).toEqual({ file: "labels/my-corpus.csv", given: [] });
});

test("a clip that is not there, a name of nothing, a name of two lines", async () => {
  expect((await give("happy/z", "sad")).status).toBe(404);
  expect((await give("happy/a", "sad", " ")).status).toBe(400);
  expect((await give("happy/a", "sad\n=1")).status).toBe(400);
});
