import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createClusters } from "../../../test/clusters.ts";
import { openCache } from "../rows/cache.ts";
import { type TrialInput, type TrialResult, trialJob } from "./trial.ts";

const ROWS = 200;
const data = createClusters([4], 3, ROWS);

/** @param there - so many rows have features */
async function run(
  { model, ...change }: Partial<TrialInput> & Pick<TrialInput, "model">,
  { there = ROWS, signal = new AbortController().signal } = {},
): Promise<TrialResult> {
  const cache = openCache(await mkdtemp(join(tmpdir(), "prosodia-trial-")));
  const train = [...data.y].map((y, i) => ({ clipId: `clip${i}`, copy: 0, y, from: [`feature${i}`] }));
  for (let i = 0; i < there; i++) {
    const x = data.x.slice(4 * i, 4 * i + 4);
    await cache.writeFeature(`feature${i}`, { axes: ["descriptor"], shape: [4], data: x });
  }
  const input: TrialInput = {
    ...{ frames: null, normalised: null, labels: [...data.labels], train, seed: 1, threads: 1 },
    ...{ steps: [{ id: "standardise", params: {} }], model },
    ...{ seconds: 60, weight: 1, place: 0 },
    ...change,
  };
  return trialJob.execute(input, { cache, key: "", signal, tell: () => {} });
}

const RIDGE = { id: "kernel-ridge", params: {} };
const NETWORK = { id: "mlp", params: { hidden: [8], batchSize: 8, epochs: 1000 } };

test("of a model without epochs, fits on ever more rows, up to half of them", async () => {
  const { fits } = await run({ model: RIDGE });
  expect(fits.map(({ rows }) => rows)).toEqual([64, 100]);
  for (const { seconds } of fits) expect(seconds).toBeGreaterThan(0);
});

test("rows are made up after the few that have features; without any nothing is told", async () => {
  const { fits } = await run({ model: RIDGE, normalised: { shrinkage: 10 } }, { there: 9 });
  expect(fits.map(({ rows }) => rows)).toEqual([64, 100]);
  expect(await run({ model: RIDGE }, { there: 0 })).toEqual({ fits: [] });
});

test("once time is over no more rows are tried", async () => {
  const { fits } = await run({ model: RIDGE, seconds: 0, weight: 0 });
  expect(fits.map(({ rows }) => rows)).toEqual([32]);
});

test("a network is told on all rows from a few epochs of a part of them", async () => {
  const { fits } = await run({ model: NETWORK });
  expect(fits.map(({ rows }) => rows)).toEqual([100, 200]);
  const [part, all] = fits;
  // 25 steps an epoch in place of 13, and what it takes to begin
  expect(all.seconds / part.seconds).toBeGreaterThan(1);
  expect(all.seconds / part.seconds).toBeLessThan(25 / 13 + 0.01);
});

test("numbers are tried on numbers that are made up", async () => {
  const train = { labels: [], dimensions: ["arousal", "valence"] };
  const linear = await run({ model: { id: "linear", params: {} }, ...train });
  expect(linear.fits.map(({ rows }) => rows)).toEqual([64, 100]);
  const network = await run({ model: NETWORK, ...train });
  expect(network.fits.map(({ rows }) => rows)).toEqual([100, 200]);
});

test("a person can stop it", async () => {
  const signal = AbortSignal.abort(new Error("stopped"));
  await expect(run({ model: NETWORK }, { signal })).rejects.toThrow("stopped");
});
