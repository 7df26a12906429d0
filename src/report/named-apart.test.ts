import { expect, test } from "vitest";
import { toyInputs } from "../../test/toy-report.ts";
import { buildReport, scoresFileOf } from "./index.ts";
import { namedApart } from "./named-apart.ts";
import { renderProtocolTable, renderResultsTable } from "./results-table.ts";

const scores = scoresFileOf(buildReport(toyInputs()));
const run = (path: string, C: number, more: object = {}) => ({
  path,
  scores: { ...scores, ...more },
  experiment: { learners: { svm: { model: { params: { C } } } } },
});

test("what two runs measured under one name stays two rows, with run and settings", () => {
  const files = namedApart([run("runs/a", 1), run("runs/b", 10), run("runs/c", 1, { protocol: "random" })]);
  const lines = renderResultsTable(files)
    .split("\n")
    .filter((line) => line.startsWith("| svm"));
  expect(lines).toHaveLength(3);
  expect(lines.map((line) => line.split(" | ")[0])).toEqual([
    "| svm: mfcc, toy",
    "| svm: mfcc, toy \\[Toy experiment (a); model.params.C = 1\\]",
    "| svm: mfcc, toy \\[Toy experiment (b); model.params.C = 10\\]",
  ]);
  expect(renderProtocolTable(files).match(/^\| svm: /gm)).toHaveLength(3);
  // a vote over it differs by what it stands on
  expect(renderResultsTable(files)).toContain("\\[Toy experiment (b); learners.svm.model.params.C = 10\\]");
});

test("without experiments the run alone is named; alone, or measured again with equal scores, a system keeps its name", () => {
  const recognisers = scores.recognisers.map((one) => ({ ...one, scores: one.scores.slice(1) }));
  const [a, b] = [run("x/a", 1), run("x/b", 10, { recognisers })].map((one) => ({
    ...one,
    experiment: undefined,
  }));
  const [first] = namedApart([a, b]);
  expect(first.recognisers[0].description).toMatch(/ \[Toy experiment \(a\)\]$/);
  expect(namedApart([a])).toEqual([scores]);
  expect(namedApart([a, { ...a, path: "x/c" }])).toEqual([scores, scores]);
});
