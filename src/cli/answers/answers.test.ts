import { expect, test } from "vitest";
import type { Answered, Followed } from "./answer.ts";
import { formatAnswers } from "./answers-csv.ts";
import { describeAnswers } from "./describe-answers.ts";

const LABELS = ["angry", "calm", "sad"];
const TRUST = {
  bandwidthHz: 8000,
  trainedHz: 8000,
  farShare: null,
  levelDb: -20,
  warnings: [],
  newSpeakers: null,
};
const third = Math.fround(1 / 3);
const probabilities = { angry: 0, calm: third, sad: Math.fround(2 / 3) };
const whole: Answered = { file: "a.wav", seconds: 2, label: "sad", probabilities, votes: 3, ...TRUST };
const followed: Followed = {
  file: "b.wav",
  seconds: 3,
  votes: 3,
  timeline: [
    {
      startSeconds: 0,
      endSeconds: 2,
      label: "sad",
      probabilities: { angry: third / 2, calm: third / 2, sad: 2 * third },
    },
    { startSeconds: 2, endSeconds: 3, label: null, reason: "quiet" },
  ],
  ...TRUST,
};
const silent = { file: "c.wav", seconds: 1, label: null, reason: "no speech", why: "nobody speaks" } as const;

test("a vote is told in votes, in csv and in lines, as a whole and over time", () => {
  expect(formatAnswers([silent, whole, followed], LABELS)).toBe(
    [
      "file,start,end,label,sure,votes,angry,calm,sad,why,warnings",
      "c.wav,0,1,,,,,,,nobody speaks,",
      "a.wav,0,2,sad,,3,0,1,2,,",
      "b.wav,0,2,sad,,3,0.5,0.5,2,,",
      "b.wav,2,3,,,,,,,quiet,",
      "",
    ].join("\n"),
  );
  const lines = describeAnswers([whole, followed]).join("\n");
  expect(lines).toContain("sad 2 of 3, calm 1 of 3");
  expect(lines).toContain("sad 2 of 3, angry 0.5 of 3, calm 0.5 of 3");
});

test("what is no vote is told in probabilities", () => {
  const { votes: _votes, ...sure } = whole;
  const [head, row] = formatAnswers([sure], LABELS).split("\n");
  expect(head).toBe("file,start,end,label,sure,angry,calm,sad,why,warnings");
  expect(row).toBe("a.wav,0,2,sad,,0,0.33333334,0.6666667,,");
  expect(describeAnswers([sure])[0]).toContain("sad 67 %, calm 33 %");
});

test("doubts and warnings stand in a csv, too, and a timeline's in each answered row", () => {
  const warnings = ["narrow band", "=far"];
  const doubtful = { ...whole, sure: false, warnings };
  const sure = { ...whole, sure: true };
  const rows = formatAnswers([doubtful, sure, { ...followed, warnings }], LABELS).split("\n");
  expect(rows.slice(1, -1)).toEqual([
    "a.wav,0,2,sad,no,3,0,1,2,,narrow band =far",
    "a.wav,0,2,sad,yes,3,0,1,2,,",
    "b.wav,0,2,sad,,3,0.5,0.5,2,,narrow band =far",
    "b.wav,2,3,,,,,,,quiet,",
  ]);
});
