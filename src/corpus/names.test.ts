/** Names of clips (speakers, labels, …), whatever reader they come from. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFiles, temporaryFolder } from "../../test/temporary-folder.ts";
import { type Clip, corpora, defineCorpus, readCorpus } from "./index.ts";

/** A reader of a person's own, which looks at nothing. */
let clipsOfOwn: Clip[] = [];
corpora.register(
  defineCorpus({
    ...{ id: "own", summary: "", layout: "", labels: [], licence: "", citation: "" },
    recognises: async () => false,
    read: async () => clipsOfOwn,
  }),
);
const own = (...fields: Partial<Clip>[]): Promise<{ clips: Clip[] }> => {
  clipsOfOwn = fields.map((one, i) => ({ id: `c${i}`, path: "/x", corpus: "own", ...one }));
  return readCorpus(temporaryFiles("a.wav"), { reader: "own" });
};

test("two spellings of a name are an error in any corpus, unless the person says that they differ", async () => {
  for (const field of ["label", "speaker", "sentence", "intensity", "take"]) {
    await expect(own({ [field]: "S1" }, { [field]: "s1" })).rejects.toThrow(
      `the ${field} "S1" (clip c0) is also written "s1" (clip c1); expected one spelling of each. ` +
        'Write it in one way, or say that they differ: corpus.spellings: "apart".',
    );
  }
  const root = temporaryFiles("sad/1.wav", "Sad/2.wav", "happy/1.wav");
  await expect(readCorpus(root)).rejects.toThrow(
    `${root}: the label "Sad" (clip Sad/2) is also written "sad" (clip sad/1);`,
  );
  expect((await readCorpus(root, { spellings: "apart" })).clips.length).toBe(3);
  expect((await readCorpus(root, { exclude: ["Sad/2"] })).clips.length).toBe(2);
  await expect(readCorpus(root, { exclude: ["Sad/3"] })).rejects.toThrow(
    'corpus.exclude: the corpus has no clip "Sad/3".',
  );
});

test("other columns are free, unless clips are grouped by them", async () => {
  const text = "path,label,room,note\na.wav,sad,R1,x\nb.wav,happy,r1,X\n";
  const root = temporaryFolder({ "a.wav": "", "b.wav": "", "t.csv": text });
  const table = join(root, "t.csv");
  expect((await readCorpus(table)).clips[0].columns).toEqual({ room: "R1", note: "x" });
  await expect(readCorpus(table, { groups: ["room"] })).rejects.toThrow(
    `${table}: the room "R1" (clip a; ${table}, line 2) is also written "r1" (clip b; ${table}, line 3);`,
  );
});

test("missing values are no names, whatever the reader", async () => {
  const columns = { mood: "<NA>", room: "1" };
  const { clips } = await own(
    { speaker: "nan", label: "None" },
    { speaker: "ann", label: "sad", take: " ", columns },
  );
  expect(clips).toEqual([
    { id: "c0", path: "/x", corpus: "own" },
    { id: "c1", path: "/x", corpus: "own", speaker: "ann", label: "sad", columns: { room: "1" } },
  ]);
});

test("a reader that gives no text for a name is told of", async () => {
  const fields: Partial<Clip> = JSON.parse('{ "speaker": 1 }');
  await expect(own(fields)).rejects.toThrow("/x: the reader gives the speaker as number; expected text.");
});
