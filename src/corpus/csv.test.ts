import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import type { Clip } from "./corpus.ts";
import { csv } from "./csv.ts";

const CLIPS = { "a.wav": "", "b.wav": "", "deep/c.wav": "", "deep/a.wav": "" };

function read(text: string | Uint8Array, warn?: (message: string) => void): Promise<Clip[]> {
  const root = temporaryFolder({ ...CLIPS, "clips.csv": text });
  return csv.read(join(root, "clips.csv"), warn === undefined ? {} : { warn });
}

/** Without the folder's name, which differs every time. */
function placeless(message: string): string {
  return message.replaceAll(/\/\S*\/prosodia-test-\w+\//g, "");
}

/** The error. */
async function refusal(text: string | Uint8Array): Promise<string> {
  try {
    await read(text);
    return "";
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    expect(error.name).toBe("CorpusError");
    return placeless(error.message);
  }
}

/** What is told of a table that can be read. */
async function warnings(text: string): Promise<string[]> {
  const told: string[] = [];
  await read(text, (message) => told.push(placeless(message)));
  return told;
}

describe("csv", () => {
  test("all columns, in any order and case, beside others", async () => {
    const [clip, ...more] = await read(
      "Label,PATH,id,Speaker,sex,sentence,intensity,take,split,Mood\n" +
        "sad,deep/c.wav,7,ann,F,hello,strong,2,Train,3.5\n",
    );
    expect(more).toEqual([]);
    expect({ ...clip, where: placeless(clip.where ?? "") }).toEqual({
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
      columns: { Mood: "3.5" },
      where: "clips.csv, line 2",
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

  test("other words for the path, where there is none", async () => {
    for (const word of ["file", "Filename", "FILEPATH"]) {
      const [clip] = await read(`${word},label\na.wav,sad\n`);
      expect([clip.id, clip.label, clip.columns]).toEqual(["a", "sad", undefined]);
    }
    const [clip] = await read("file,path,label\nkitchen,a.wav,sad\n");
    expect([clip.id, clip.columns]).toEqual(["a", { file: "kitchen" }]);
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
      "no path column",
      "audio,label\na.wav,sad",
      'clips.csv: the column "path" is missing; expected path, label and any of id, speaker, sex, sentence, intensity, take, split, got audio, label.',
    ],
    [
      "a slip in the path",
      "label,pathh\nsad,a.wav",
      'intensity, take, split, got label, pathh. Did you mean it by "pathh"?',
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
  ];
  for (const [what, text, message] of refused) {
    test(`refuses ${what}`, async () => expect(await refusal(text)).toContain(message));
  }

  test("refuses text that is in no known encoding", async () => {
    const message = 'clips.csv: the text is not UTF-8. Save it as "CSV UTF-8".';
    expect(await refusal(Buffer.from("path,label\na.wav,fröhlich\n", "latin1"))).toBe(message);
    expect(await refusal("path,label\na.wav,s\0d\n")).toBe(message);
    const odd = new Uint8Array([...Buffer.from("\ufeffpath,label\na.wav,sad", "utf16le"), 0]);
    expect(await refusal(odd)).toBe('clips.csv: the text is not UTF-16. Save it as "CSV UTF-8".');
  });

  test("UTF-16, with or without its mark, in either order of bytes", async () => {
    for (const mark of ["\ufeff", ""]) {
      const little = Buffer.from(`${mark}path;label\r\na.wav;fröhlich\r\n`, "utf16le");
      for (const bytes of [little, Buffer.from(little).swap16()]) {
        expect((await read(bytes))[0].label).toBe("fröhlich");
      }
    }
  });

  test("the separator that Excel writes into the first line, and text of several lines", async () => {
    const clips = await read(
      'sep=;\r\npath;label;notes\r\na.wav;sad;"one\r\ntwo; three"\r\nb.wav;happy;\r\n',
    );
    expect(clips.map(({ label, columns, where }) => [label, columns, placeless(where ?? "")])).toEqual([
      ["sad", { notes: "one\r\ntwo; three" }, "clips.csv, line 3"],
      ["happy", undefined, "clips.csv, line 5"],
    ]);
  });

  test("paths with the backslashes of Windows", async () => {
    const [clip] = await read("path,label\ndeep\\c.wav,sad\n");
    expect([clip.id, placeless(clip.path)]).toEqual(["c", "deep/c.wav"]);
  });

  test("accents composed otherwise than on the disk", async () => {
    for (const [disk, table] of [
      ["NFD", "NFC"],
      ["NFC", "NFD"],
    ]) {
      const name = "é/ü.wav";
      const root = temporaryFolder({
        [name.normalize(disk)]: "",
        "t.csv": `path,label\n${name.normalize(table)},sad\n`,
      });
      expect((await csv.read(join(root, "t.csv")))[0].path).toBe(join(root, name.normalize(disk)));
    }
  });

  test("refuses a folder", async () => {
    await expect(csv.read(temporaryFolder(CLIPS))).rejects.toThrow(
      "expected a csv file, got a folder, pipe or device.",
    );
    await expect(csv.read("/no/such.csv")).rejects.toThrow("expected a csv file; it cannot be read");
  });
});

describe("missing values", () => {
  test("are neither speakers nor labels", async () => {
    for (const nothing of ["nan", "NaN", "None", "", " ", "<NA>", "null", "NaT"]) {
      const row = `a.wav,sad,${nothing},${nothing},${nothing},${nothing},${nothing},${nothing},${nothing}`;
      const [clip] = await read(`path,label,speaker,sex,split,start,end,id,mood\n${row}\n`);
      expect([Object.keys(clip), clip.id]).toEqual([["id", "path", "corpus", "label", "where"], "a"]);
      expect(await refusal(`path,label\na.wav,sad\nb.wav,${nothing}\n`)).toContain(
        "line 3: the label is empty",
      );
    }
  });
});

describe("other columns", () => {
  /** Of tables that pandas and people write. */
  const names = [
    ...[
      "",
      "Unnamed: 0",
      "index",
      "idx",
      "age",
      "time",
      "name",
      "date",
      "text",
      "set",
      "end",
      "start",
      "ID2",
    ],
    ...[
      "gender",
      "lang",
      "notes",
      "sample_rate",
      "snr",
      "valence",
      "fold",
      "takes",
      "spl",
      "channel",
      "types",
    ],
  ];
  test("are columns of the clips, by their own names, and nothing is told", async () => {
    for (const name of names) {
      const text = `${name},path,label,speaker,take,split\nwhat,a.wav,sad,ann,1,train\n`;
      const [clip] = await read(text);
      expect(clip.columns).toEqual(name === "" ? undefined : { [name]: "what" });
      const isOfSegments = ["start", "end", "channel"].includes(name);
      expect([name, (await warnings(text)).length]).toEqual([name, isOfSegments ? 1 : 0]);
    }
  });

  test("without a name may be several", async () => {
    expect((await read("path,label,,\na.wav,sad,,\n"))[0].columns).toBeUndefined();
  });

  const near: [name: string, meant: string][] = [
    ["lable", "label"],
    ["emotion", "label"],
    ["Speakr", "speaker"],
    ["speakers", "speaker"],
    ["sentense", "sentence"],
    ["chanel", "channel"],
  ];
  for (const [name, meant] of near) {
    test(`that look like one of ours are told of: ${name}`, async () => {
      expect(await warnings(`path,${name}\na.wav,1\n`)).toEqual([
        `clips.csv: there is no column "${meant}"; if "${name}" is meant, rename it: it is read as another column.`,
      ]);
      if (name !== "emotion") expect(await warnings(`path,${name},${meant}\na.wav,2,1\n`)).toEqual([]);
    });
  }
});

describe("parts of files", () => {
  const parts = async (text: string) => (await read(text)).map(({ id, segment }) => [id, segment]);

  test("from start to end, in seconds or as pandas writes them", async () => {
    expect(
      await parts(
        "path,label,start,end\na.wav,sad,12.5,15\na.wav,sad,0 days 00:00:15,0 days 00:00:16.250000\nb.wav,sad,,\n" +
          "a.wav,sad,00:20,NaT\na.wav,sad,NaT,0.5\n",
      ),
    ).toEqual([
      ["a@0.0-0.5", { startSeconds: 0, endSeconds: 0.5 }],
      ["a@12.5-15.0", { startSeconds: 12.5, endSeconds: 15 }],
      ["a@15.0-16.25", { startSeconds: 15, endSeconds: 16.25 }],
      ["a@20.0-end", { startSeconds: 20 }],
      ["b", undefined],
    ]);
  });

  test("from an offset for a duration, with an end that agrees", async () => {
    expect(await parts("path,offset,duration,end\na.wav,1.1,2.2,3.3\nb.wav,1,,2\n")).toEqual([
      ["a@1.1-3.3", { startSeconds: 1.1, endSeconds: 3.3 }],
      ["b@1.0-2.0", { startSeconds: 1, endSeconds: 2 }],
    ]);
  });

  test("an end, or a duration, alone begins with the file", async () => {
    expect(await parts("path,end\na.wav,2\n")).toEqual([["a@0.0-2.0", { startSeconds: 0, endSeconds: 2 }]]);
    expect(await parts("path,duration\na.wav,2\n")).toEqual([
      ["a@0.0-2.0", { startSeconds: 0, endSeconds: 2 }],
    ]);
    expect(await warnings("path,duration\na.wav,2\n")).toEqual([
      'clips.csv: the column "duration" cuts every file after so many seconds; rename it if it only tells how long they are.',
    ]);
  });

  test("channels, from 1 unless there is a 0, or by name", async () => {
    const channels = async (...cells: string[]) =>
      (await read(`path,channel\n${cells.map((cell) => `a.wav,${cell}\n`).join("")}`)).map(
        ({ id, segment }) => [id, segment?.channel],
      );
    expect(await channels("1", "2.0", "")).toEqual([
      ["a", undefined],
      ["a@ch1", 1],
      ["a@ch2", 2],
    ]);
    expect(await channels("0", "1")).toEqual([
      ["a@ch0", 1],
      ["a@ch1", 2],
    ]);
    expect(await warnings("path,channel\na.wav,0\n")).toEqual([
      'clips.csv: the column "channel" has a 0: channels are counted from 0, not from 1.',
    ]);
    expect(await channels("Left", "right")).toEqual([
      ["a@Left", 1],
      ["a@right", 2],
    ]);
    expect((await parts("path,channel,start,end\na.wav,2,1,2\n"))[0][0]).toBe("a@1.0-2.0@ch2");
  });

  const refused: [string, string, string][] = [
    [
      "an end before the start",
      "start,end\na.wav,2,1",
      "the clip ends at 1 s; expected an end behind its start at 2 s.",
    ],
    ["nothing", "start,end\na.wav,2,2", "the clip ends at 2 s; expected an end behind its start at 2 s."],
    [
      "no duration",
      "offset,duration\na.wav,2,0",
      "the clip ends at 2 s; expected an end behind its start at 2 s.",
    ],
    ["a negative start", "start\na.wav,-1", "the start is -1 s; expected none below 0."],
    ["a negative timedelta", "start\na.wav,-1 days +23:59:59", "the start is -1 s; expected none below 0."],
    [
      "no time",
      "start\na.wav,1m30",
      'the start is "1m30"; expected seconds (12.5), a time (00:12.5) or a timedelta',
    ],
    [
      "two ends",
      "start,end,duration\na.wav,1,2,3",
      "the end is 2 s, by start and duration it is 4 s; expected one of the two only, or the same.",
    ],
    [
      "two starts",
      "start,offset\na.wav,1,2",
      "the start is 1 s, by offset it is 2 s; expected one of the two only",
    ],
    [
      "no channel",
      "channel\na.wav,1.5",
      'the channel is "1.5"; expected a whole number from 1 (or 0), left or right.',
    ],
    ["the same part twice", "start\na.wav,1\na.wav,1.0", 'line 3: the id "a@1.0-end" is taken by line 2'],
  ];
  for (const [what, text, message] of refused) {
    test(`refuses ${what}`, async () => expect(await refusal(`path,${text}\n`)).toContain(message));
  }
});
