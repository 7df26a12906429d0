import { expect, test } from "vitest";
import { formatTick, roundNumbers, roundTicks } from "./ticks.ts";

const texts = (from: number, to: number, count: number) =>
  roundTicks(from, to, count).map(({ text }) => text);

test("ticks are round, within the axis, and at least two", () => {
  expect(texts(0, 4.4, 5)).toEqual(["0", "1", "2", "3", "4"]);
  expect(texts(-1.05, 1.05, 2)).toEqual(["−1", "0", "1"]);
  expect(texts(0.2, 0.9, 4)).toEqual(["0.2", "0.4", "0.6", "0.8"]);
  expect(texts(3, 12, 1)).toEqual(["5", "10"]);
  expect(texts(0, 8000, 4)).toEqual(["0", "2000", "4000", "6000", "8000"]);
});

test("the numbers of an axis are written alike", () => {
  expect(texts(0, 0.0025, 3)).toEqual(["0", "0.001", "0.002"]);
  expect(texts(0, 0.00025, 3)).toEqual(["0", "1e-4", "2e-4"]);
  expect(texts(0, 3e6, 3)).toEqual(["0", "1e6", "2e6", "3e6"]);
  expect(formatTick(-1000, 1000, 1000)).toBe("−1000");
});

test("uneven axes are offered 1, 2 and 5", () => {
  expect(roundNumbers(30, 1100)).toEqual([50, 100, 200, 500, 1000]);
  expect(roundNumbers(0, 25).slice(0, 1)).toEqual([0]);
});
