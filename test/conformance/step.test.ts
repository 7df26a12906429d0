/** What holds for every step of the registry. */
import { beforeAll, describe, expect, test } from "vitest";
import { describeParams, parseParams } from "../../src/base/params.ts";
import { createRandom } from "../../src/base/random.ts";
import { type Dataset, selectRows, widthOf } from "../../src/dataset/dataset.ts";
import { copyRows } from "../../src/dataset/stored-dataset.ts";
import { decodeModel } from "../../src/engine/onnx/builder.ts";
import { assertSelfContained } from "../../src/engine/onnx/rewrite.ts";
import { applyStep, applyStepInPlace, type FittedStep, steps } from "../../src/steps/index.ts";
import { assertClose } from "../assert-close.ts";
import { createClusters } from "../clusters.ts";
import { storedOf } from "../stored.ts";

/** Parameters other than the defaults, by step: for few and small rows. */
const SMALL: Record<string, Record<string, unknown>> = {
  dwt: { wavelet: "db1" },
  pca: { dimensions: 5 },
  rfe: { k: 5 },
  "select-k-best": { k: 5 },
  tsne: { perplexity: 5 },
  umap: { neighbours: 5 },
  vq: { codewords: 6 },
};

for (const step of steps.list) {
  describe(step.id, () => {
    const params = parseParams(`step ${step.id}`, step.params, SMALL[step.id]);
    const shape = [4, 6];
    const train = createClusters(shape, 3, 30);
    const others = createClusters(shape, 3, 70, { seed: 2 });
    const learn = (data: Dataset): Promise<FittedStep> => step.fit(data, params, { seed: 7, threads: 1 });

    let fitted: FittedStep;
    beforeAll(async () => {
      fitted = await learn(train);
    });

    test("describes itself", () => {
      expect(step.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(step.summary).not.toBe("");
      expect(step.source).not.toBe("");
      for (const { name, default: value, summary } of describeParams(step.params)) {
        expect(value, `default of ${name}`).not.toBeUndefined();
        expect(summary, `description of ${name}`).not.toBe("");
      }
    });

    test("is a standard graph: features [n, ...shape] -> one value [n, ...shape of the next]", () => {
      const model = decodeModel(fitted.onnx);
      expect(() => assertSelfContained(model)).not.toThrow();
      const { graph } = model;
      const dims = (ends: "input" | "output") =>
        graph?.[ends].map(({ type }) => {
          const dim = type?.value.case === "tensorType" ? (type.value.value.shape?.dim ?? []) : [];
          return dim.map(({ value }) => (value.case === "dimValue" ? Number(value.value) : value.case));
        });
      expect(graph?.input.map(({ name }) => name)).toEqual(["features"]);
      expect(dims("input")).toEqual([["dimParam", ...shape]]);
      expect(dims("output")).toEqual([["dimParam", ...fitted.shape]]);
    });

    test("gives rows of the shape that it says", async () => {
      if (step.output === "same") expect(fitted.shape).toEqual(shape);
      else expect(fitted.shape).toHaveLength(step.output === "image" ? 2 : 1);
      const { x, shape: given, clipIds, y } = await applyStep(fitted, others);
      expect(given).toEqual(fitted.shape);
      expect(x).toHaveLength(70 * widthOf(fitted.shape));
      expect(x.every(Number.isFinite)).toBe(true);
      expect({ clipIds, y }).toEqual({ clipIds: others.clipIds, y: others.y });
    });

    test("takes vectors, unless it says that it needs images", async () => {
      if (step.input === "image") return;
      const flat = { ...train, shape: [24] };
      const { x } = await applyStep(await learn(flat), { ...others, shape: [24] });
      expect(x).toEqual((await applyStep(fitted, others)).x);
    });

    test("the same rows and seed give the same bits, and the rows are left alone", async () => {
      const before = { ...train, x: train.x.slice(), y: train.y.slice() };
      expect(await learn(train)).toEqual(fitted);
      await applyStep(fitted, train);
      expect(train).toEqual(before);
    });

    test.skipIf(step.fitStored === undefined)(
      "rows that are read a few at a time give the same bits",
      async () => {
        expect(step.output).toBe("same");
        const stored = storedOf(train);
        expect(await step.fitStored?.(stored, params, { seed: 7, threads: 1 })).toEqual(fitted);
        await applyStepInPlace(fitted, stored);
        const left = new Float32Array(train.x.length);
        copyRows(stored, [...train.clipIds.keys()], left);
        expect(left).toEqual((await applyStep(fitted, train)).x);
      },
    );

    test("what leaves a row depends on no other row", async () => {
      const all = await applyStep(fitted, others);
      const order = createRandom(4).shuffle(Array.from({ length: 70 }, (_, row) => row));
      const permuted = await applyStep(fitted, selectRows(others, order));
      assertClose(permuted.x, selectRows(all, order).x, { absolute: 1e-5 }, "permuted rows");
      const alone = await applyStep(fitted, selectRows(others, [69]));
      assertClose(alone.x, selectRows(all, [69]).x, { absolute: 1e-5 }, "one row alone");
    });
  });
}

test("no table row names a step that is not there", () => {
  expect(Object.keys(SMALL).filter((id) => !steps.has(id))).toEqual([]);
});
