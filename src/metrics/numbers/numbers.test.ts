import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import golden from "../../../test/golden/regressors.json" with { type: "json" };
import { hashUniform } from "../../../test/hashed-clusters.ts";
import { bootstrapNumbers, numberMetrics } from "./index.ts";

const truth = Float32Array.from({ length: 20 }, (_, i) => {
  const [a, b] = [0, 1].map((j) => Math.fround(hashUniform(80 + i, j)));
  return 3 * a - b + 0.5 * hashUniform(80 + i, 900);
});
const predicted = Float32Array.from(golden.values.linear.filter((_, at) => at % 2 === 0));

test.each(numberMetrics.list)("$id equals the reference", (metric) => {
  const expected = new Map(Object.entries(golden.metrics)).get(metric.id);
  assertClose([metric.score({ truth, predicted })], [expected ?? Number.NaN], { relative: 1e-6 });
});

test("answers that are all the same are worth nothing, equal ones everything", () => {
  const flat = new Float32Array(20).fill(1);
  for (const id of ["ccc", "pearson"]) {
    const metric = numberMetrics.find(id);
    expect(metric.score({ truth, predicted: flat })).toBe(0);
    expect(metric.score({ truth, predicted: truth })).toBeCloseTo(1, 6);
  }
  const shifted = truth.map((value) => value + 2);
  expect(numberMetrics.get("pearson").score({ truth, predicted: shifted })).toBeCloseTo(1, 5);
  expect(numberMetrics.get("ccc").score({ truth, predicted: shifted })).toBeLessThan(0.5);
});

describe("intervals", () => {
  const scoresOf = (groups?: string[]) =>
    bootstrapNumbers(numberMetrics.list, { truth, predicted }, { seed: 1, ...(groups ? { groups } : {}) });

  test("hold the value, and repeat by the seed", () => {
    for (const { low, value, high, n, resampled } of scoresOf()) {
      expect([low < value, value < high, n, resampled]).toEqual([true, true, 20, "clip"]);
    }
    expect(scoresOf()).toEqual(scoresOf());
  });

  test("are over whole groups where there are some", () => {
    const groups = Array.from({ length: 20 }, (_, i) => `speaker ${i % 4}`);
    expect(scoresOf(groups).every(({ resampled }) => resampled === "speaker")).toBe(true);
    expect(
      bootstrapNumbers(
        numberMetrics.list,
        { truth: new Float32Array(0), predicted: new Float32Array(0) },
        { seed: 1 },
      ),
    ).toEqual([]);
  });
});
