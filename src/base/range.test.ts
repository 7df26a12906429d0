import { expect, test } from "vitest";
import { rangeOf } from "./range.ts";

test("the range of more numbers than fit on the stack", () => {
  const values = Float32Array.from({ length: 1_000_000 }, (_, i) => (i * 7919) % 1_000_003);
  expect(rangeOf(values)).toEqual({ low: 0, high: 1_000_002 });
});

test("of none it is empty, of what is no number none", () => {
  expect(rangeOf([])).toEqual({ low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY });
  expect(rangeOf([1, Number.NaN, 2])).toEqual({ low: Number.NaN, high: Number.NaN });
});
