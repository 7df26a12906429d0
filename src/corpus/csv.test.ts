import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import type { Clip } from "./corpus.ts";
import { csv } from "./csv.ts";

const CLIPS = { "a.wav": "", "b.wav": "", "deep/c.wav": "", "deep/a.wav": "" };

function read(text: string | Uint8Array, labels?: readonly string[]): Promise<Clip[]> {
  const root = temporaryFolder({ ...CLIPS, "clips.csv": text });
  return csv.read(join(root, "clips.csv"), labels === undefined ? {} : { labels });
}

/** The error without the folder's name, which differs every time. */
async function refusal(text: string | Uint8Array, labels?: readonly string[]): Promise<string> {
  try {
    await read(text, labels);
    return "";
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    expect(error.name).toBe("CorpusError");
    return error.message.replaceAll(/\/\S*\/prosodia-test-\w+\//g, "");
  }
}

describe("csv", () => {
  test("all columns, in any order and case, beside others", async () => {
    const [clip, ...more] = await read(
      "Label,PATH,id,Speaker,sex,sentence,intensity,take,split,duration\n" +
        "sad,deep/c.wav,7,ann,F,hello,strong,2,Train,3.5\n",
    );
    expect(more).toEqual([]);
    expect(clip).toEqual({
      id: "7",
      path: clip.path,
      corpus: "csv",
      label: "sad",
      speaker: "ann",
      sex: "female",
      sentence: "hello",
      intensity: "strong",
      take: "2",
      split: "train",
    });
    expect(clip.path).toMatch(/^\/.*\/deep\/c\.wav$/);
  });

  test("only path and label; ids are the file names, clips are in their order", async () => {
    const clips = await read("path;label\nb.wav;sad\na.wav;happy\n");
    expect(clips.map(({ id, label }) => [id, label])).toEqual([
      ["a", "happy"],
      ["b", "sad"],
    ]);
    expect("speaker" in clips[0]).toBe(false);
  });

  test("a byte-order mark before a quoted header, as spreadsheets write", async () => {
    expect((await read('\ufeff"path";"label"\r\n"a.wav";"sad"\r\n'))[0].label).toBe("sad");
  });

  test("an unlabelled set: no label column, or an empty one", async () => {
    for (const text of ["path\na.wav\nb.wav", "path,label\na.wav,\nb.wav,"]) {
      expect((await read(text)).map((clip) => "label" in clip)).toEqual([false, false]);
    }
  });

  test("an unlabelled test side beside a labelled training side", async () => {
    const clips = await read("path,label,split\na.wav,sad,train\nb.wav,,test\n");
    expect(clips.map(({ label, split }) => [label, split])).toEqual([
      ["sad", "train"],
      [undefined, "test"],
    ]);
  });

  test("absolute paths", async () => {
    const root = temporaryFolder(CLIPS);
    const table = temporaryFolder({ "t.tsv": `path\tlabel\n${root}/a.wav\tsad\n` });
    expect((await csv.read(join(table, "t.tsv")))[0].path).toBe(join(root, "a.wav"));
  });

  const refused: [string, string, string][] = [
    ["no rows", "path,label\n", "clips.csv: the table has no rows; expected a header and one row per clip."],
    ["nothing", "", "clips.csv: the table has no rows; expected a header and one row per clip."],
    [
      "a misspelt column",
      "path,lable\na.wav,sad",
      'clips.csv: the column "lable" is unknown. Did you mean "label"?',
    ],
    [
      "another word for a column",
      "path,emotion\na.wav,sad",
      'clips.csv: the column "emotion" is unknown. Did you mean "label"?',
    ],
    [
      "no path column",
      "audio,label\na.wav,sad",
      'clips.csv: the column "path" is missing; expected path, label and any of id, speaker, sex, sentence, intensity, take, split, got audio, label.',
    ],
    [
      "a column twice",
      "path,label,label\na.wav,sad,sad",
      'clips.csv: the column "label" occurs twice; expected each column once.',
    ],
    [
      "a short row",
      "path,label\na.wav,sad\nb.wav",
      "clips.csv, line 3: has 1 field; expected 2, as in the header (path, label). Put quotes around text that holds a separator.",
    ],
    ["an empty path", "path,label\n,sad", "clips.csv, line 2: the path is empty; expected an audio file."],
    [
      "a missing file",
      "path,label\na.wav,sad\nx.wav,sad",
      "clips.csv, line 3: there is no file x.wav. Paths are relative to the csv file.",
    ],
    ["a folder as file", "path,label\ndeep,sad", "clips.csv, line 2: there is no file deep."],
    [
      "an empty label",
      "path,label\na.wav,sad\nb.wav,\n",
      "clips.csv, line 3: the label is empty, while other clips have one. Label it or take the row out.",
    ],
    [
      "two files of one name",
      "path,label\na.wav,sad\ndeep/a.wav,sad",
      'clips.csv, line 3: the id "a" is taken by line 2; expected it once. Add a column "id".',
    ],
    [
      "an id twice",
      "path,label,id\na.wav,sad,1\nb.wav,sad,2\ndeep/a.wav,sad,1",
      'clips.csv, line 4: the id "1" is taken by line 2; expected it once. Rename one of the two.',
    ],
    [
      "another sex",
      "path,label,sex\na.wav,sad,Divers",
      'clips.csv, line 2: the sex is "Divers"; expected female or male.',
    ],
    [
      "another split",
      "path,label,split\na.wav,sad,Dev",
      'clips.csv, line 2: the split is "Dev"; expected train or test.',
    ],
    [
      "labels that differ in case",
      "path,label\na.wav,happy\nb.wav,sad\ndeep/c.wav,Happy",
      'clips.csv, line 4: the label "Happy" differs only in case from "happy" in line 2; expected one spelling.',
    ],
  ];
  for (const [what, text, message] of refused) {
    test(`refuses ${what}`, async () => expect(await refusal(text)).toContain(message));
  }

  test("refuses a label that is not among the given ones", async () => {
    const text = "path,label\na.wav,sad\nb.wav,hapy\n";
    expect(await refusal(text, ["happy", "sad"])).toBe(
      'clips.csv, line 3: the label "hapy" is unknown; expected one of happy, sad. Did you mean "happy"?',
    );
    expect(await refusal(text, ["sad", "hapy"])).toBe("");
  });

  test("refuses text that is not UTF-8", async () => {
    const utf16 = new Uint8Array(Buffer.from("\ufeffpath,label\n", "utf16le"));
    expect(await refusal(utf16)).toBe('clips.csv: the text is not UTF-8. Save it as "CSV UTF-8".');
  });

  test("refuses a folder", async () => {
    await expect(csv.read(temporaryFolder(CLIPS))).rejects.toThrow(
      "expected a csv file, got a folder, pipe or device.",
    );
    await expect(csv.read("/no/such.csv")).rejects.toThrow("expected a csv file; it cannot be read");
  });
});
