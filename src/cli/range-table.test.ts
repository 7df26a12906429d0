import { expect, test } from "vitest";
import { readRange } from "../training/learning-rate-range.ts";
import { describeRange } from "./range-table.ts";

/** Rests at 2, falls to 1 between 10^-3 and 10^-2, explodes from 10^-1. */
const points = Array.from({ length: 60 }, (_, i) => {
  const learningRate = 10 ** (i / 10 - 5);
  const fall = Math.min(1, Math.max(0, (i - 20) / 10));
  const smoothed = 2 - fall - 1e-4 * Math.min(i, 35) + 50 * Math.max(0, i - 40);
  return { learningRate, loss: smoothed, smoothed };
});

test("a chart of at most 24 lines marks where the loss falls and where it is lowest", () => {
  const lines = describeRange({
    name: "mlp",
    asked: 0.001,
    range: { ...readRange(points), points, diverged: true },
  });
  expect(lines[0]).toContain("smoothed loss by learning rate, 60 steps; then the loss explodes");
  expect(lines.length).toBeLessThanOrEqual(26);
  const bars = lines.slice(1, -1).map((line) => line.split("\u2588").length - 1);
  expect(Math.max(...bars)).toBe(40);
  // The loss at rest is well above the lowest, in spite of the explosion.
  expect(bars[0]).toBeGreaterThan(20);
  expect(lines.filter((line) => line.includes("falls fastest"))[0]).toMatch(/^ {2}4\.0e-3/);
  expect(lines.filter((line) => line.includes("lowest"))[0]).toMatch(/^ {2}3\.\de-2/);
  expect(lines.at(-1)).toBe(
    "  learningRate: 3.2e-3 is a tenth of the lowest point's; the loss falls fastest at 4.0e-3; the file has 1.0e-3",
  );
});

test("a loss that never moves is a chart all the same", () => {
  const flat = points.map(({ learningRate }) => ({ learningRate, loss: 2, smoothed: 2 }));
  const [text] = describeRange({
    name: "mlp",
    asked: 1,
    range: { ...readRange(flat), points: flat, diverged: false },
  });
  expect(text).toContain("the loss never explodes");
  expect(text).not.toContain("falls fastest");
  expect(text).not.toContain("NaN");
});
