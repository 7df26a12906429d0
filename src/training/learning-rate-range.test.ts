import { expect, test } from "vitest";
import { rowsWithCopies, smallNetwork, smallOptions } from "../../test/training-fixture.ts";
import { findLearningRate, type RangePoint, readRange } from "./learning-rate-range.ts";

const data = rowsWithCopies(24);
const context = { seed: 3, threads: 1 };

test("the rate grows by one factor, the loss falls and explodes, and the suggestion lies below", async () => {
  const options = smallOptions({ optimizer: "sgd", labelSmoothing: 0, weightDecay: 0 });
  const range = { from: 1e-4, to: 1e4, steps: 150 };
  const { points, lowest, steepest, suggestion, diverged } = await findLearningRate(
    smallNetwork,
    data,
    options,
    context,
    range,
  );
  expect(diverged).toBe(true);
  expect(points.length).toBeLessThan(150);
  const factor = 1e8 ** (1 / 149);
  for (const [i, { learningRate }] of points.entries()) {
    expect(learningRate / (1e-4 * factor ** i)).toBeCloseTo(1, 9);
  }
  const smoothed = points.map((point) => point.smoothed);
  expect(points[smoothed.indexOf(Math.min(...smoothed))].learningRate).toBe(lowest);
  expect(Math.min(...smoothed)).toBeLessThan(0.8 * smoothed[0]);
  expect(steepest).toBeLessThan(lowest);
  expect(suggestion).toBe(lowest / 10);
});

test("is the same again, and stops with the signal's reason", async () => {
  const options = smallOptions({ mixup: 0.2, inputNoise: 0.1 });
  const range = { from: 1e-4, to: 1, steps: 20 };
  const first = await findLearningRate(smallNetwork, data, options, context, range);
  expect(await findLearningRate(smallNetwork, data, options, context, range)).toEqual(first);
  expect(first.points).toHaveLength(20);
  const aborted = findLearningRate(smallNetwork, data, options, {
    ...context,
    signal: AbortSignal.abort(new Error("enough")),
  });
  await expect(aborted).rejects.toThrow("enough");
});

test("the steepest fall is taken per factor of the rate", () => {
  // Rests, falls by 1 from the 20th to the 28th point, rests, rises.
  const points = Array.from({ length: 50 }, (_, i): RangePoint => {
    const loss = 3 - Math.min(1, Math.max(0, (i - 20) / 8)) + Math.max(0, i - 40);
    return { learningRate: 10 ** (i / 10 - 5), loss, smoothed: loss - 1e-6 * Math.min(i, 40) };
  });
  const { steepest, lowest, suggestion } = readRange(points);
  expect(steepest).toBeCloseTo(10 ** (24 / 10 - 5), 12);
  expect(lowest).toBeCloseTo(10 ** (40 / 10 - 5), 12);
  expect(suggestion).toBeCloseTo(10 ** (40 / 10 - 6), 12);
});

test("a loss that only rises has no steepest fall", () => {
  const points = Array.from({ length: 30 }, (_, i) => ({ learningRate: 10 ** i, loss: i, smoothed: i }));
  expect(readRange(points)).toMatchObject({ steepest: null, lowest: 1 });
});
