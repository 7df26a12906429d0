import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { initialWeights, network, trace } from "../network.ts";
import { scale } from "../ops/elementwise.ts";
import { weightedSum } from "./weighted-sum.ts";

test("a weighted sum starts as the mean and learns one weight per value", async () => {
  const sum = network([2, 3], (x) => weightedSum([x, scale(x, 3)], { name: "scales" }));
  expect(initialWeights(sum, 1)).toEqual(new Map([["scales.weight", Float32Array.of(0.5, 0.5)]]));
  const evaluate = await compileValues([trace(sum, 1, true).logits]);
  const features = Float32Array.of(1, 2, 3, 4, 5, 6);
  const [output] = await evaluate({ features, "scales.weight": Float32Array.of(10, -1) });
  assertClose(output, [7, 14, 21, 28, 35, 42], { relative: 1e-6 });
});
