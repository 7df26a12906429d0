import { expect, test } from "vitest";
import { endingOf, requireEnding } from "./endings.ts";

test("files are told by their endings, whatever their case", () => {
  expect(endingOf("--out", "a/b.TEXTGRID", [".csv", ".TextGrid"])).toBe(".textgrid");
  expect(() => endingOf("--out", "b.gif", [".csv", ".svg", ".png"])).toThrow(
    '--out: expected a file name that ends in .csv, .svg or .png, got "b.gif".',
  );
  expect(() => endingOf("--out", "b", [".md"], "Redirect it.")).toThrow(
    '--out: expected a file name that ends in .md, got "b". Redirect it.',
  );
});

test("no name is no wrong one", () => {
  requireEnding("--out", undefined, ".md");
  requireEnding("--out", "a.md", ".md");
  expect(() => requireEnding("--out", "experiment.yaml", ".md")).toThrow("ends in .md");
});
