import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { formatTextGrid } from "../recogniser/timeline/text-grid.ts";
import { readCorpus } from "./index.ts";
import { textgrid } from "./textgrid.ts";

const tier = (name: string, ...intervals: [number, number, string][]): string =>
  `"IntervalTier"\n"${name}"\n0\n4\n${intervals.length}\n${intervals.map(([from, to, text]) => `${from}\n${to}\n"${text}"`).join("\n")}`;
const grid = (...tiers: string[]): string =>
  `File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n4\n<exists>\n${tiers.length}\n${tiers.join("\n")}\n`;

const EMOTIONS = tier("Emotion", [0, 1.5, "sad"], [1.5, 2, ""], [2, 4, 'said "so"'.replaceAll('"', '""')]);
const SPEAKERS = tier("speaker", [0, 2, "ann"], [2, 4, "bob"]);
const POINTS = '"TextTier"\n"bell"\n0\n4\n1\n1.25\n"ding"';

test("every labelled interval is a clip; other tiers say who speaks", async () => {
  const root = temporaryFolder({
    "day/talk.wav": "",
    "day/talk.textgrid": grid(POINTS, SPEAKERS, EMOTIONS),
    "day/other.wav": "",
    "more.wav": "",
    "more.TextGrid": Buffer.from(`\ufeff${grid(tier("x", [0, 4, "kalm ü"]))}`, "utf16le"),
  });
  const told: string[] = [];
  const { corpus, clips } = await readCorpus(root, { warn: (message) => told.push(message) });
  expect(corpus.id).toBe("textgrid");
  expect(clips.map(({ where: _where, ...clip }) => clip)).toEqual([
    {
      ...{ id: "day/talk@0.0-1.5", path: join(root, "day/talk.wav"), corpus: "textgrid", label: "sad" },
      ...{ speaker: "ann", segment: { startSeconds: 0, endSeconds: 1.5 } },
    },
    {
      ...{ id: "day/talk@2.0-4.0", path: join(root, "day/talk.wav"), corpus: "textgrid", label: 'said "so"' },
      ...{ speaker: "bob", segment: { startSeconds: 2, endSeconds: 4 } },
    },
    {
      ...{ id: "more@0.0-4.0", path: join(root, "more.wav"), corpus: "textgrid", label: "kalm ü" },
      segment: { startSeconds: 0, endSeconds: 4 },
    },
  ]);
  expect(told).toEqual([`${root}/day/other.wav: has no TextGrid beside it; 1 file left out.`]);
});

test("what predict wrote is read: labels over time become clips", async () => {
  const parts = [
    { startSeconds: 0, endSeconds: 1, label: null, reason: "silence" as const, detail: "" },
    { startSeconds: 1, endSeconds: 3.25, label: "sad", probabilities: { sad: 0.75, calm: 0.25 } },
  ];
  const root = temporaryFolder({
    "a.wav": "",
    "a.TextGrid": formatTextGrid(JSON.parse(JSON.stringify(parts))),
  });
  const clips = await textgrid.read(root);
  expect(clips.map(({ id, label }) => [id, label])).toEqual([["a@1.0-3.25", "sad"]]);
});

test("what is wrong is told with the file", async () => {
  const read = (text: string) => {
    const root = temporaryFolder({ "a.wav": "", "a.TextGrid": text });
    return { root, clips: textgrid.read(root) };
  };
  for (const [text, problem] of [
    [
      grid(SPEAKERS, tier("words", [0, 4, "x"])),
      "has the tiers speaker, words; expected one that is called label or emotion",
    ],
    [grid(POINTS), "has no tier of intervals; expected one that is called"],
    ["hello", "expected a file type, got the end. Save it in Praat as text file."],
    [grid(EMOTIONS).slice(0, -30), "expected "],
  ]) {
    const { root, clips } = read(text);
    await expect(clips).rejects.toThrow(`${root}/a.TextGrid: ${problem}`);
  }
  const { root, clips } = read(grid(tier("label", [0, 4, " "])));
  await expect(clips).rejects.toThrow(`${root}: no interval of the TextGrids has a label; expected some.`);
});
