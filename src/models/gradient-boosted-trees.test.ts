/** Boosted trees against scikit-learn's histograms: all rows and columns, a bin to a number, so that chance has no part. */
import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/trees.json" with { type: "json" };
import { hashedTrees } from "../../test/hashed-trees.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { gradientBoostedTrees } from "./gradient-boosted-trees.ts";
import { binColumns } from "./trees/boosting.ts";

const { train, test: unseen } = hashedTrees(true);

async function probabilitiesOf(raw: unknown, seed = 1): Promise<Float32Array> {
  const params = parseParams("model gradient-boosted-trees", gradientBoostedTrees.params, raw);
  const { onnx } = await gradientBoostedTrees.fit(train, params, { seed });
  return runOnnx(onnx, "features", "probabilities", unseen.x, [unseen.y.length, 12]);
}

test.each(golden.boosted)(
  "probabilities are scikit-learn's with $params",
  async ({ params, probabilities }) => {
    const all = { ...params, subsample: 1, maxFeatures: "all" };
    assertClose(await probabilitiesOf(all), probabilities, { absolute: 1e-5 });
    expect(await probabilitiesOf(all, 2)).toEqual(await probabilitiesOf(all));
  },
);

test("rows and columns are drawn by the seed", async () => {
  for (const part of [
    { subsample: 0.5, maxFeatures: "all" },
    { subsample: 1, maxFeatures: 3 },
  ]) {
    const params = { rounds: 3, ...part };
    expect(await probabilitiesOf(params, 2)).not.toEqual(await probabilitiesOf(params));
  }
});

test("bins: one to a number where there are few, else about as many rows in each", () => {
  const few = Float32Array.of(3, 1, 2, 1);
  expect(binColumns({ rows: 4, cols: 1, data: few })).toEqual({
    rows: 4,
    cols: 1,
    bins: Uint8Array.of(2, 0, 1, 0),
    thresholds: [Float32Array.of(1.5, 2.5)],
  });
  const many = Float32Array.from({ length: 640 }, (_, i) => ((i * 7) % 640) ** 2);
  const { bins, thresholds } = binColumns({ rows: 640, cols: 1, data: many });
  expect(thresholds[0]).toHaveLength(63);
  const counts = new Int32Array(64);
  for (const bin of bins) counts[bin]++;
  expect([...counts]).toEqual(new Array(64).fill(10));
  bins.forEach((bin, row) => {
    if (bin < 63) expect(many[row]).toBeLessThanOrEqual(thresholds[0][bin]);
    if (bin > 0) expect(many[row]).toBeGreaterThan(thresholds[0][bin - 1]);
  });
});
