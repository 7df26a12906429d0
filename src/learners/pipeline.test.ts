import { expect, test } from "vitest";
import { createClusters } from "../../test/clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { models } from "../models/index.ts";
import { steps } from "../steps/index.ts";
import { fitPipeline, fitSteps } from "./pipeline.ts";

test("steps that hold rows out are told which stay together", async () => {
  const rows = createClusters([6], 2, 30);
  const id = "permutation-importance";
  const params = parseParams(`step ${id}`, steps.get(id).params, { k: 2, folds: 3 });
  const chosen = { steps: [{ id, params }], model: { id: "kernel-ridge", params: {} } };
  const fitWith = (speakers: number) =>
    fitPipeline(rows, chosen, {
      seed: 1,
      threads: 1,
      groups: rows.clipIds.map((_, i) => `s${i % speakers}`),
    });
  await expect(fitWith(2)).rejects.toThrow(
    "expected at most 2, the clips or speakers that can be held out; got 3.",
  );
  expect((await fitWith(3)).seen.map(({ what }) => what)).toEqual([id, "kernel-ridge"]);
});

test("steps write over the training rows only where they may, and say the same then", async () => {
  const chosen = [
    { id: "standardise", params: {} },
    { id: "pca", params: { dimensions: 2 } },
    { id: "standardise", params: {} },
  ];
  const of = () => createClusters([6], 2, 30);
  const fitStepsOf = (rows: ReturnType<typeof of>, overwrite?: boolean) =>
    fitSteps(rows, chosen, { seed: 1, threads: 1, ...(overwrite === undefined ? {} : { overwrite }) });
  const [kept, given] = [of(), of()];
  const apart = await fitStepsOf(kept);
  expect(kept.x).toEqual(of().x);
  const inPlace = await fitStepsOf(given, true);
  expect(inPlace.rows).toEqual(apart.rows);
  expect(inPlace.fitted).toEqual(apart.fitted);
  const once = await fitSteps(of(), chosen.slice(0, 1), { seed: 1, threads: 1 });
  expect(given.x).toEqual(once.rows.x);
});

test("a pipeline that may write over its rows gives the same graph", async () => {
  const chosen = {
    steps: [{ id: "standardise", params: {} }],
    model: { id: "logistic-regression", params: {} },
  };
  const rows = createClusters([6], 2, 30);
  const { onnx } = await fitPipeline(rows, chosen, { seed: 1, threads: 1 });
  const before = rows.x.slice();
  const inPlace = await fitPipeline(rows, chosen, { seed: 1, threads: 1, overwrite: true });
  expect(inPlace.onnx).toEqual(onnx);
  expect(rows.x).not.toEqual(before);
});

test("a model of images sees those of several axes below one another; the graph takes them as they are", async () => {
  const rows = createClusters([2, 4, 8], 2, 12);
  const params = parseParams("model wigglenet", models.get("wigglenet").params, {
    planes: 2,
    channels: 4,
    epochs: 1,
  });
  const chosen = { steps: [], model: { id: "wigglenet", params } };
  const { onnx } = await fitPipeline(rows, chosen, { seed: 1, threads: 1 });
  expect(await runOnnx(onnx, "features", "probabilities", rows.x, [12, 2, 4, 8])).toHaveLength(24);
  const vectors = createClusters([64], 2, 12);
  await expect(fitPipeline(vectors, chosen, { seed: 1, threads: 1 })).rejects.toThrow("needs images");
});
