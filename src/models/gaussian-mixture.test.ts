import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/classical-models.json" with { type: "json" };
import { sidesOf } from "../../test/golden-sides.ts";
import { hashedClusters } from "../../test/hashed-clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { createDataset, type Dataset } from "../dataset/dataset.ts";
import { gaussianMixture } from "./gaussian-mixture.ts";
import type { FitContext } from "./model.ts";

async function probabilitiesOf(
  train: Dataset,
  raw: unknown,
  rows: Dataset,
  context: FitContext = { seed: 1 },
): Promise<Float32Array> {
  const { onnx } = await gaussianMixture.fit(
    train,
    parseParams("model", gaussianMixture.params, raw),
    context,
  );
  return runOnnx(onnx, "features", "probabilities", rows.x, [rows.clipIds.length, ...rows.shape]);
}

/** So that labels of small probability count, too. */
const logarithms = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from(values, (value) => Math.log(Math.max(value, 1e-26)));

test.each(golden.gaussians)("likelihoods are scikit-learn's for $shape $params", async (one) => {
  const { train, rest } = sidesOf(one.shape);
  const others = one.shape.labels - 1;
  const expected = rest.clipIds.flatMap((_, row) => {
    const own = [0, ...one.differences.slice(row * others, (row + 1) * others)];
    const most = Math.max(...own);
    const sum = own.reduce((all, value) => all + Math.exp(value - most), 0);
    return own.map((value) => Math.exp(value - most) / sum);
  });
  const p = await probabilitiesOf(train, one.params, rest);
  assertClose(logarithms(p), logarithms(expected), { absolute: 1e-3 });
});

test.each(["diag", "full"])("a label may lie on both sides of another, %s", async (covariance) => {
  const rows = 120;
  const places = [-3, 0, 3];
  const noise = hashedClusters(0, rows, { labels: 2, width: 2 });
  const data = createDataset({
    ...noise,
    labels: ["outer", "inner"],
    x: noise.x.map((value, at) => value / 2 + places[Math.floor(at / 2) % 3]),
    y: Int32Array.from({ length: rows }, (_, row) => (row % 3) % 2),
  });
  const right = async (components: number): Promise<number> => {
    const p = await probabilitiesOf(data, { components, covariance }, data);
    return data.y.filter((label, row) => p[row * 2 + label] > 0.99).length / rows;
  };
  expect(await right(2)).toBe(1);
  expect(await right(1)).toBeLessThan(1);
});

test("rows far from 0 are answered as near it: squares that cancel each other lose nothing", async () => {
  const near = hashedClusters(0, 120, { labels: 3, width: 40 });
  // steps of 1/64 stay what they are beside 4096
  const x = near.x.map((value) => Math.round(64 * value) / 64);
  const far = { ...near, x: x.map((value) => value + 4096) };
  const [expected, p] = await Promise.all(
    [{ ...near, x }, far].map((rows) => probabilitiesOf(rows, { components: 2 }, rows)),
  );
  assertClose(logarithms(p), logarithms(expected), { absolute: 1e-3 });
});

test("a covariance that floor does not make definite names it", async () => {
  const data = hashedClusters(0, 60, { labels: 2, width: 2 });
  // both numbers are the same, and so large that the least floor is lost beside their variance
  const x = data.x.map((_, at) => (Math.floor(at / 4) % 2 === 0 ? 1000 : -1000));
  await expect(probabilitiesOf({ ...data, x }, { covariance: "full", floor: 1e-12 }, data)).rejects.toThrow(
    /^the matrix is not positive definite \(pivot 1 is .*\): raise floor\.$/,
  );
});

test("a number that never varies, and the least floor", async () => {
  const data = hashedClusters(0, 60, { labels: 2, width: 2 });
  const x = data.x.map((value, at) => (at % 2 === 0 ? value : 3));
  const p = await probabilitiesOf({ ...data, x }, { floor: 1e-12 }, { ...data, x });
  expect(p.every((one) => one >= 0 && one <= 1)).toBe(true);
  expect(() => parseParams("model", gaussianMixture.params, { floor: 0 })).toThrow(/floor.*1e-12/);
});

test("the seed decides where mixtures start, and nothing else", async () => {
  const data = hashedClusters(0, 200);
  const learnt = async (components: number, seed: number) =>
    probabilitiesOf(data, { components }, data, { seed });
  expect(await learnt(3, 1)).toEqual(await learnt(3, 1));
  expect(await learnt(3, 1)).not.toEqual(await learnt(3, 2));
  expect(await learnt(1, 1)).toEqual(await learnt(1, 2));
});

test("refuses more Gaussians than a label has rows, and tells of a fit that ends too early", async () => {
  const data = hashedClusters(0, 30, { labels: 2, width: 4 });
  const least = Math.min(...[0, 1].map((label) => data.y.filter((y) => y === label).length));
  await expect(probabilitiesOf(data, { components: least + 1 }, data)).rejects.toThrow(
    `components: expected at most ${least}, the training rows of "label0"; got ${least + 1}.`,
  );
  const told: string[] = [];
  const context = { seed: 1, onWarning: (message: string) => told.push(message) };
  await probabilitiesOf(data, { components: 3, iterations: 1 }, data, context);
  expect(told[0]).toBe('gaussian-mixture: 1 rounds were not enough for "label0".');
});
