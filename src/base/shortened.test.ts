import { expect, test } from "vitest";
import { shortened } from "./shortened.ts";

test("long values are cut, short ones are not", () => {
  expect(shortened("x".repeat(60))).toBe("x".repeat(60));
  expect(shortened("x".repeat(61))).toBe(`${"x".repeat(57)}...`);
  expect(shortened("abcdef", 5)).toBe("ab...");
});
