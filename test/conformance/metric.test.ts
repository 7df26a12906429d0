/** What holds for every metric of the registry. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { metrics, type ScoredAnswers } from "../../src/metrics/index.ts";

const LABELS = 4;

/** Truth and decision of each clip, by label index, and how sure that is: 0 as any other label is, 1 as can be. */
const clips = fc.array(fc.tuple(fc.nat(LABELS - 1), fc.nat(LABELS - 1), fc.nat(4)), {
  minLength: 1,
  maxLength: 40,
});
const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: LABELS, maxLength: LABELS });

type Clip = readonly [truth: number, predicted: number, sure: number];

/** A label that never occurs gets nothing. */
function answersOf(all: readonly Clip[], labelCount = LABELS): ScoredAnswers {
  const probability = (label: number, decided: number, sure: number): number =>
    label >= LABELS ? 0 : (1 - sure / 4) / LABELS + (label === decided ? sure / 4 : 0);
  return {
    truth: Int32Array.from(all, ([truth]) => truth),
    predicted: Int32Array.from(all, ([, predicted]) => predicted),
    probabilities: Float32Array.from(
      all.flatMap(([, decided, sure]) =>
        Array.from({ length: labelCount }, (_, label) => probability(label, decided, sure)),
      ),
    ),
    labelCount,
  };
}

for (const metric of metrics.list) {
  describe(metric.id, () => {
    const score = (all: readonly Clip[], labels = LABELS): number => metric.score(answersOf(all, labels));
    const check = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void =>
      fc.assert(fc.property(arbitrary, holds), { seed: 1, numRuns: 200 });
    const right = ([truth]: Clip): Clip => [truth, truth, 4];
    const wrong = ([truth]: Clip): Clip => [truth, (truth + 1) % LABELS, 4];

    test("describes itself", () => {
      expect(metric.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(metric.name).not.toBe("");
      expect(metric.summary).not.toBe("");
      expect(metric.source).not.toBe("");
    });

    if (metric.better === "higher") {
      test("is 1 where all is right, and only there", () => {
        check(clips, (all) => {
          expect(score(all.map(right))).toBeCloseTo(1, 12);
          if (all.some(([truth, predicted]) => truth !== predicted)) expect(score(all)).toBeLessThan(1);
        });
      });

      test("is 0 where nothing is right, and only there", () => {
        check(clips, (all) => {
          expect(score(all.map(wrong))).toBe(0);
          if (all.some(([truth, predicted]) => truth === predicted)) expect(score(all)).toBeGreaterThan(0);
        });
      });
    } else {
      test("is 0 where all is surely right, and greatest where all is surely wrong", () => {
        check(clips, (all) => {
          expect(score(all.map(right))).toBeCloseTo(0, 12);
          expect(score(all)).toBeGreaterThanOrEqual(0);
          expect(score(all)).toBeLessThanOrEqual(score(all.map(wrong)) + 1e-12);
          expect(score(all.map(wrong))).toBeGreaterThan(1 - 1e-9);
        });
      });
    }

    test("does not depend on which label is called what", () => {
      check(fc.tuple(clips, order), ([all, names]) => {
        expect(
          score(all.map(([truth, predicted, sure]): Clip => [names[truth], names[predicted], sure])),
        ).toBeCloseTo(score(all), 12);
      });
    });

    test("does not depend on the clips' order, on every clip being there twice, or on a label that never occurs", () => {
      check(clips, (all) => {
        const value = score(all);
        expect(score(all.toReversed())).toBeCloseTo(value, 12);
        expect(score([...all, ...all])).toBeCloseTo(value, 12);
        expect(score(all, LABELS + 1)).toBeCloseTo(value, 12);
      });
    });

    test("refuses no clips, other counts, and clips without label", () => {
      expect(() => score([])).toThrow(RangeError);
      const two = answersOf([
        [0, 0, 1],
        [1, 1, 1],
      ]);
      expect(() => metric.score({ ...two, predicted: Int32Array.of(0) })).toThrow(RangeError);
      expect(() => score([[-1, 0, 1]])).toThrow(RangeError);
      expect(() => score([[0, LABELS, 1]])).toThrow(RangeError);
    });
  });
}
