import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/regressors.json" with { type: "json" };
import { hashUniform } from "../../test/hashed-clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import type { NumberDataset } from "../dataset/numbers.ts";
import { numberMetrics } from "../metrics/numbers/index.ts";
import { regressors } from "./index.ts";

const WIDTH = 6;

/** The same as in tools/golden/regressors.py. */
function rowsOf(from: number, to: number): NumberDataset {
  const x = new Float32Array((to - from) * WIDTH);
  const values = new Float32Array((to - from) * 2);
  for (let i = from; i < to; i++) {
    const at = (i - from) * WIDTH;
    for (let j = 0; j < WIDTH; j++) x[at + j] = hashUniform(i, j);
    values[2 * (i - from)] = 3 * x[at] - x[at + 1] + 0.5 * hashUniform(i, 900);
    values[2 * (i - from) + 1] = 10 + x[at + 2] * x[at + 3] + 0.1 * hashUniform(i, 901);
  }
  const clipIds = Array.from({ length: to - from }, (_, row) => `clip${from + row}`);
  return { clipIds, shape: [WIDTH], x, dimensions: ["up", "far"], values };
}

const train = rowsOf(0, 80);
const asked = rowsOf(80, 100);

async function valuesOf(id: string, raw: unknown, data = train): Promise<Float32Array> {
  const regressor = regressors.find(id);
  const { onnx } = await regressor.fit(data, parseParams(id, regressor.params, raw), { seed: 3, threads: 1 });
  return runOnnx(onnx, "features", "values", asked.x, [20, WIDTH]);
}

const concordance = (values: Float32Array, dimension: number): number => {
  const of = (table: Float32Array) =>
    Float32Array.from({ length: 20 }, (_, row) => table[2 * row + dimension]);
  return numberMetrics.get("ccc").score({ truth: of(asked.values), predicted: of(values) });
};

describe("numbers are scikit-learn's", () => {
  test("linear", async () => {
    assertClose(await valuesOf("linear", { alpha: 0.2 }), golden.values.linear, { absolute: 2e-5 });
  });
  test("kernel-ridge", async () => {
    const values = await valuesOf("kernel-ridge", { gammaScale: 0.7, alpha: 0.3 });
    assertClose(values, golden.values["kernel-ridge"], { absolute: 2e-5 });
  });
});

describe("linear", () => {
  test("solves over the columns or over the rows, whichever are fewer, to the same weights", async () => {
    const wide = 90;
    const x = new Float32Array(80 * wide);
    for (let row = 0; row < 80; row++) x.set(train.x.subarray(row * WIDTH, (row + 1) * WIDTH), row * wide);
    const padded = new Float32Array(20 * wide);
    for (let row = 0; row < 20; row++)
      padded.set(asked.x.subarray(row * WIDTH, (row + 1) * WIDTH), row * wide);
    const linear = regressors.get("linear");
    // the ridge is alpha x numbers
    const settings = linear.params.parse({ alpha: (0.2 * WIDTH) / wide });
    const { onnx } = await linear.fit({ ...train, shape: [wide], x }, settings, { seed: 3, threads: 1 });
    const values = await runOnnx(onnx, "features", "values", padded, [20, wide]);
    assertClose(await valuesOf("linear", { alpha: 0.2 }), values, { absolute: 1e-5 });
  });

  test("learns from more rows than an array can hold the products of", async () => {
    const rows = 70_000;
    const x = Float32Array.from({ length: 2 * rows }, (_, i) => hashUniform(i, 0));
    const values = Float32Array.from({ length: rows }, (_, row) => 5 + 3 * x[2 * row] - x[2 * row + 1]);
    const clipIds = Array.from({ length: rows }, (_, row) => `clip${row}`);
    const linear = regressors.get("linear");
    const data = { clipIds, shape: [2], x, dimensions: ["up"], values };
    const { onnx } = await linear.fit(data, linear.params.parse({ alpha: 1e-6 }), { seed: 3, threads: 1 });
    const found = await runOnnx(onnx, "features", "values", Float32Array.of(0, 0, 1, 0, 0, 1), [3, 2]);
    assertClose(found, [5, 8, 4], { absolute: 1e-4 });
  });
});

test.each(["squared", "ccc"])(
  "a network learns them by the loss %s, the same for the same seed",
  async (loss) => {
    const params = { hidden: [16], dropout: 0, epochs: 150, batchSize: 16, learningRate: 0.01, loss };
    const values = await valuesOf("mlp", params);
    expect(concordance(values, 0)).toBeGreaterThan(0.9);
    expect(concordance(values, 1)).toBeGreaterThan(0.7);
    expect(await valuesOf("mlp", params)).toEqual(values);
  },
);

describe("what holds for every regressor", () => {
  const QUICK: Record<string, object> = { mlp: { hidden: [8], epochs: 3 } };

  test.each(regressors.ids)("%s refuses what cannot be learnt, naming clip and dimension", async (id) => {
    const refit = (change: Partial<NumberDataset>) => valuesOf(id, QUICK[id] ?? {}, { ...train, ...change });
    const broken = train.x.slice();
    broken[13] = Number.NaN;
    await expect(refit({ x: broken })).rejects.toThrow(
      `regressor ${id}: number 1 of the training clip clip2 is NaN; expected finite features.`,
    );
    const odd = train.values.slice();
    odd[5] = Number.POSITIVE_INFINITY;
    await expect(refit({ values: odd })).rejects.toThrow("the far of the training clip clip2 is Infinity.");
    const same = train.values.map((value, at) => (at % 2 === 0 ? value : 7));
    await expect(refit({ values: same })).rejects.toThrow(
      "all training clips have the far 7; expected different numbers.",
    );
  });

  test.each(regressors.ids)("%s takes rows of any shape, unrolled", async (id) => {
    const regressor = regressors.find(id);
    const params = parseParams(id, regressor.params, QUICK[id] ?? {});
    const { onnx } = await regressor.fit({ ...train, shape: [2, 3] }, params, { seed: 3, threads: 1 });
    const values = await runOnnx(onnx, "features", "values", asked.x, [20, 2, 3]);
    assertClose(values, await valuesOf(id, QUICK[id] ?? {}), { absolute: 1e-5 });
  });

  test.each(regressors.list)(
    "$id describes itself and all of its parameters",
    ({ summary, source, params }) => {
      expect(Math.min(summary.length, source.length)).toBeGreaterThan(5);
      for (const one of Object.values(params.shape)) expect(one.description).toBeTruthy();
    },
  );
});
