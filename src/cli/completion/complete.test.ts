import { expect, test } from "vitest";
import { createProgram } from "../program.ts";
import { complete } from "./complete.ts";

const IDS: Readonly<Record<string, readonly string[]>> = {
  features: ["mel", "mfcc", "pitch"],
  models: ["svm", "mlp"],
  corpora: ["ravdess"],
};

async function wordsAfter(line: string): Promise<string[]> {
  const found = await complete(createProgram(), line.split(" "), async (kind) =>
    (IDS[kind] ?? []).map((word) => ({ word, summary: kind })),
  );
  return found.map(({ word }) => word);
}

test.each([
  ["tr", ["train"]],
  ["features ", ["list", "extract", "table", "plot", "help"]],
  ["features ex", ["extract"]],
  ["features list m", ["mel", "mfcc"]],
  ["models list ", ["svm", "mlp"]],
  ["features extract talk.wav --feature mf", ["mfcc"]],
  ["features table x --reader ", ["ravdess"]],
  ["features table x --per ", ["clip", "frame"]],
  ["features table x --on-bad-file s", ["skip"]],
  ["features extract --feature mel --n", ["--npy"]],
  ["train --find", ["--find-learning-rate"]],
  ["completion ", ["bash", "zsh", "fish"]],
])("%s", async (line, words) => {
  expect(await wordsAfter(line)).toEqual(words);
});

test("where a file's name or free text belongs, nothing is offered", async () => {
  for (const line of ["train ", "predict ", "features extract ", "train x.yaml -o ", "train x.yaml --set "]) {
    expect(await wordsAfter(line), line).toEqual([]);
  }
});

test("what shells ask is not shown to people", async () => {
  expect(await wordsAfter("")).not.toContain("complete-words");
  expect(createProgram().helpInformation()).not.toContain("complete-words");
});
