import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { balancedWeights, fillPairTargets, fillTargets } from "./targets.ts";

test("targets hold label weights, smoothing and the weighted mean; missing rows are 0", () => {
  const targets = new Float32Array(6).fill(9);
  fillTargets(targets, [1, 0], [1, 3], 0.2);
  assertClose(targets, [0.1 / 4, (3 * 0.9) / 4, 0.9 / 4, (3 * 0.1) / 4, 0, 0], { absolute: 1e-7 });
});

test("balanced weights are n / (labels x count), as scikit-learn's", () => {
  expect(Array.from(balancedWeights([0, 0, 0, 2], 3))).toEqual([4 / 9, 1, 4 / 3]);
});

test("targets of pairs are the mean over them, at same or at different; missing pairs are 0", () => {
  const targets = new Float32Array(8).fill(9);
  fillPairTargets(targets, [true, false]);
  expect([...targets]).toEqual([0.5, 0, 0, 0.5, 0, 0, 0, 0]);
});
