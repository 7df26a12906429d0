import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import golden from "../../../test/golden/kernel-models.json" with { type: "json" };
import { hashedClusters } from "../../../test/hashed-clusters.ts";
import { gramMatrix, type Kernel, kernelMatrix } from "./gram.ts";
import { type Pair, trainPair } from "./pairwise.ts";
import { trainBinarySvm } from "./smo.ts";

const train = hashedClusters(0, 200);
const validation = hashedClusters(200, 260);
const x = { rows: 200, cols: 12, data: train.x };
const v = { rows: 60, cols: 12, data: validation.x };
const unit = Array.from({ length: 8 }, () => 1);

test("the clusters are those of the golden script", () => {
  assertClose(train.x.subarray(0, 12), golden.firstRow, { absolute: 1e-7 });
  expect([...train.y, ...validation.y]).toEqual(golden.y);
});

describe("decision values of all 28 pairs are scikit-learn's", () => {
  const scale = 1 / (12 * variance(train.x));
  const kernels: Kernel[] = [
    { kind: "polynomial", gamma: scale, coef0: 1, degree: 2 },
    { kind: "polynomial", gamma: 1 / 12, coef0: 0, degree: 3 },
    { kind: "linear" },
    { kind: "rbf", gamma: 0.7 },
  ];
  test.each(kernels.map((kernel, i) => ({ kernel, ...golden.svm[i] })))(
    "$kernel.kind, C $params.C",
    async ({ kernel, params, decisions }) => {
      const gram = await gramMatrix(x, kernel, 1);
      const k = await kernelMatrix(v, x, kernel, 1);
      const costs = unit.map((_, label) => {
        const count = train.y.filter((one) => one === label).length;
        return params.C * (params.balanced ? 200 / (8 * count) : 1);
      });
      const ours = new Float64Array(60 * 28);
      let pair = 0;
      for (let first = 0; first < 8; first++) {
        for (let second = first + 1; second < 8; second++, pair++) {
          const trained = trainPair(gram, train.y, first, second, { costs, groups: train.clipIds });
          for (let row = 0; row < 60; row++) ours[row * 28 + pair] = decide(trained, k.data, row);
        }
      }
      assertClose(ours, decisions, { relative: 1e-3 });
    },
  );
});

function decide(pair: Pair, kernel: Float32Array, row: number): number {
  return pair.rows.reduce(
    (sum, member, i) => sum + pair.machine.coefficients[i] * kernel[row * 200 + member],
    -pair.machine.rho,
  );
}

function variance(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

describe("calibration", () => {
  const options = { costs: unit, groups: train.clipIds };

  test("is the same every time and points the right way", async () => {
    const gram = await gramMatrix(x, { kind: "linear" }, 1);
    const pair = trainPair(gram, train.y, 0, 1, options);
    expect(trainPair(gram, train.y, 0, 1, options)).toEqual(pair);
    expect(pair.sigmoid.slope).toBeLessThan(0);
  });

  test("keeps copies of one clip on one side: copies do not make it surer", async () => {
    // Every row four times. A random kernel (identity) knows a row only by its own copies.
    const n = 80;
    const y = Int32Array.from({ length: n }, (_, i) => (i >> 2) % 2);
    const data = new Float32Array(n * n).map((_, at) => (Math.floor(at / n) >> 2 === (at % n) >> 2 ? 1 : 0));
    const gram = { rows: n, cols: n, data };
    const copies = Array.from(y, (_, i) => `clip${i >> 2}`);
    const apart = Array.from(y, (_, i) => `clip${i}`);
    const honest = trainPair(gram, y, 0, 1, { costs: [1, 1], groups: copies }).sigmoid;
    const fooled = trainPair(gram, y, 0, 1, { costs: [1, 1], groups: apart }).sigmoid;
    expect(fooled.slope).toBeLessThan(-1);
    expect(honest.slope).toBeGreaterThan(-0.5);
  });

  test("where no other clip of a label is left, the other label is the answer", () => {
    // Each of the two clips is judged by a machine that knows the other label only: always wrong.
    const gram = { rows: 2, cols: 2, data: Float32Array.of(1, 0, 0, 1) };
    const { sigmoid } = trainPair(gram, Int32Array.of(0, 1), 0, 1, { costs: [1, 1], groups: ["a", "b"] });
    expect(sigmoid.slope).toBeGreaterThan(0.1);
    expect(sigmoid.offset).toBeCloseTo(0, 6);
  });
});

test("the threshold lies in the middle where every alpha is at its bound", () => {
  const { coefficients, rho } = trainBinarySvm(Float32Array.of(1, -1, -1, 1), Int8Array.of(-1, 1), 0.1, 0.1);
  assertClose(coefficients, [-0.1, 0.1], { absolute: 1e-12 });
  expect(rho).toBeCloseTo(0, 9);
});

test("a stop ends the search for a machine, and for those of a pair", () => {
  const signal = AbortSignal.abort(new Error("stopped"));
  const kernel = Float32Array.of(1, -1, -1, 1);
  expect(() => trainBinarySvm(kernel, Int8Array.of(-1, 1), 1, 1, signal)).toThrow("stopped");
  const gram = { rows: 2, cols: 2, data: kernel };
  const options = { costs: [1, 1], groups: ["a", "b"], signal };
  expect(() => trainPair(gram, Int32Array.of(0, 1), 0, 1, options)).toThrow("stopped");
});

test("two points: the machine of the textbook", () => {
  // x = -1, +1 with a linear kernel: w = 1, margin planes through both, alpha = 1/2.
  const { coefficients, rho } = trainBinarySvm(Float32Array.of(1, -1, -1, 1), Int8Array.of(-1, 1), 10, 10);
  assertClose(coefficients, [-0.5, 0.5], { absolute: 1e-6 });
  expect(rho).toBeCloseTo(0, 6);
});

test("costs bound each side on its own", () => {
  // Same place, two labels: nothing separates them, every alpha that can rests on the lower bound of the two.
  const kernel = new Float32Array(9).fill(1);
  const { coefficients } = trainBinarySvm(kernel, Int8Array.of(1, -1, -1), 0.5, 2);
  expect(coefficients[0]).toBe(0.5);
  expect(coefficients[1] + coefficients[2]).toBeCloseTo(-0.5, 9);
});
