import { expect, test } from "vitest";
import { formatTextGrid } from "./text-grid.ts";

test("intervals as Praat writes them, quotes doubled", () => {
  const text = formatTextGrid([
    { startSeconds: 0, endSeconds: 1.25, label: null, reason: "quiet" },
    { startSeconds: 1.25, endSeconds: 4, label: 'froh "ü"', probabilities: { wut: 0.25, 'froh "ü"': 0.75 } },
  ]);
  expect(text).toBe(
    [
      'File type = "ooTextFile"',
      'Object class = "TextGrid"',
      "",
      "xmin = 0 ",
      "xmax = 4 ",
      "tiers? <exists> ",
      "size = 2 ",
      "item []: ",
      "    item [1]:",
      '        class = "IntervalTier" ',
      '        name = "label" ',
      "        xmin = 0 ",
      "        xmax = 4 ",
      "        intervals: size = 2 ",
      "        intervals [1]:",
      "            xmin = 0 ",
      "            xmax = 1.25 ",
      '            text = "" ',
      "        intervals [2]:",
      "            xmin = 1.25 ",
      "            xmax = 4 ",
      '            text = "froh ""ü""" ',
      "    item [2]:",
      '        class = "IntervalTier" ',
      '        name = "detail" ',
      "        xmin = 0 ",
      "        xmax = 4 ",
      "        intervals: size = 2 ",
      "        intervals [1]:",
      "            xmin = 0 ",
      "            xmax = 1.25 ",
      '            text = "no speech: quiet" ',
      "        intervals [2]:",
      "            xmin = 1.25 ",
      "            xmax = 4 ",
      '            text = "froh ""ü"" 75 %, wut 25 %" ',
      "",
    ].join("\n"),
  );
});

test("the detail of a vote is in votes", () => {
  const probabilities = { calm: 1 / 3, sad: 2 / 3 };
  const text = formatTextGrid([{ startSeconds: 0, endSeconds: 1, label: "sad", probabilities }], 3);
  expect(text).toContain('text = "sad 2 of 3, calm 1 of 3"');
});
