/** What holds for every metric of the registry. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { metrics } from "../../src/metrics/index.ts";

const LABELS = 4;

/** Truth and decision of each clip, by label index. */
const clips = fc.array(fc.tuple(fc.nat(LABELS - 1), fc.nat(LABELS - 1)), { minLength: 1, maxLength: 40 });
const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: LABELS, maxLength: LABELS });

for (const metric of metrics.list) {
  describe(metric.id, () => {
    const score = (pairs: readonly (readonly [number, number])[], labels = LABELS): number =>
      metric.score(
        Int32Array.from(pairs, ([truth]) => truth),
        Int32Array.from(pairs, ([, predicted]) => predicted),
        labels,
      );
    const check = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void =>
      fc.assert(fc.property(arbitrary, holds), { seed: 1, numRuns: 200 });

    test("describes itself", () => {
      expect(metric.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(metric.name).not.toBe("");
      expect(metric.summary).not.toBe("");
      expect(metric.source).not.toBe("");
    });

    test("is 1 where all is right, and only there", () => {
      check(clips, (pairs) => {
        expect(score(pairs.map(([truth]) => [truth, truth]))).toBeCloseTo(1, 12);
        if (pairs.some(([truth, predicted]) => truth !== predicted)) expect(score(pairs)).toBeLessThan(1);
      });
    });

    test("is 0 where nothing is right, and only there", () => {
      check(clips, (pairs) => {
        expect(score(pairs.map(([truth]) => [truth, (truth + 1) % LABELS]))).toBe(0);
        if (pairs.some(([truth, predicted]) => truth === predicted)) expect(score(pairs)).toBeGreaterThan(0);
      });
    });

    test("does not depend on which label is called what", () => {
      check(fc.tuple(clips, order), ([pairs, names]) => {
        expect(score(pairs.map(([truth, predicted]) => [names[truth], names[predicted]]))).toBeCloseTo(
          score(pairs),
          12,
        );
      });
    });

    test("does not depend on the clips' order, on every clip being there twice, or on a label that never occurs", () => {
      check(clips, (pairs) => {
        const value = score(pairs);
        expect(score(pairs.toReversed())).toBeCloseTo(value, 12);
        expect(score([...pairs, ...pairs])).toBeCloseTo(value, 12);
        expect(score(pairs, LABELS + 1)).toBeCloseTo(value, 12);
      });
    });

    test("refuses no clips, other counts, and clips without label", () => {
      expect(() => score([])).toThrow(RangeError);
      expect(() => metric.score(Int32Array.of(0, 1), Int32Array.of(0), LABELS)).toThrow(RangeError);
      expect(() => score([[-1, 0]])).toThrow(RangeError);
      expect(() => score([[0, LABELS]])).toThrow(RangeError);
    });
  });
}
