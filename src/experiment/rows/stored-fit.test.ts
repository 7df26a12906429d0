import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClusters } from "../../../test/clusters.ts";
import { memoryStore } from "../../../test/training-fixture.ts";
import { type FittedPipeline, fitPipeline } from "../../learners/pipeline.ts";
import type { FitContext } from "../../models/model.ts";
import type { FitInput } from "../jobs/fit.ts";
import { readTraining, withRowStore } from "../jobs/training.ts";
import { type Cache, openCache } from "./cache.ts";
import { type RowSource, readAnyDataset } from "./stored-rows.ts";

const CLIPS = 150;
const LABELS = 3;
/** [coefficient, frame]; clips are of different lengths, up to this one. */
const SHAPE = [4, 9];
const speakerOf = (clip: number): string => `speaker${clip % 7}`;

let cache: Cache;
let rows: RowSource[];
beforeAll(async () => {
  cache = openCache(await mkdtemp(join(tmpdir(), "prosodia-stored-fit-")));
  const { x, y } = createClusters(SHAPE, LABELS, CLIPS);
  rows = [];
  for (let clip = 0; clip < CLIPS; clip++) {
    const frames = SHAPE[1] - (clip % 4);
    const data = x.slice(36 * clip, 36 * clip + SHAPE[0] * frames).map((one) => one + (clip % 7));
    await cache.writeFeature(`ab${clip}`, { axes: ["coefficient", "frame"], shape: [4, frames], data });
    rows.push({ clipId: `c${clip}`, copy: 0, y: y[clip], from: [`ab${clip}`], group: speakerOf(clip) });
  }
});

afterAll(() => rm(cache.root, { recursive: true, force: true }));

const inputOf = (model: string, params: object, change: Partial<FitInput> = {}): FitInput => ({
  frames: "longest",
  normalised: { shrinkage: 2 },
  steps: [{ id: "standardise", params: { per: "coefficient" } }],
  model: { id: model, params: { epochs: 3, batchSize: 16, ...params } },
  labels: ["a", "b", "c"],
  train: rows,
  asked: [],
  known: [],
  seed: 1,
  threads: 1,
  keep: false,
  ...change,
});

/** @param heldBytes - rows that take more are read from a file */
async function learn(
  input: FitInput,
  heldBytes: number,
  context: Partial<FitContext> = {},
): Promise<{ where: string; fitted: FittedPipeline }> {
  return withRowStore(input, cache, async (store) => {
    const { rows, normalised } = await readTraining(input, store, (train, frames, labels, from) =>
      readAnyDataset(train, frames, labels, from, heldBytes),
    );
    const where = "x" in rows ? "memory" : "file";
    const groups = rows.clipIds.map((_, row) => speakerOf(row));
    const given = { seed: 1, threads: 1, groups, overwrite: true, ...context };
    return { where, fitted: await fitPipeline(rows, input, given, normalised) };
  });
}

/** As many as the rows take, and one less. */
const WHOLE = 4 * CLIPS * SHAPE[0] * SHAPE[1];

const EVERYTHING = { mixup: 0.4, inputNoise: 0.1, validation: 0.3, swa: 0.4, balanced: true };

describe("rows that are too many to be held are read from a file, with the same bits", () => {
  test.each([
    ["attention-pool", { ...EVERYTHING, channels: 8, heads: 2 }],
    ["mlp", { ...EVERYTHING, hidden: [8], batchNorm: true, dropout: 0.2 }],
    ["siamese", { hidden: [8], validation: 0.3, batchNorm: true, inputNoise: 0.1 }],
    ["speaker-adversarial-mlp", { hidden: [8], validation: 0.3, mixup: 0.4 }],
  ])("%s", async (model, params) => {
    const input = inputOf(model, params);
    const held = await learn(input, WHOLE);
    const stored = await learn(input, WHOLE - 1);
    expect([held.where, stored.where]).toEqual(["memory", "file"]);
    expect(stored.fitted).toEqual(held.fitted);
    expect(readdirSync(join(cache.root, "tmp"))).toEqual([]);
  });

  test("which may go on from a checkpoint of rows in memory", async () => {
    const input = inputOf("mlp", { hidden: [8] });
    const whole = await learn(input, WHOLE);
    const checkpoint = memoryStore();
    const controller = new AbortController();
    const stopped = learn(input, WHOLE, {
      checkpoint,
      signal: controller.signal,
      onEpoch: () => controller.abort(new Error("enough")),
    });
    await expect(stopped).rejects.toThrow("enough");
    expect(checkpoint.written).toHaveLength(1);
    const told: number[] = [];
    const resumed = await learn(input, 0, { checkpoint, onEpoch: ({ epoch }) => told.push(epoch) });
    expect(told).toEqual([2, 3]);
    expect(resumed.fitted).toEqual(whole.fitted);
  });
});

test("steps and models that look at all rows at once hold them, whatever they take", async () => {
  const held = [
    inputOf("lda", {}, { model: { id: "lda", params: {} } }),
    inputOf("mlp", { hidden: [8] }, { steps: [{ id: "pca", params: { dimensions: 2 } }] }),
  ];
  for (const input of held) expect((await learn(input, 0)).where).toBe("memory");
});
