import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/classical-models.json" with { type: "json" };
import { sidesOf } from "../../test/golden-sides.ts";
import { hashedClusters } from "../../test/hashed-clusters.ts";
import { linearNumbers } from "../../test/linear-numbers.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { lda } from "./lda.ts";
import type { FittedModel } from "./model.ts";

function learnt(train: Dataset, shrinkage: unknown): Promise<FittedModel> {
  return lda.fit(train, parseParams("model", lda.params, { shrinkage }), { seed: 0 });
}

async function probabilitiesOf(train: Dataset, shrinkage: unknown, rows: Dataset): Promise<Float32Array> {
  const { onnx } = await learnt(train, shrinkage);
  return runOnnx(onnx, "features", "probabilities", rows.x, [rows.clipIds.length, ...rows.shape]);
}

test.each(golden.lda)("weights and probabilities are scikit-learn's for $shape $params", async (one) => {
  const { train, rest } = sidesOf(one.shape);
  const { onnx } = await learnt(train, one.params.shrinkage);
  const [weights, offsets] = linearNumbers(onnx);
  // what all labels share is no matter
  const { width } = one.shape;
  const differences = weights.subarray(width).map((value, at) => value - weights[at % width]);
  assertClose(differences, one.coefficients, { relative: 1e-5 });
  assertClose(
    offsets.subarray(1).map((value) => value - offsets[0]),
    one.offsets,
    { relative: 1e-5 },
  );
  const dims = [rest.clipIds.length, ...rest.shape];
  const p = await runOnnx(onnx, "features", "probabilities", rest.x, dims);
  assertClose(p, one.probabilities, { absolute: 1e-4 });
});

describe("numbers that do not vary", () => {
  const data = hashedClusters(0, 100, { labels: 3, width: 9 });
  const constant = { ...data, x: data.x.map((value, at) => (at % 9 === 4 ? 2.5 : value)) };

  test.each(["none", "auto", 0.5])("change nothing with shrinkage %s", async (shrinkage) => {
    const without = { ...data, shape: [8], x: data.x.filter((_, at) => at % 9 !== 4) };
    const expected = await probabilitiesOf(without, shrinkage, without);
    // the sphere is that of all numbers, the constant one included
    const absolute = shrinkage === "none" ? 1e-5 : 0.2;
    assertClose(await probabilitiesOf(constant, shrinkage, constant), expected, { absolute });
  });

  test.each(["none", "auto", 0.5])("within any label are no error with shrinkage %s", async (shrinkage) => {
    const points = { ...data, x: data.x.map((_, at) => data.y[Math.floor(at / 9)]) };
    const p = await probabilitiesOf(points, shrinkage, points);
    expect(p.every((one) => one >= 0 && one <= 1)).toBe(true);
  });
});

test("a clip per label says nothing about how clips vary", async () => {
  const three = hashedClusters(0, 40, { labels: 3, width: 4 });
  const rows = [0, 1, 2].map((label) => three.y.indexOf(label));
  const x = Float32Array.from(rows.flatMap((row) => [...three.x.subarray(row * 4, row * 4 + 4)]));
  const data = { ...three, clipIds: ["a", "b", "c"], x, y: Int32Array.of(0, 1, 2) };
  await expect(probabilitiesOf(data, "none", data)).rejects.toThrow(
    "model lda: expected more training clips than labels, got 3 of 3.",
  );
});
