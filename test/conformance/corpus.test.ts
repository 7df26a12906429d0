/** What holds for every corpus reader of the registry. */
import { isAbsolute, join } from "node:path";
import { describe, expect, test } from "vitest";
import { CorpusError } from "../../src/base/errors.ts";
import { corpora } from "../../src/corpus/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** One labelled interval. */
const TEXT_GRID = '"ooTextFile"\n"TextGrid"\n0 2\n<exists>\n1\n"IntervalTier"\n"label"\n0 2\n1\n0 2 "sad"\n';

/** A small corpus for each reader: its files, and the path in them that is read. Audio files stay empty. */
const EXAMPLES: Record<string, { readonly files: Record<string, string>; readonly path?: string }> = {
  audformat: {
    files: {
      "db.yaml":
        "name: toy\ntables:\n  emotion:\n    type: filewise\n    columns:\n      emotion: { scheme_id: emotion }\n",
      "db.emotion.csv": "file,emotion\nwav/b.wav,sad\nwav/a.wav,calm\n",
      "wav/a.wav": "",
      "wav/b.wav": "",
    },
  },
  csv: {
    files: { "list.csv": "path,label\nb.wav,sad\na.wav,calm\n", "a.wav": "", "b.wav": "" },
    path: "list.csv",
  },
  "crema-d": { files: { "AudioWAV/1001_DFA_ANG_XX.wav": "", "AudioWAV/1002_IEO_SAD_HI.wav": "" } },
  emodb: { files: { "wav/03a01Fa.wav": "", "wav/16b10Wb.wav": "", "wav/08a02Na.wav": "" } },
  emovo: { files: { "f1/dis-f1-b1.wav": "", "m2/tri-m2-n4.wav": "" } },
  esd: { files: { "0001/Angry/0001_000351.wav": "", "0011/Neutral/train/0011_000001.wav": "" } },
  folders: { files: { "sad/1.wav": "", "calm/1.flac": "", "calm/0.mp3": "" } },
  nemo: { files: { "samples/EB0_anger_43.wav": "", "samples/KS0_surprised_10.wav": "" } },
  ravdess: { files: { "03-01-06-01-02-01-12.wav": "", "Actor_01/03-01-01-01-01-01-01.wav": "" } },
  "ravdess-song": { files: { "03-02-06-01-02-01-12.wav": "", "Actor_01/03-02-01-01-01-01-01.wav": "" } },
  "ravdess-video": { files: { "01-01-06-01-02-01-12.wav": "", "Actor_01/01-02-01-01-01-01-01.wav": "" } },
  savee: { files: { "DC/a01.wav": "", "DC/su15.wav": "", "KL/n30.wav": "" } },
  tess: { files: { "OAF_angry/OAF_back_angry.wav": "", "YAF_sad/YAF_love_sad.wav": "" } },
  textgrid: {
    files: { "b.wav": "", "b.TextGrid": TEXT_GRID, "a.wav": "", "a.TextGrid": TEXT_GRID },
  },
  unlabelled: { files: { "sample2.wav": "", "sample1.wav": "" } },
};

test("every reader has an example here", () => {
  expect(Object.keys(EXAMPLES).toSorted()).toEqual([...corpora.ids].toSorted());
});

for (const corpus of corpora.list) {
  describe(corpus.id, () => {
    const { files, path = "" } = EXAMPLES[corpus.id];

    test("describes itself, its licence and whom to cite", () => {
      expect(corpus.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      for (const text of [corpus.summary, corpus.layout, corpus.licence, corpus.citation]) {
        expect(text.trim().length).toBeGreaterThan(2);
      }
      expect(corpus.citation).toMatch(/\.$/);
      expect(new Set(corpus.labels).size).toBe(corpus.labels.length);
      expect(corpus.labels.length).not.toBe(1);
    });

    test("recognises its own layout, and nothing where there is nothing", async () => {
      const root = temporaryFolder(files);
      expect(await corpus.recognises(join(root, path))).toBe(true);
      expect(await corpus.recognises(join(root, "missing"))).toBe(false);
      expect(await corpus.recognises(temporaryFolder({}))).toBe(false);
      expect(await corpus.recognises(temporaryFolder({ "notes/readme.txt": "no audio" }))).toBe(false);
    });

    test("reads clips in order of id, with absolute paths and known labels", async () => {
      const clips = await corpus.read(join(temporaryFolder(files), path));
      const audio = Object.keys(files).filter((name) => name.endsWith(".wav") || /\.(flac|mp3)$/.test(name));
      const ids = clips.map((clip) => clip.id);
      expect(ids).toHaveLength(audio.length);
      expect(ids).toEqual([...new Set(ids)].sort());
      for (const clip of clips) {
        expect(clip.corpus).toBe(corpus.id);
        expect(isAbsolute(clip.path) && audio.some((name) => clip.path.endsWith(name))).toBe(true);
        if (corpus.labels.length > 0) expect(corpus.labels).toContain(clip.label);
      }
    });

    test("a folder without audio, and a missing one, are errors that name it", async () => {
      const empty = temporaryFolder({});
      for (const root of [empty, join(empty, "missing")]) {
        const read = corpus.read(root);
        await expect(read).rejects.toThrow(CorpusError);
        await expect(read).rejects.toThrow(root);
      }
    });
  });
}
