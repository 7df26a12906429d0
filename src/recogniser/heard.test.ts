import fc from "fast-check";
import { expect, test } from "vitest";
import { assertMarkable, createHeardBefore, HEARD, heardOf } from "./heard.ts";

const digest = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 });

test("what was heard is known again, in any order, and nothing else", () => {
  fc.assert(
    fc.property(fc.uniqueArray(digest, { minLength: 1, maxLength: 20 }), digest, (heard, other) => {
      fc.pre(!heard.includes(other));
      const kept = heardOf(heard);
      expect(kept).toMatch(HEARD);
      expect(kept).toBe(heardOf([...heard].reverse()));
      const isHeard = createHeardBefore(kept);
      expect(heard.every(isHeard)).toBe(true);
      expect(isHeard(other)).toBe(heard.some((one) => one.slice(0, 10) === other.slice(0, 10)));
    }),
  );
});

test("more clips than a file can keep marks of are refused, and told the way out", () => {
  expect(() => assertMarkable(90_000)).not.toThrow();
  expect(() => assertMarkable(90_001)).toThrow(
    "marks: expected at most 90000 labelled clips, whose marks a recogniser file can keep; got 90001. Set marks: false.",
  );
});

test("of nothing, nothing was heard", () => {
  expect(heardOf([])).toBe("");
  expect(createHeardBefore("")("9f86d081884c7d659a2feaa0c55ad015")).toBe(false);
});
