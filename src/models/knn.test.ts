import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/classical-models.json" with { type: "json" };
import { sidesOf } from "../../test/golden-sides.ts";
import { hashedClusters } from "../../test/hashed-clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { knn } from "./knn.ts";

async function probabilitiesOf(train: Dataset, raw: unknown, x: Float32Array): Promise<Float32Array> {
  const { onnx } = await knn.fit(train, parseParams("model", knn.params, raw), { seed: 0 });
  return runOnnx(onnx, "features", "probabilities", x, [x.length / train.shape[0], ...train.shape]);
}

const lower = (data: Dataset): Dataset => ({ ...data, x: data.x.map((value) => value - 1) });

test.each(golden.knn)("probabilities are scikit-learn's for $shape $params", async (one) => {
  const sides = sidesOf(one.shape);
  const [train, rest] = [lower(sides.train), lower(sides.rest)];
  // rows that lie where training rows lie, too
  const asked = Float32Array.from([...rest.x, ...train.x.subarray(0, 3 * one.shape.width)]);
  assertClose(await probabilitiesOf(train, one.params, asked), one.probabilities, { absolute: 1e-5 });
});

test.each(["euclidean", "cosine"])("a row that is a training row asks only its like, %s", async (metric) => {
  const data = hashedClusters(0, 60);
  const twice = { ...data, x: data.x.slice() };
  // the same place under two labels: both are asked, the others are not
  twice.x.set(twice.x.subarray(0, 12), 12 * 7);
  const p = await probabilitiesOf(twice, { k: 9, weights: "distance", metric }, twice.x.subarray(0, 12));
  const expected = new Float32Array(8);
  expected[data.y[0]] += 0.5;
  expected[data.y[7]] += 0.5;
  expect(data.y[0]).not.toBe(data.y[7]);
  assertClose(p, expected, { absolute: 1e-5 });
});

test("rows far from 0 and close together are told apart", async () => {
  const data = hashedClusters(0, 200);
  const far = { ...data, x: data.x.map((value) => 500 + value / 8) };
  const p = await probabilitiesOf(far, { k: 1 }, far.x);
  const own = Array.from(far.y, (label, row) => p[row * 8 + label]);
  expect(own.filter((one) => one === 1)).toHaveLength(200);
});

test("refuses more neighbours than rows, and rows without a direction", async () => {
  const data = hashedClusters(0, 8);
  await expect(probabilitiesOf(data, { k: 9 }, data.x)).rejects.toThrow(
    "model knn: k: expected at most 8, the training rows; got 9.",
  );
  const still = { ...data, x: data.x.map((value, at) => (at < 24 && at >= 12 ? 0 : value)) };
  await expect(probabilitiesOf(still, { metric: "cosine" }, data.x)).rejects.toThrow(
    "model knn: all numbers of the training clip clip1 are 0; expected a direction for the metric cosine.",
  );
  expect(await probabilitiesOf(still, { metric: "euclidean" }, data.x)).toHaveLength(64);
});
