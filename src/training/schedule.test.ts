import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/engine.json" with { type: "json" };
import { ratesAt, type Schedule } from "./schedule.ts";

const peak = { learningRate: 0.1, momentum: 0.9 };
const course = (schedule: Schedule, steps: number): { learningRate: number; momentum: number }[] =>
  Array.from({ length: steps }, (_, step) => ratesAt(schedule, step, steps, peak));

test("1cycle is torch's OneCycleLR, learning rate and momentum", () => {
  const steps = golden.oneCycle.length;
  expect(steps).toBe(23);
  const rates = course({ kind: "1cycle" }, steps);
  const [rate, momentum] = [0, 1].map((column) => golden.oneCycle.map((row) => row[column]));
  assertClose(
    rates.map((one) => one.learningRate),
    rate,
    { relative: 1e-7 },
    "learning rate",
  );
  assertClose(
    rates.map((one) => one.momentum),
    momentum,
    { relative: 1e-7 },
    "momentum",
  );
});

test("1cycle of a few steps stays finite and reaches no more than the peak", () => {
  for (const steps of [1, 2, 3, 4]) {
    for (const { learningRate, momentum } of course({ kind: "1cycle" }, steps)) {
      expect(learningRate).toBeGreaterThan(0);
      expect(learningRate).toBeLessThanOrEqual(0.1);
      expect(momentum).toBeGreaterThanOrEqual(0.85);
      expect(momentum).toBeLessThanOrEqual(0.95);
    }
  }
});

test("cosine falls from the peak by half a cosine", () => {
  const rates = course({ kind: "cosine" }, 4).map((one) => one.learningRate);
  assertClose(rates, [0.1, 0.1 * 0.85355339, 0.05, 0.1 * 0.14644661], { relative: 1e-7 });
});

test("phases scale the rate until their share of the steps; the last runs to the end", () => {
  const phases = [
    { until: 0.25, factor: 0.5 },
    { until: 0.5, factor: 2 },
    { until: 0.75, factor: 0.1 },
  ];
  const rates = course({ kind: "phases", phases }, 8);
  assertClose(
    rates.map((one) => one.learningRate),
    [0.05, 0.05, 0.2, 0.2, 0.01, 0.01, 0.01, 0.01],
    { relative: 1e-12 },
  );
  expect(rates.every((one) => one.momentum === 0.9)).toBe(true);
});

test("constant leaves the peak alone", () => {
  expect(course({ kind: "constant" }, 2)).toEqual([peak, peak]);
});
