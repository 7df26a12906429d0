import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/signal.json" with { type: "json" };
import { lcgNoise } from "../../test/golden-signals.ts";
import { mean, percentiles, populationSd } from "./statistics.ts";

test("agree with numpy", () => {
  const values = lcgNoise(31, 2);
  const expected = golden.statistics;
  expect(mean(values)).toBeCloseTo(expected.mean, 14);
  expect(populationSd(values)).toBeCloseTo(expected.sd, 14);
  assertClose(percentiles(values, expected.ranks), expected.percentiles, { relative: 1e-8 });
  expect(values).toEqual(lcgNoise(31, 2));
});

test("one value is its own mean and percentiles, with no deviation", () => {
  expect([mean([4]), populationSd([4]), ...percentiles([4], [0, 50, 100])]).toEqual([4, 0, 4, 4, 4]);
});

test("no values have no statistics", () => {
  for (const run of [() => mean([]), () => populationSd([]), () => percentiles([], [50])]) {
    expect(run).toThrow("expected at least one value, got none");
  }
});
