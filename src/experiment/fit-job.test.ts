import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { createClusters } from "../../test/clusters.ts";
import { parseRecipe } from "../features/recipe.ts";
import { type Cache, openCache } from "./cache.ts";
import { runFitJob, runRangeJob } from "./fit-job.ts";
import { fitJob } from "./fits.ts";
import type { FitJob } from "./jobs.ts";

const CLIPS = 36;
const ids = Array.from({ length: CLIPS }, (_, i) => `clip${i}`);
const speakers = new Map(ids.map((id, i) => [id, `speaker${i % 6}`]));

let cache: Cache;
beforeEach(async () => {
  cache = openCache(await mkdtemp(join(tmpdir(), "prosodia-fit-")));
});

/** A fit of the first 30 clips, whose features are put into the cache. */
async function prepareJob(params: object, groups?: ReadonlyMap<string, string>): Promise<FitJob> {
  const data = createClusters([4], 3, CLIPS);
  for (const [i, id] of ids.entries()) {
    const x = data.x.slice(4 * i, 4 * i + 4);
    await cache.writeFeature(`feature-${id}`, { axes: ["descriptor"], shape: [4], data: x });
  }
  const rows = ids.map((clipId) => ({ clipId, copy: 0 }));
  return fitJob({
    name: "mlp",
    fold: "fold-1",
    recogniser: {
      augment: [],
      recipe: parseRecipe("recipe", { features: [{ id: "mfcc-stats" }], sampleRate: 8000 }),
      scale: "standard",
      model: { id: "mlp", params: { hidden: [8], batchSize: 8, epochs: 30, learningRate: 0.01, ...params } },
    },
    labels: data.labels,
    train: rows.slice(0, 30),
    test: rows.slice(30),
    truth: new Map(ids.map((id, i) => [id, data.y[i]])),
    keys: new Map(ids.map((id) => [`${id}#0`, [`feature-${id}`]])),
    groups,
    seed: 1,
    threads: 1,
    keepModel: false,
  });
}

async function checkpointFiles(): Promise<string[]> {
  const files = await readdir(join(cache.root, "checkpoints"), { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
}

async function abortAt(job: FitJob, epoch: number): Promise<void> {
  const controller = new AbortController();
  const aborted = runFitJob(job, cache, {
    signal: controller.signal,
    onEpoch: (report) => {
      if (report.epoch === epoch) controller.abort(new Error("enough"));
    },
  });
  await expect(aborted).rejects.toThrow("enough");
}

describe("a fit", () => {
  test("that was stopped goes on from its checkpoint in the cache", async () => {
    const job = await prepareJob({});
    const whole = await runFitJob(job, cache, {});
    await abortAt(job, 9);
    expect(await checkpointFiles()).toHaveLength(1);
    const told: number[] = [];
    const resumed = await runFitJob(job, cache, { onEpoch: ({ epoch }) => told.push(epoch) });
    expect(told[0]).toBe(10);
    expect({ ...resumed, seconds: 0 }).toEqual({ ...whole, seconds: 0 });
  });

  test("whose checkpoint is damaged says so and starts afresh", async () => {
    const job = await prepareJob({});
    await abortAt(job, 9);
    const [file] = await checkpointFiles();
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 1));
    const told: number[] = [];
    const warnings: string[] = [];
    await runFitJob(job, cache, {
      onEpoch: ({ epoch }) => told.push(epoch),
      onWarning: (message) => warnings.push(message),
    });
    expect(told[0]).toBe(1);
    expect(warnings).toEqual([expect.stringMatching(/^the checkpoint: the file is cut short/)]);
  });

  test("of other parameters has a checkpoint of its own", async () => {
    await abortAt(await prepareJob({}), 2);
    await abortAt(await prepareJob({ learningRate: 0.02 }), 2);
    expect(await checkpointFiles()).toHaveLength(2);
  });

  test("validates on training clips only, and on whole groups where there are some", async () => {
    const { validatedOn } = await runFitJob(await prepareJob({ validation: 0.2, epochs: 2 }), cache, {});
    expect(validatedOn).toHaveLength(6);
    for (const id of validatedOn) expect(ids.slice(0, 30)).toContain(id);
    const grouped = await runFitJob(await prepareJob({ validation: 0.2, epochs: 2 }, speakers), cache, {});
    expect(new Set(grouped.validatedOn.map((id) => speakers.get(id))).size).toBe(1);
    expect(grouped.validatedOn).toHaveLength(5);
    const without = await runFitJob(await prepareJob({ epochs: 2 }), cache, {});
    expect(without.validatedOn).toEqual([]);
  });

  test("can be asked for its learning rates instead", async () => {
    const { kind: _fit, test: _none, keepModel: _nothing, ...job } = await prepareJob({});
    const { points, suggestion } = await runRangeJob({ ...job, kind: "range" }, cache, {});
    expect(points.length).toBeGreaterThan(100);
    expect(suggestion).toBeGreaterThan(1e-5);
    expect(suggestion).toBeLessThan(1);
  });
});

test("the labels of the test side are not in the job", async () => {
  const job = await prepareJob({});
  expect(job.train.every(({ y }) => y >= 0)).toBe(true);
  expect(job.test.every(({ y, group }) => y === -1 && group === undefined)).toBe(true);
});
