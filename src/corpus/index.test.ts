import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFiles, temporaryFolder } from "../../test/temporary-folder.ts";
import { readCorpus } from "./index.ts";

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
      'corpus "emo-db" is unknown; expected one of audformat, crema-d, csv, emodb, emovo, esd, folders, nemo, ravdess, ravdess-song, ravdess-video, savee, tess, textgrid, unlabelled. Did you mean "emodb"?',
    );
  });

  test("a label outside the given ones is an error in any corpus", async () => {
    const root = temporaryFiles("sad/1.wav", "hapy/1.wav");
    await expect(readCorpus(root, { labels: ["happy", "sad"] })).rejects.toThrow(
      `${root}/hapy/1.wav: the label "hapy" is unknown; expected one of happy, sad. Did you mean "happy"?`,
    );
    await expect(readCorpus(root, { labels: ["sad", "angry"] })).rejects.toThrow(
      `${root}/hapy/1.wav: the label "hapy" is unknown; expected one of sad, angry. Add it to labels, or leave its clips out: labels: { sad: sad, …, hapy: null }.`,
    );
    expect((await readCorpus(root, { labels: ["hapy", "sad"] })).clips.length).toBe(2);
    const table = temporaryFolder({
      "a.wav": "",
      "b.wav": "",
      "t.csv": "path,label\na.wav,sad\nb.wav,hapy\n",
    });
    await expect(readCorpus(join(table, "t.csv"), { labels: ["happy", "sad"] })).rejects.toThrow(
      't.csv, line 3: the label "hapy" is unknown; expected one of happy, sad. Did you mean "happy"?',
    );
  });

  test("a spreadsheet is to be saved as a table", async () => {
    const root = temporaryFiles("clips.xlsx");
    await expect(readCorpus(join(root, "clips.xlsx"))).rejects.toThrow(
      "clips.xlsx: is no folder; expected a folder of audio files or a .csv or .tsv table. Save the sheet as .csv.",
    );
  });

  test("a path that does not exist", async () => {
    await expect(readCorpus("/no/such/place")).rejects.toThrow(
      "/no/such/place: there is no such file or folder.",
    );
  });

  test("a folder without audio", async () => {
    for (const root of [temporaryFolder({}), temporaryFiles("notes.txt")]) {
      await expect(readCorpus(root)).rejects.toThrow(
        `${root}: holds no audio; expected files .wav, .flac, .mp3, .ogg, .oga, .opus, .aif, .aiff, .aifc, .au, .snd, .w64 or .sph. Is it the right folder? ffmpeg converts what else there is.`,
      );
    }
  });

  test("a file that is no table", async () => {
    const root = temporaryFiles("notes.txt", "a.wav");
    const message = (name: string): string =>
      `CorpusError: ${root}/${name}: is no folder; expected a folder of audio files or a .csv or .tsv table.`;
    expect(await readCorpus(`${root}/notes.txt`).catch(String)).toBe(message("notes.txt"));
    expect(await readCorpus(`${root}/a.wav`).catch(String)).toBe(
      `${message("a.wav")} Give the folder that it is in: ${root}.`,
    );
  });

  const named = ["03-01-06-01-02-01-01", "03-01-05-01-02-01-01", "03-01-06-01-02-01-02"];
  const layouts: [string, string, string[]][] = [
    ["one odd RAVDESS name decides nothing", "unlabelled", [`${named[0]}.wav`, "a.wav", "b.wav"]],
    [
      "RAVDESS names in label folders",
      "folders",
      [`fear/${named[0]}.wav`, `fear/${named[2]}.wav`, `anger/${named[1]}.wav`],
    ],
    ["EMO-DB names in label folders", "folders", ["good/03a01Fa.wav", "bad/03a01Wa.wav"]],
    ["actors' folders", "ravdess", [`Actor_01/${named[0]}.wav`, `Actor_02/${named[2]}.wav`]],
    ["speakers' folders", "emodb", ["3/03a01Fa.wav", "speaker16/16a01Wa.wav"]],
    ["folders by sex", "ravdess", [`male/${named[0]}.wav`, `female/${named[2]}.wav`]],
    ["sides", "ravdess", [`train/${named[0]}.wav`, `test/${named[2]}.wav`]],
    [
      "the published archive",
      "ravdess",
      [`Audio_Speech_Actors_01-24/Actor_01/${named[0]}.wav`, `Audio_Speech_Actors_01-24/b/${named[2]}.wav`],
    ],
    [
      "label folders beside one loose file",
      "ravdess",
      [`fear/${named[0]}.wav`, `anger/${named[1]}.wav`, `${named[2]}.wav`],
    ],
    ["numbered parts are no labels", "unlabelled", ["part1/a.wav", "part2/b.wav"]],
  ];
  for (const [what, reader, files] of layouts) {
    test(`${what}: ${reader}`, async () => {
      expect((await readCorpus(temporaryFiles(...files))).corpus.id).toBe(reader);
    });
  }

  test("sides, of which one only fits, point to that one", async () => {
    const root = temporaryFiles(
      ...named.map((name) => `train/${name}.wav`),
      `wav/${named[0]}.wav`,
      ...["0", "1", "2", "3", "4", "5"].map((name) => `test/sample${name}.flac`),
    );
    await expect(readCorpus(root)).rejects.toThrow(
      `${root}/test/sample0.flac: the file name (and that of 5 more) does not fit; expected ` +
        "03-01-EMOTION-INTENSITY-SENTENCE-TAKE-ACTOR (audio-only speech) as in 03-01-06-01-02-01-12.wav. " +
        `Give the folder that fits: ${root}/train.`,
    );
  });

  test("sides of unknown names are no labels", async () => {
    const root = temporaryFiles("train/happy/1.wav", "train/sad/1.wav", "test/happy/2.wav");
    await expect(readCorpus(root)).rejects.toThrow(
      `${root}: holds the sides test and train; expected the folder of one side. Give that one, as in ${root}/train.`,
    );
    expect((await readCorpus(join(root, "train"))).corpus.id).toBe("folders");
  });

  test("names that do not fit in label folders point to the other reader", async () => {
    const root = temporaryFiles(`fear/${named[0]}.wav`, "anger/x.wav");
    await expect(readCorpus(root, { reader: "ravdess" })).rejects.toThrow(
      'If the folders are named by labels, choose the reader "folders".',
    );
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

  test("RAVDESS as a whole points to the folder that fits", async () => {
    const root = join(DATA, "ravdess");
    await expect(readCorpus(root)).rejects.toThrow(`Give the folder that fits: ${join(root, "train")}.`);
  });

  test("EMO-DB: 535 clips of 10 speakers", async () => {
    const { corpus, clips } = await readCorpus(join(DATA, "emodb"));
    expect([corpus.id, clips.length]).toEqual(["emodb", 535]);
    expect(new Set(clips.map((clip) => clip.speaker)).size).toBe(10);
    expect(clips.filter((clip) => clip.label === "anger").length).toBe(127);
  });
});
