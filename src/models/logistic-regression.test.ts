import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/classical-models.json" with { type: "json" };
import { sidesOf } from "../../test/golden-sides.ts";
import { hashedClusters } from "../../test/hashed-clusters.ts";
import { linearNumbers } from "../../test/linear-numbers.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { logisticRegression } from "./logistic-regression.ts";

test.each(golden.logistic)(
  "weights, offsets and probabilities are scikit-learn's for $shape $params",
  async ({ shape, params: raw, coefficients, offsets, probabilities }) => {
    const { train, rest } = sidesOf(shape);
    const exact = { ...raw, tolerance: 1e-9, iterations: 10_000 };
    const params = parseParams("model", logisticRegression.params, exact);
    const { onnx } = await logisticRegression.fit(train, params, { seed: 0 });
    const [weights, shifts] = linearNumbers(onnx);
    // of two labels, the first has the score 0
    const unscored = shape.labels === 2 ? shape.width : 0;
    expect(weights.subarray(0, unscored).every((weight) => weight === 0)).toBe(true);
    assertClose(weights.subarray(unscored), coefficients, { relative: 1e-5 });
    assertClose(shifts.subarray(unscored / shape.width), offsets, { relative: 1e-4 });
    const dims = [rest.clipIds.length, ...rest.shape];
    const p = await runOnnx(onnx, "features", "probabilities", rest.x, dims);
    assertClose(p, probabilities, { absolute: 1e-5 });
  },
);

test("products of float32 are as good as the tolerance asks for", async () => {
  const data = hashedClusters(0, 200);
  const weightsOf = async (tolerance: number) => {
    const params = parseParams("model", logisticRegression.params, { tolerance, iterations: 1000 });
    return linearNumbers((await logisticRegression.fit(data, params, { seed: 0 })).onnx)[0];
  };
  const [coarse, fine] = [await weightsOf(1.1e-5), await weightsOf(0.9e-5)];
  expect(coarse).not.toEqual(fine);
  assertClose(coarse, fine, { absolute: 1e-2 });
});

test("a fit that ends too early is told of", async () => {
  const told: string[] = [];
  const context = { seed: 0, onWarning: (message: string) => told.push(message) };
  const data = hashedClusters(0, 200);
  const few = parseParams("model", logisticRegression.params, { iterations: 3 });
  await logisticRegression.fit(data, few, context);
  expect(told).toEqual(["logistic-regression: 3 steps were not enough to reach the tolerance 0.0001."]);
  await logisticRegression.fit(data, parseParams("model", logisticRegression.params, {}), context);
  expect(told).toHaveLength(1);
});
