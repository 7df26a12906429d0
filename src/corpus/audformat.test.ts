import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { audformat } from "./audformat.ts";
import { corpora, readCorpus } from "./index.ts";
import { formatAudformat, formatCorpusTable } from "./write-corpus.ts";

/** As audb has EMO-DB: what is felt in one table, who speaks in another. */
const HEADER = `
name: toy
languages: [deu]
schemes:
  emotion: { dtype: str, labels: { anger: {}, calm: {} } }
  speaker: { dtype: int, labels: { 3: { gender: male, age: 31 }, 8: { gender: female, age: 34 } } }
  confidence: { dtype: float }
splits:
  train: { type: train }
  test: { type: test }
tables:
  emotion.train:
    type: filewise
    split_id: train
    columns: { emotion: { scheme_id: emotion }, emotion.confidence: { scheme_id: confidence } }
  emotion.test: { type: filewise, split_id: test, columns: { emotion: { scheme_id: emotion } } }
  files: { type: filewise, columns: { speaker: { scheme_id: speaker }, transcription: { scheme_id: text } } }
`;
const DATABASE = {
  "db.yaml": HEADER,
  "db.emotion.train.csv": "file,emotion,emotion.confidence\nwav/a.wav,anger,0.9\nwav/b.wav,calm,\n",
  "db.emotion.test.csv": "file,emotion\nwav/c.wav,calm\n",
  "db.files.csv":
    "file,speaker,transcription\nwav/a.wav,3,so\nwav/b.wav,8,so\nwav/c.wav,8,no\nwav/d.wav,8,no\n",
  ...{ "wav/a.wav": "", "wav/b.wav": "", "wav/c.wav": "", "wav/d.wav": "" },
};

test("labels, speakers, what is known of those, and sides come together", async () => {
  const root = temporaryFolder(DATABASE);
  const { corpus, clips } = await readCorpus(root);
  expect(corpus.id).toBe("audformat");
  expect(clips.map(({ where: _where, path: _path, ...clip }) => clip)).toEqual([
    {
      ...{
        id: "a",
        corpus: "audformat",
        label: "anger",
        speaker: "3",
        sex: "male",
        sentence: "so",
        split: "train",
      },
      columns: { age: "31", "emotion.confidence": "0.9" },
    },
    {
      ...{
        id: "b",
        corpus: "audformat",
        label: "calm",
        speaker: "8",
        sex: "female",
        sentence: "so",
        split: "train",
      },
      columns: { age: "34" },
    },
    {
      ...{
        id: "c",
        corpus: "audformat",
        label: "calm",
        speaker: "8",
        sex: "female",
        sentence: "no",
        split: "test",
      },
      columns: { age: "34" },
    },
  ]);
  expect(clips[0].path).toBe(join(root, "wav/a.wav"));
  const one = await readCorpus(join(root, "db.emotion.test.csv"));
  expect([one.corpus.id, one.clips.map(({ id }) => id)]).toEqual(["audformat", ["c"]]);
});

test("what is known of speakers may be a table of its own", async () => {
  const root = temporaryFolder({
    ...DATABASE,
    "db.yaml": HEADER.replace(/labels: \{ 3: .* \} \}/, "labels: people }"),
    "db.people.csv": "speaker,gender,age\n3,male,31\n8,female,\n",
  });
  const clips = await audformat.read(root);
  expect(clips.map(({ sex, columns }) => [sex, columns?.age])).toEqual([
    ["male", "31"],
    ["female", undefined],
    ["female", undefined],
  ]);
});

