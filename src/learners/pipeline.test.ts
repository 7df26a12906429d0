import { expect, test } from "vitest";
import { createClusters } from "../../test/clusters.ts";
import { parseParams } from "../base/params.ts";
import { steps } from "../steps/index.ts";
import { fitPipeline } from "./pipeline.ts";

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
