import { describe, expect, test } from "vitest";
import { parseExperiment } from "../experiment/config/config.ts";
import { lineOf } from "./yaml-line.ts";

const GOOD = `corpus: { path: here }
split:
  protocol: speaker
  folds: 5
learners:
  svm:
    recipe:
      features:
        - { id: mfcc, params: { nMfcc: 13 }, overTime: {} }
    model: { id: svm }
  both:
    id: mean-probability
    members:
      - svm
      - knn
`;

const lineFor = async (text: string): Promise<number | undefined> => {
  const message = await parseExperiment(text, "x.yaml").then(
    () => "",
    (error: unknown) => (error instanceof Error ? error.message : ""),
  );
  return lineOf(text, message, "x.yaml");
};

describe("the line of what the experiment file's reader finds wrong", () => {
  test.each([
    ["no YAML", GOOD.replace("folds: 5", "folds: ]"), 4],
    ["a key twice", GOOD.replace("  folds: 5", "  protocol: random"), 4],
    ["a value out of range", GOOD.replace("folds: 5", "folds: 0"), 4],
    ["an unknown key", GOOD.replace("folds:", "fold:"), 4],
    ["an unknown protocol", GOOD.replace("speaker", "speakers"), 3],
    ["an unknown model", GOOD.replace("id: svm", "id: svn").replace("- knn", "- svm"), 10],
    ["an unknown feature", GOOD.replace("id: mfcc", "id: mfc"), 9],
    ["a feature's parameter", GOOD.replace("nMfcc: 13", "nMfcc: 0"), 9],
    ["a member that is not there", GOOD, 15],
  ])("%s", async (_, text, line) => {
    expect(await lineFor(text)).toBe(line);
  });

  test("none where nothing is named", () => {
    expect(lineOf(GOOD, "x.yaml: something else", "x.yaml")).toBeUndefined();
  });
});