test("parts of files have the times that pandas writes", async () => {
  const root = temporaryFolder({
    "db.yaml": "tables:\n  segments:\n    type: segmented\n    columns: { label: {} }\n",
    "db.segments.csv":
      "file,start,end,label\na.wav,0 days 00:00:00,0 days 00:00:01.500000,sad\na.wav,0 days 00:00:01.500000,NaT,calm\n",
    "a.wav": "",
  });
  const clips = await audformat.read(root);
  expect(clips.map(({ id, label, segment }) => [id, label, segment])).toEqual([
    ["a@0.0-1.5", "sad", { startSeconds: 0, endSeconds: 1.5 }],
    ["a@1.5-end", "calm", { startSeconds: 1.5 }],
  ]);
});

test("what is wrong is told with file and way out", async () => {
  const read = (changes: Record<string, string>) => {
    const files: Record<string, string> = { ...DATABASE, ...changes };
    for (const [name, text] of Object.entries(changes)) if (text === "-") delete files[name];
    const root = temporaryFolder(files);
    return { root, clips: audformat.read(root) };
  };
  const absent = read({ "db.files.csv": "-" });
  await expect(absent.clips).rejects.toThrow(
    `${absent.root}/db.files.csv: there is no such file; expected every table of db.yaml as csv. ` +
      'Write them with audformat: db.save(root, storage_format="csv").',
  );
  const contrary = read({ "db.emotion.test.csv": "file,emotion\nwav/a.wav,calm\n" });
  await expect(contrary.clips).rejects.toThrow(
    `${contrary.root}/db.emotion.test.csv, line 2: the clip a is "calm", in ${contrary.root}/db.emotion.train.csv, line 2 it is "anger". ` +
      `Give the table that is meant: ${contrary.root}/db.emotion.test.csv.`,
  );
  const lost = read({ "wav/c.wav": "-" });
  await expect(lost.clips).rejects.toThrow(`line 2: there is no file ${lost.root}/wav/c.wav.`);
  const broken = read({ "db.yaml": "tables: [" });
  await expect(broken.clips).rejects.toThrow(`${broken.root}/db.yaml: the header cannot be read`);
  const strange = read({ "db.yaml": "tables: { a: {} }" });
  await expect(strange.clips).rejects.toThrow(
    `${strange.root}/db.yaml: is no header of audformat: tables.a.type: `,
  );
});

describe("written", () => {
  const TABLE =
    "path,label,speaker,sex,start,end,room\nx/a.wav,sad,ann,f,0.5,61.25,1\nx/a.wav,calm,bob,m,61.25,,2\nx/a.wav,sad,bob,m,3,4,2\n";
  const clipsOf = async () => {
    const root = temporaryFolder({ "t.csv": TABLE, "x/a.wav": "" });
    return { root, clips: (await readCorpus(join(root, "t.csv"))).clips };
  };
  const known = ({
    label,
    speaker,
    sex,
    segment,
    columns,
  }: Awaited<ReturnType<typeof clipsOf>>["clips"][0]) => ({
    ...{ label, speaker, sex, segment, columns },
  });

  test("as audformat, and read again, they say the same", async () => {
    const { root, clips } = await clipsOf();
    for (const [name, text] of formatAudformat(corpora.get("csv"), clips, root))
      writeFileSync(join(root, name), text);
    const again = await readCorpus(root);
    expect(again.corpus.id).toBe("audformat");
    expect(again.clips.map(known)).toEqual(clips.map(known));
    expect(formatAudformat(corpora.get("csv"), clips, root).get("db.emotion.csv")).toContain(
      "x/a.wav,0 days 00:00:00.500000,0 days 00:01:01.250000,sad,ann,female,1\n",
    );
  });

  test("as a table, and read again, they say the same, under the same ids", async () => {
    const { root, clips } = await clipsOf();
    writeFileSync(join(root, "x", "again.csv"), formatCorpusTable(clips, join(root, "x")));
    const again = await readCorpus(join(root, "x", "again.csv"));
    expect(again.clips.map((clip) => ({ ...known(clip), id: clip.id, path: clip.path }))).toEqual(
      clips.map((clip) => ({ ...known(clip), id: clip.id, path: clip.path })),
    );
  });
});
