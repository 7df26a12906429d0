import { expect, test } from "vitest";
import type { Score } from "../metrics/metric.ts";
import { type FoldSearch, summariseSearches } from "./search.ts";

const SCORES: Score[] = [{ metric: "uar", value: 0.5, low: 0.4, high: 0.6, n: 10, resampled: "clip" }];

/** Scores that alpha decides and the seed does not. */
function search(fold: string, chosen: number): FoldSearch {
  const trials = [0.1, 0.2, 0.3].flatMap((alpha) =>
    [1, 2].map((seed) => ({
      settings: { "model.params.alpha": alpha, seed },
      score: alpha + seed / 1000,
      clips: 90,
    })),
  );
  return { fold, learner: "tuned", metric: "uar", trials, chosen };
}

test("settings are pooled over folds, best first, with what mattered and the optimism", () => {
  const [summary] = summariseSearches([search("fold-1", 5), search("fold-2", 4)], {
    name: "tuned",
    scores: SCORES,
  });
  expect(summary.tried).toHaveLength(6);
  expect(summary.tried[0]).toEqual({
    settings: { "model.params.alpha": 0.3, seed: 2 },
    score: 0.302,
    folds: 2,
    chosen: 1,
  });
  expect(summary.importance.map(({ field }) => field)).toEqual(["model.params.alpha", "seed"]);
  expect(summary.importance[0].share).toBeGreaterThan(0.99);
  expect(summary.importance[1].share).toBe(0);
  expect(summary.inner).toBeCloseTo((0.302 + 0.301) / 2);
  expect(summary.outer).toBe(0.5);
});

test("what a learner inside found has no score of its own, so no optimism", () => {
  const [summary] = summariseSearches([search("fold-1", 5)], { name: "around", scores: SCORES });
  expect(summary).toMatchObject({ learner: "tuned", outer: null, optimism: null });
});

test("of halving, the first round tells what mattered and the last what was best", () => {
  const whole = search("fold-1", 6);
  const last = { settings: whole.trials[0].settings, score: 0.9, clips: 270 };
  const [summary] = summariseSearches([{ ...whole, trials: [...whole.trials, last] }], {
    name: "tuned",
    scores: [],
  });
  expect(summary.tried).toEqual([{ settings: last.settings, score: 0.9, folds: 1, chosen: 1 }]);
  expect(summary.points).toHaveLength(6);
  expect(summary.outer).toBeNull();
});

test("a setting that one fold alone tried to the end stands behind those of more folds, however good it was there", () => {
  const finalists = (fold: string, scores: readonly (readonly [number, number])[]): FoldSearch => {
    const { trials, ...rest } = search(fold, 6);
    return {
      ...rest,
      trials: [...trials, ...scores.map(([trial, score]) => ({ ...trials[trial], score, clips: 270 }))],
    };
  };
  const folds = [
    finalists("fold-1", [
      [4, 0.6],
      [0, 0.9],
    ]),
    finalists("fold-2", [[4, 0.5]]),
  ];
  const [{ tried }] = summariseSearches(folds, { name: "tuned", scores: [] });
  expect(tried.map((one) => [one.settings["model.params.alpha"], one.folds])).toEqual([
    [0.3, 2],
    [0.1, 1],
  ]);
});
