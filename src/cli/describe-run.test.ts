import { expect, test } from "vitest";
import type { RunSummary } from "../experiment/run.ts";
import { describeRun } from "./describe-run.ts";

const uar = { metric: "uar", value: 0.5, low: 0.4, high: 0.6, n: 8, resampled: "speaker" } as const;
const summary: RunSummary = {
  name: "run",
  protocol: "speaker",
  leaky: false,
  folds: 2,
  clips: 8,
  scores: [
    { name: "svm", scores: [uar] },
    { name: "club", knowsSpeakers: true, pretrained: true, scores: [uar] },
  ],
  learningCurves: [],
  searches: [],
  notes: [],
  warnings: [],
  forecast: null,
  report: null,
  recognisers: [],
};

test("scores are told with what has to be known of them", () => {
  const [head, first, second, ...rest] = describeRun(summary);
  expect(head).toBe("speaker, 2 folds, n = 8; 95 % intervals in brackets");
  expect(first).toMatch(/^ {2}svm +uar 50\.0 % \[40\.0 %, 60\.0 %\]$/);
  expect(second).toMatch(/^ {2}club; speakers known; pre-trained +uar 50\.0 % /);
  expect(rest).toEqual([]);
});
