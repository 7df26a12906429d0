import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { detectionOf } from "./detection.ts";
import { probit } from "./probit.ts";

const golden = JSON.parse(readFileSync(new URL("../../test/golden/detection.json", import.meta.url), "utf8"));

describe("one label against the rest", () => {
  test.each([0, 1])(
    "curve, area, average precision and equal error rate as scikit-learn: case %i",
    (index) => {
      const { labels, truth, probabilities, perLabel } = golden.cases[index];
      const answers = {
        truth: Int32Array.from(truth),
        predicted: Int32Array.from(truth),
        probabilities: Float32Array.from(probabilities),
        labelCount: labels,
      };
      for (const [label, expected] of perLabel.entries()) {
        const found = detectionOf(answers, label);
        expect(found?.auc).toBeCloseTo(expected.auc, 12);
        expect(found?.averagePrecision).toBeCloseTo(expected.averagePrecision, 12);
        expect(found?.equalErrorRate).toBeCloseTo(expected.equalErrorRate, 9);
        for (const key of ["falsePositives", "truePositives"] as const) {
          const own = found?.points.map((point) => point[key]) ?? [];
          assertClose(Float64Array.from(own), Float64Array.from(expected[key]), { absolute: 1e-12 });
        }
      }
    },
  );

  test("a label that nobody has, or everybody, has no curve", () => {
    const probabilities = Float32Array.of(0.5, 0.3, 0.2, 0.5, 0.3, 0.2);
    const predicted = Int32Array.of(0, 0);
    const answers = { truth: Int32Array.of(0, 0), predicted, probabilities, labelCount: 3 };
    expect([0, 1, 2].map((label) => detectionOf(answers, label))).toEqual([null, null, null]);
  });
});

test("normal quantiles as SciPy", () => {
  for (const [share, expected] of golden.probit) {
    expect(Math.abs(probit(share) - expected)).toBeLessThan(1e-8 * Math.max(1, Math.abs(expected)));
  }
});
