import { expect, test } from "vitest";
import { jitter, PERIOD_LIMITS, shimmer } from "./perturbation.ts";

/** Points one period apart. */
function pointsOf(periods: readonly number[]): number[] {
  const points = [0.1];
  for (const period of periods) points.push(points[points.length - 1] + period);
  return points;
}

test("jitter by hand: periods of 10, 11, 10, 9, 10 ms", () => {
  const found = jitter(pointsOf([0.01, 0.011, 0.01, 0.009, 0.01]), PERIOD_LIMITS);
  expect(found.localAbsoluteS).toBeCloseTo(0.001, 12);
  expect(found.local).toBeCloseTo(0.1, 10);
  expect(found.rap).toBeCloseTo((2 / 3 + 0 + 2 / 3) / 3 / 10, 10);
  expect(found.ddp).toBeCloseTo((2 / 3 + 0 + 2 / 3) / 10, 10);
  expect(found.ppq5).toBeCloseTo(0, 10);
});

test("shimmer by hand: amplitudes 1, 1.1, 1, the last one in no mean", () => {
  const points = pointsOf([0.01, 0.01]);
  const found = shimmer({ points, amplitudes: [1, 1.1, 1] }, PERIOD_LIMITS);
  expect(found.local).toBeCloseTo(0.1 / 1.05, 10);
  expect(found.localDb).toBeCloseTo(20 * Math.log10(1.1), 10);
  expect(found.apq3).toBeCloseTo(0.2 / 3 / 1.05, 10);
  expect(found.dda).toBeCloseTo(0.2 / 1.05, 10);
  expect(found.apq5).toBeNull();
});

test("periods and amplitudes of other voices are left out", () => {
  const pause = jitter(pointsOf([0.01, 0.011, 0.3, 0.01, 0.011]), PERIOD_LIMITS);
  expect(pause.localAbsoluteS).toBeCloseTo(0.001, 12);
  expect(pause.local).toBeCloseTo(0.001 / 0.0105, 10);
  expect(jitter(pointsOf([0.01, 0.0131]), PERIOD_LIMITS).local).toBeNull();
  expect(jitter(pointsOf([0.01, 0.0129]), PERIOD_LIMITS).local).not.toBeNull();
  const points = pointsOf([0.01, 0.01]);
  expect(shimmer({ points, amplitudes: [1, 1.61, 1] }, PERIOD_LIMITS).local).toBeNull();
  expect(shimmer({ points, amplitudes: [1, 1.59, 1] }, PERIOD_LIMITS).local).not.toBeNull();
});

test("what has no periods has no jitter", () => {
  for (const points of [[], [0.1], [0.1, 0.11]]) {
    expect(new Set(Object.values(jitter(points, PERIOD_LIMITS)))).toEqual(new Set([null]));
  }
  const none = shimmer({ points: [], amplitudes: [] }, PERIOD_LIMITS);
  expect(new Set(Object.values(none))).toEqual(new Set([null]));
});
