import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/classical-models.json" with { type: "json" };
import { hashedClusters, hashUniform } from "../../test/hashed-clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { createDataset, type Dataset, selectRows } from "../dataset/dataset.ts";
import { kernelRidge } from "./kernel-ridge.ts";
import type { FitContext } from "./model.ts";
import { multiKernelRidge } from "./multi-kernel-ridge.ts";

/** Rows of 12 numbers that tell labels and some that tell nothing, as in tools/golden/classical_models.py. */
function noisyClusters(width: number): Dataset {
  const data = hashedClusters(0, 190);
  const x = new Float32Array(190 * width);
  for (let row = 0; row < 190; row++) {
    for (let col = 0; col < width; col++)
      x[row * width + col] = col < 12 ? data.x[row * 12 + col] : 3 * hashUniform(row, 4000 + col - 12);
  }
  return createDataset({ ...data, shape: [width], x });
}

const places = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

async function probabilitiesOf(
  train: Dataset,
  raw: unknown,
  rows: Dataset,
  context: FitContext = { seed: 0 },
): Promise<Float32Array> {
  const { onnx } = await multiKernelRidge.fit(
    train,
    parseParams("model", multiKernelRidge.params, raw),
    context,
  );
  return runOnnx(onnx, "features", "probabilities", rows.x, [rows.clipIds.length, ...rows.shape]);
}

test.each(golden.kernels)(
  "probabilities are scikit-learn's for $params",
  async ({ params, probabilities }) => {
    const data = noisyClusters(params.groups.reduce((sum, one) => sum + one, 0));
    const train = selectRows(data, places(0, 160));
    const rest = selectRows(data, places(160, 190));
    const context = { seed: 0, groups: train.clipIds.map((_, row) => `speaker${row % 5}`) };
    assertClose(await probabilitiesOf(train, params, rest, context), probabilities, { absolute: 1e-3 });
  },
);

test("the parts of the rows are the groups, unless others are asked for", async () => {
  const data = noisyClusters(18);
  const groups = [12, 6];
  const asked = await probabilitiesOf(data, { groups }, data);
  expect(await probabilitiesOf({ ...data, parts: groups }, {}, data)).toEqual(asked);
  expect(await probabilitiesOf({ ...data, parts: [6, 12] }, { groups }, data)).toEqual(asked);
  expect(await probabilitiesOf(data, {}, data)).not.toEqual(asked);
});

test("with one group it is kernel-ridge", async () => {
  const data = hashedClusters(0, 150);
  const { onnx } = await kernelRidge.fit(data, parseParams("model", kernelRidge.params, {}), { seed: 0 });
  const expected = await runOnnx(onnx, "features", "probabilities", data.x, [150, 12]);
  expect(await probabilitiesOf(data, {}, data)).toEqual(expected);
});

test("who stays together in the folds decides the weights", async () => {
  const data = noisyClusters(18);
  const by = (groups: readonly string[]) =>
    probabilitiesOf(data, { groups: [12, 6] }, data, { seed: 0, groups });
  const alone = await probabilitiesOf(data, { groups: [12, 6] }, data);
  expect(await by(data.clipIds)).toEqual(alone);
  expect(await by(data.clipIds.map((_, row) => `${row % 7}`))).not.toEqual(alone);
  // one speaker only: nothing is held out, and the kernels count alike
  const alike = await by(data.clipIds.map(() => "one"));
  expect(alike).not.toEqual(alone);
});

test("refuses groups that are not the whole row", async () => {
  const data = hashedClusters(0, 30);
  await expect(probabilitiesOf(data, { groups: [6, 5] }, data)).rejects.toThrow(
    "model multi-kernel-ridge: groups: expected 12 numbers in all, those of a row; got 11.",
  );
});
