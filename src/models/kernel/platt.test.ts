import { expect, test } from "vitest";
import golden from "../../../test/golden/kernel-models.json" with { type: "json" };
import { hashUniform } from "../../../test/hashed-clusters.ts";
import { fitSigmoid } from "./platt.ts";

test("the sigmoid is the optimum that scipy finds", () => {
  const decisions = new Float64Array(90).map((_, i) => 4 * hashUniform(i, 2000) - 2);
  const signs = Int8Array.from(decisions, (f, i) =>
    hashUniform(i, 2001) < 1 / (1 + Math.exp(-1.5 * f + 0.4)) ? 1 : -1,
  );
  const { slope, offset } = fitSigmoid(decisions, signs);
  expect(slope).toBeCloseTo(golden.sigmoid[0], 5);
  expect(offset).toBeCloseTo(golden.sigmoid[1], 5);
});

test("separable and constant decisions give finite sigmoids", () => {
  const separable = fitSigmoid(Float64Array.of(-3, -2, 2, 3), Int8Array.of(-1, -1, 1, 1));
  expect(separable.slope).toBeLessThan(0);
  expect(Number.isFinite(separable.slope)).toBe(true);
  const constant = fitSigmoid(new Float64Array(4), Int8Array.of(-1, -1, 1, 1));
  expect(constant.offset).toBeCloseTo(0, 9);
});
