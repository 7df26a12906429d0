/** Forests against scikit-learn's, as far as chance lets them agree. */
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/trees.json" with { type: "json" };
import { hashedTrees } from "../../test/hashed-trees.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { createDataset, type Dataset } from "../dataset/dataset.ts";
import { extraTrees } from "./extra-trees.ts";
import type { Model } from "./model.ts";
import { randomForest } from "./random-forest.ts";

const { train, test: unseen } = hashedTrees();

async function probabilitiesOf(model: Model, data: Dataset, raw: unknown, seed = 1): Promise<Float32Array> {
  const { onnx } = await model.fit(data, parseParams(`model ${model.id}`, model.params, raw), { seed });
  return runOnnx(onnx, "features", "probabilities", unseen.x, [unseen.y.length, 12]);
}

for (const [model, cases] of [
  [randomForest, golden.forests.random],
  [extraTrees, golden.forests.extra],
] as const) {
  describe(model.id, () => {
    // The mean of 500 trees has a standard deviation of 0.022 at most.
    test.each(cases)("tends to what scikit-learn's tends to: $params", async ({ params, probabilities }) => {
      const found = await probabilitiesOf(model, train, { trees: 500, ...params });
      assertClose(found, probabilities, { absolute: 0.08 });
      const off = found.reduce((sum, p, i) => sum + Math.abs(p - probabilities[i]), 0) / found.length;
      expect(off).toBeLessThan(0.02);
    });

    test("another seed gives another forest", async () => {
      const [first, second] = [
        await probabilitiesOf(model, train, { trees: 3 }),
        await probabilitiesOf(model, train, { trees: 3 }, 2),
      ];
      expect(second).not.toEqual(first);
    });

    test("rows that are all alike say how frequent the labels are", async () => {
      const y = Int32Array.from({ length: 400 }, (_, row) => (row % 4 === 0 ? 0 : 1));
      const alike = createDataset({ ...train, x: new Float32Array(train.x.length).fill(2), y });
      const p = await probabilitiesOf(model, alike, {});
      assertClose(p.subarray(0, 5), [0.25, 0.75, 0, 0, 0], { absolute: 0.02 });
      assertClose(
        (await probabilitiesOf(model, alike, { balanced: true })).subarray(0, 5),
        [0.5, 0.5, 0, 0, 0],
        { absolute: 0.02 },
      );
    });
  });
}
