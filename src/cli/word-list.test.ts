import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import { parseWordList } from "./word-list.ts";

test("words between commas; a path is no word", () => {
  expect(parseWordList("mean,p20-p80")).toEqual(["mean", "p20-p80"]);
  for (const text of ["./ravdess", "clips.csv", "mean,,sd", ""]) {
    expect(() => parseWordList(text)).toThrow(InvalidArgumentError);
  }
});
