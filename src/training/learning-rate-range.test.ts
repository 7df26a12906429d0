import { expect, test } from "vitest";
import { rowsWithCopies, smallNetwork, smallOptions } from "../../test/training-fixture.ts";
import { findLearningRate } from "./learning-rate-range.ts";

const data = rowsWithCopies(24);
const context = { seed: 3, threads: 1 };

test("the rate grows by one factor, the loss falls and explodes, and falls fastest before it is lowest", async () => {
  const options = smallOptions({ optimizer: "sgd", labelSmoothing: 0, weightDecay: 0 });
  const range = { from: 1e-4, to: 1e4, steps: 150 };
  const { points, lowest, steepest, diverged } = await findLearningRate(
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
  expect(steepest).toBeGreaterThan(lowest / 100);
});

test("small batches get more steps, since their losses are noisier", async () => {
  const { points } = await findLearningRate(smallNetwork, data, smallOptions({ batchSize: 16 }), context);
  expect(points.length).toBeGreaterThan(140);
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
