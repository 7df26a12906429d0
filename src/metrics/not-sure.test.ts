import { describe, expect, test } from "vitest";
import { createRandom } from "../base/random.ts";
import { isSure, notSureOf, type ScoredAnswers } from "./index.ts";

/** Two labels; the first is always decided, with the given probability. */
function answersOf(clips: readonly (readonly [confidence: number, right: boolean])[]): ScoredAnswers {
  return {
    truth: Int32Array.from(clips, ([, right]) => (right ? 0 : 1)),
    predicted: new Int32Array(clips.length),
    probabilities: Float32Array.from(clips.flatMap(([confidence]) => [confidence, 1 - confidence])),
    labelCount: 2,
  };
}

describe("the threshold", () => {
  const clips = [
    [1, true],
    [0.875, false],
    [0.75, true],
    [0.75, true],
    [0.625, true],
    [0.5, false],
    [0.375, false],
  ] as const;
  const thresholdFor = (error: number): number =>
    notSureOf(answersOf(clips), [0, 1, 0, 1, 0, 1, 0], error).threshold;

  test("leaves as many answers as it can, between the last that stays and the first that goes", () => {
    // 1 of 5 wrong at 0.625, 2 of 6 at 0.5
    expect(thresholdFor(0.2)).toBe((0.625 + 0.5) / 2);
    expect(thresholdFor(0.35)).toBe((0.5 + 0.375) / 2);
    // 0 of 1 at 1; 1 of 4 is too many
    expect(thresholdFor(0.1)).toBe((1 + 0.875) / 2);
  });

  test("lets all answers pass where that is good enough, and none where nothing is", () => {
    expect(thresholdFor(0.9)).toBe(0);
    const wrong = notSureOf(
      answersOf([
        [1, false],
        [0.9, false],
      ]),
      [0, 1],
      0.5,
    );
    expect(wrong).toMatchObject({ threshold: 1, answered: 0, wrong: null });
    expect(isSure(1, wrong.threshold)).toBe(false);
  });

  test("takes equally sure answers together", () => {
    const tied = answersOf([
      [0.9, true],
      [0.8, true],
      [0.8, false],
      [0.7, false],
    ]);
    expect(notSureOf(tied, [0, 1, 0, 1], 0.1).threshold).toBeCloseTo(0.85, 6);
  });
});

describe("what it is worth", () => {
  test("is measured with a threshold of the other folds, not of the fold itself", () => {
    // by the second fold alone all is right down to 0.6; by the first nothing is
    const first = [
      [0.9, false],
      [0.8, false],
      [0.7, false],
    ] as const;
    const second = [
      [0.9, true],
      [0.8, true],
      [0.6, true],
    ] as const;
    const { answered, wrong } = notSureOf(answersOf([...first, ...second]), [0, 0, 0, 1, 1, 1], 0.1);
    // all of the first fold is let through, and is wrong; nothing of the second
    expect(answered).toBe(0.5);
    expect(wrong).toBe(1);
  });

  test("comes near what was aimed at where folds are alike", () => {
    const random = createRandom(4);
    const clips = Array.from({ length: 4000 }, () => {
      const confidence = 0.5 + 0.5 * random.uniform();
      return [confidence, random.uniform() < confidence] as const;
    });
    const folds = clips.map((_, i) => i % 5);
    const { threshold, answered, wrong } = notSureOf(answersOf(clips), folds, 0.15);
    // calibrated: of answers above 0.7, 15 % are wrong
    expect(threshold).toBeGreaterThan(0.64);
    expect(threshold).toBeLessThan(0.76);
    expect(wrong).toBeGreaterThan(0.12);
    expect(wrong).toBeLessThan(0.18);
    expect(answered).toBeGreaterThan(0.5);
    expect(answered).toBeLessThan(0.7);
  });
});
