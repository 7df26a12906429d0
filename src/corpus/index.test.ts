import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFiles, temporaryFolder } from "../../test/temporary-folder.ts";
import { corpora, readCorpus } from "./index.ts";

describe("readCorpus", () => {
  const recognised: [string, string[]][] = [
    ["ravdess", ["Actor_01/03-01-06-01-02-01-01.wav", "Actor_02/03-01-06-01-02-01-02.wav"]],
    ["emodb", ["wav/03a01Fa.wav"]],
    ["folders", ["sad/1.wav", "happy/1.wav"]],
    ["unlabelled", ["sample000.flac"]],
  ];
  for (const [id, files] of recognised) {
    test(`recognises ${id}`, async () => {
      const { corpus, clips } = await readCorpus(temporaryFiles(...files));
      expect(corpus.id).toBe(id);
      expect(clips.length).toBe(files.length);
      expect(clips.every((clip) => clip.corpus === id)).toBe(true);
    });
  }

  test("recognises csv", async () => {
    const root = temporaryFolder({ "a.wav": "", "Clips.CSV": "path,label\na.wav,sad\n" });
    expect((await readCorpus(join(root, "Clips.CSV"))).corpus.id).toBe("csv");
  });

  test("a named reader is used whatever the path looks like", async () => {
    const root = temporaryFiles("03a01Fa.wav", "03a01Wa.wav");
    expect((await readCorpus(root, { reader: "unlabelled" })).clips[0]).not.toHaveProperty("label");
    await expect(readCorpus(root, { reader: "ravdess" })).rejects.toThrow(
      "the file name (and that of 1 more)",
    );
    await expect(readCorpus(root, { reader: "emo-db" })).rejects.toThrow(
      'corpus "emo-db" is unknown; expected one of csv, emodb, folders, ravdess, unlabelled. Did you mean "emodb"?',
    );
  });

  test("a label outside the given ones is an error in any corpus", async () => {
    const root = temporaryFiles("sad/1.wav", "hapy/1.wav");
    await expect(readCorpus(root, { labels: ["happy", "sad"] })).rejects.toThrow(
      `${root}/hapy/1.wav: the label "hapy" is unknown; expected one of happy, sad. Did you mean "happy"?`,
    );
    expect((await readCorpus(root, { labels: ["hapy", "sad"] })).clips.length).toBe(2);
  });

  test("a path that does not exist", async () => {
    await expect(readCorpus("/no/such/place")).rejects.toThrow(
      "/no/such/place: there is no such file or folder.",
    );
  });

  test("a path that nothing recognises lists what each reader expects", async () => {
    const root = temporaryFiles("notes.txt");
    for (const path of [root, `${root}/notes.txt`]) {
      const message = await readCorpus(path).catch(String);
      expect(message).toContain(`CorpusError: ${path}: no corpus is recognised; expected one of: csv (`);
      for (const { id, layout } of corpora.list) expect(message).toContain(`${id} (${layout})`);
    }
  });
});

const DATA = resolve(import.meta.dirname, "../../../shared/data");
describe.skipIf(!existsSync(DATA))("corpora at hand (skipped where they are absent)", () => {
  test("RAVDESS: 1125 labelled and 315 unlabelled clips of 24 speakers", async () => {
    const train = await readCorpus(join(DATA, "ravdess/train"));
    expect(train.corpus.id).toBe("ravdess");
    expect(train.clips.length).toBe(1125);
    expect(new Set(train.clips.map((clip) => clip.speaker)).size).toBe(24);
    expect(new Set(train.clips.map((clip) => clip.label)).size).toBe(8);
    const test = await readCorpus(join(DATA, "ravdess/test"));
    expect([test.corpus.id, test.clips.length, test.clips[314].id]).toEqual(["unlabelled", 315, "sample314"]);
  });

  test("EMO-DB: 535 clips of 10 speakers", async () => {
    const { corpus, clips } = await readCorpus(join(DATA, "emodb"));
    expect([corpus.id, clips.length]).toEqual(["emodb", 535]);
    expect(new Set(clips.map((clip) => clip.speaker)).size).toBe(10);
    expect(clips.filter((clip) => clip.label === "anger").length).toBe(127);
  });
});
