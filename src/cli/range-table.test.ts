import { expect, test } from "vitest";
import { type RangePoint, readRange } from "../training/read-range.ts";
import { drawRanges } from "./range-picture.ts";
import { describeRange } from "./range-table.ts";

/** Rests at 2, falls to 1 between 10^-3 and 10^-2, explodes from 10^-1. */
const points = Array.from({ length: 120 }, (_, i): RangePoint => {
  const learningRate = 10 ** (i / 20 - 5);
  const fall = Math.min(1, Math.max(0, (i - 40) / 20));
  return { learningRate, loss: 2 - fall + 50 * Math.max(0, i - 80) };
});
const range = { name: "mlp", asked: 0.001, range: { ...readRange(points), diverged: true } };

test("a chart of at most 24 lines marks where the loss falls and where it is lowest", () => {
  const lines = describeRange(range);
  expect(lines[0]).toContain("smoothed loss by learning rate, 120 steps; then the loss explodes");
  expect(lines.length).toBeLessThanOrEqual(26);
  const bars = lines.slice(1, -1).map((line) => line.split("\u2588").length - 1);
  expect(Math.max(...bars)).toBe(40);
  expect(Math.min(...bars)).toBe(1);
  // The loss at rest is well above the lowest, in spite of the explosion.
  expect(bars[0]).toBeGreaterThan(12);
  expect(lines.filter((line) => line.includes("falls fastest"))[0]).toMatch(/^ {2}[2-4]\.\de-3/);
  expect(lines.filter((line) => line.includes("lowest"))[0]).toMatch(/^ {2}\d\.\de-2/);
  expect(lines.at(-1)).toMatch(
    /^ {2}learningRate: [2-4]\.\de-3, where the loss falls fastest; it is lowest at \d\.\de-2; the file has 1\.0e-3$/,
  );
});

test("a loss that never moves is a chart all the same, and suggests nothing", () => {
  const flat = readRange(points.map(({ learningRate }) => ({ learningRate, loss: 2 })));
  const lines = describeRange({ name: "mlp", asked: 1, range: { ...flat, diverged: false } });
  expect(lines[0]).toContain("the loss never explodes");
  expect(lines.join()).not.toMatch(/falls fastest|NaN/);
  expect(lines.at(-1)).toContain("there is no rate to suggest");
});

test("a picture has a panel per network: dots, the smoothed line and the rates that stand out", () => {
  const svg = drawRanges("toy", [range, { ...range, name: "other" }]);
  expect(svg.split("<circle").length - 1).toBe(2 * points.length);
  for (const words of [
    "mlp: learningRate: ",
    "other: learningRate: ",
    "falls fastest: ",
    "lowest: ",
    "the file has: 1.0e-3",
  ]) {
    expect(svg).toContain(words);
  }
  expect(svg).not.toContain("NaN");
});
