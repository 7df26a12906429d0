import { describe, expect, test } from "vitest";
import type { ScoresFile } from "../../report/index.ts";
import { localScoreOf, recogniserOf } from "./run-scores.ts";

function one(name: string, uar: number, knowsSpeakers?: true): ScoresFile["recognisers"][number] {
  const scores = ["accuracy", "uar"].map((metric) => {
    const range = { low: uar - 0.1, high: uar + 0.1, n: 60, resampled: "speaker" as const };
    return { metric, value: uar, ...range };
  });
  const known = knowsSpeakers === undefined ? {} : { knowsSpeakers };
  return { name, learner: "recogniser", description: name, scores, fitSeconds: 1, ...known };
}

const file = (...recognisers: ScoresFile["recognisers"]): ScoresFile => ({
  ...{ version: 2, name: "run", corpus: "demo", clips: 60 },
  ...{ protocol: "speaker", folds: 5, seed: 1, leaky: false, recognisers },
});

describe("which recogniser answers strangers", () => {
  const low = one("low", 0.5);
  const best = one("best", 0.6);
  const known = one("known", 0.8, true);

  test("the best of those whose score is that of strangers", () => {
    expect(recogniserOf(file(low, known, best))).toBe(best);
  });

  test("one that knew its speakers where it is named, or alone", () => {
    expect(recogniserOf(file(low, known, best), "known")).toBe(known);
    expect(recogniserOf(file(known))).toBe(known);
  });

  test("a name that there is not", () => {
    expect(() => recogniserOf(file(low, best), "bets")).toThrow(
      'the run run has no recogniser "bets"; expected one of low, best.',
    );
  });

  test("a contest's log keeps no score of known speakers", () => {
    expect(localScoreOf(file(best), best)).toMatchObject({ protocol: "speaker", value: 0.6, n: 60 });
    expect(localScoreOf(file(known), known)).toBeUndefined();
  });
});
