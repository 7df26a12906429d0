import fc from "fast-check";
import { expect, test } from "vitest";
import { bySureness } from "./reliability.ts";

test("answers that are equally sure are together, the least sure first", () => {
  const sureness = fc.oneof(fc.constantFrom(0, 0.25, 1), fc.float({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(fc.array(fc.tuple(sureness, fc.boolean()), { minLength: 1, maxLength: 300 }), (answers) => {
      const { groups, confidence, n, right } = bySureness({
        labelCount: 1,
        predicted: new Int32Array(answers.length),
        truth: Int32Array.from(answers, ([, isRight]) => (isRight ? 0 : 1)),
        probabilities: Float32Array.from(answers, ([sure]) => sure),
      });
      const expected = [...new Set(answers.map(([sure]) => Math.fround(sure) + 0))].sort((a, b) => a - b);
      expect([...confidence.subarray(0, groups)]).toEqual(expected);
      const of = (sure: number) => answers.filter(([own]) => Math.fround(own) === sure);
      expect([...n.subarray(0, groups)]).toEqual(expected.map((sure) => of(sure).length));
      expect([...right.subarray(0, groups)]).toEqual(
        expected.map((sure) => of(sure).filter(([, isRight]) => isRight).length),
      );
    }),
  );
});
