import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { createClusters } from "../../../test/clusters.ts";
import { runOnnx } from "../../../test/run-model.ts";
import { sha256 } from "../../base/digest.ts";
import { decodeModel } from "../../engine/onnx/builder.ts";
import { type Cache, openCache } from "../rows/cache.ts";
import { readParts } from "../rows/stored-rows.ts";
import { type FitInput, type FitResult, fitJob } from "./fit.ts";
import type { JobContext } from "./job.ts";
import { learningRatesJob } from "./learning-rates.ts";
import { KEPT } from "./training.ts";

const CLIPS = 36;
const ids = Array.from({ length: CLIPS }, (_, i) => `clip${i}`);
const speakerOf = (i: number) => `speaker${i % 6}`;
const data = createClusters([4], 3, CLIPS);

let cache: Cache;
beforeEach(async () => {
  cache = openCache(await mkdtemp(join(tmpdir(), "prosodia-fit-")));
});

/** A fit of the first 30 clips, whose features are put into the cache, asked about the rest. */
async function prepare(params: object, change: Partial<FitInput> = {}): Promise<FitInput> {
  for (const [i, id] of ids.entries()) {
    const x = data.x.slice(4 * i, 4 * i + 4);
    await cache.writeFeature(`feature-${id}`, { axes: ["descriptor"], shape: [4], data: x });
  }
  const row = (clipId: string, y: number) => ({ clipId, copy: 0, y, from: [`feature-${clipId}`] });
  return {
    frames: null,
    normalised: null,
    steps: [{ id: "standardise", params: {} }],
    model: { id: "mlp", params: { hidden: [8], batchSize: 8, epochs: 30, learningRate: 0.01, ...params } },
    labels: [...data.labels],
    train: ids.slice(0, 30).map((id, i) => row(id, data.y[i])),
    asked: ids.slice(30).map((id) => row(id, -1)),
    known: [],
    seed: 1,
    threads: 1,
    keep: false,
    ...change,
  };
}

async function run(input: FitInput, context: Partial<JobContext> = {}): Promise<FitResult> {
  const key = await fitJob.key(input);
  const signal = new AbortController().signal;
  return fitJob.execute(input, { cache, key, signal, tell: () => {}, ...context });
}

async function checkpointFiles(): Promise<string[]> {
  const files = await readdir(join(cache.root, "checkpoints"), { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
}

async function abortAt(input: FitInput, epoch: number): Promise<void> {
  const controller = new AbortController();
  const aborted = run(input, {
    signal: controller.signal,
    tell: (event) => {
      if (event.kind === "epoch" && event.report.epoch === epoch) controller.abort(new Error("enough"));
    },
  });
  await expect(aborted).rejects.toThrow("enough");
}

describe("a fit", () => {
  test("that was stopped goes on from its checkpoint in the cache", async () => {
    const input = await prepare({});
    const whole = await run(input);
    await abortAt(input, 9);
    expect(await checkpointFiles()).toHaveLength(1);
    const told: number[] = [];
    const resumed = await run(input, {
      tell: (event) => event.kind === "epoch" && told.push(event.report.epoch),
    });
    expect(told[0]).toBe(10);
    expect({ ...resumed, seconds: 0 }).toEqual({ ...whole, seconds: 0 });
  });

  test("whose checkpoint is damaged says so and starts afresh", async () => {
    const input = await prepare({});
    await abortAt(input, 9);
    const key = await fitJob.key(input);
    const bytes = (await cache.readBlob("checkpoints", key)) ?? new Uint8Array();
    await cache.writeBlob("checkpoints", key, bytes.subarray(0, bytes.length - 1));
    const told: number[] = [];
    const warnings: string[] = [];
    await run(input, {
      tell: (event) =>
        event.kind === "epoch" ? told.push(event.report.epoch) : warnings.push(event.message),
    });
    expect(told[0]).toBe(1);
    expect(warnings).toEqual([expect.stringMatching(/^the checkpoint: the file is cut short/)]);
  });

  test("that gives no numbers names its model, and kernels where there are others", async () => {
    const refused = async (model: FitInput["model"]) => {
      const input = await prepare({}, { model });
      const data = new Float32Array(4).fill(1e38);
      await cache.writeFeature("feature-clip31", { axes: ["descriptor"], shape: [4], data });
      return expect(run(input)).rejects;
    };
    const problem =
      "the probabilities of the clip clip31 are no numbers: its features lie too far from those of the training.";
    const mixture = { id: "gaussian-mixture", params: {} };
    await (await refused(mixture)).toThrow(
      new RegExp(`^gaussian-mixture: ${problem} Standardise per coefficient\\.$`),
    );
    const svm = { id: "svm", params: { kernel: "poly" } };
    await (await refused(svm)).toThrow(
      `svm: ${problem} Standardise per coefficient, or take another kernel.`,
    );
  });

  test("of other parameters has a checkpoint of its own", async () => {
    await abortAt(await prepare({}), 2);
    await abortAt(await prepare({ learningRate: 0.02 }), 2);
    expect(await checkpointFiles()).toHaveLength(2);
  });

  test("validates on training clips only, and on whole groups where there are some", async () => {
    const validated = (result: FitResult) =>
      result.seen.find(({ what, how }) => what === "best epoch" && how === "chosen")?.clipIds ?? [];
    const some = validated(await run(await prepare({ validation: 0.2, epochs: 2 })));
    expect(some).toHaveLength(6);
    for (const id of some) expect(ids.slice(0, 30)).toContain(id);
    const input = await prepare({ validation: 0.2, epochs: 2 });
    const stays = input.train.map((row, i) => ({ ...row, stays: speakerOf(i) }));
    const grouped = validated(await run({ ...input, train: stays }));
    expect(new Set(grouped.map((id) => speakerOf(ids.indexOf(id)))).size).toBe(1);
    expect(grouped).toHaveLength(5);
    expect(validated(await run(await prepare({ epochs: 2 })))).toEqual([]);
  });

  test("says what each step and the model have seen", async () => {
    const { seen } = await run(await prepare({ epochs: 1 }));
    expect(seen).toEqual([
      { what: "standardise", how: "fitted", clipIds: ids.slice(0, 30) },
      { what: "mlp", how: "fitted", clipIds: ids.slice(0, 30) },
    ]);
  });

  test("keeps its graph only where it is asked to; a result without it does not suffice then", async () => {
    const input = await prepare({ epochs: 2 });
    const key = await fitJob.key(input);
    const result = await run(input);
    expect(await cache.readBlob(KEPT.graph, key)).toBeUndefined();
    expect(result.kept).toBeNull();
    const wanted = { ...input, keep: true };
    expect(await fitJob.key(wanted)).toBe(key);
    expect(await fitJob.suffices?.(wanted, result, key, cache)).toBe(false);
    const kept = await run(wanted);
    expect(await fitJob.suffices?.(wanted, kept, key, cache)).toBe(true);
    const onnx = await cache.readBlob(KEPT.graph, key);
    const answers = await runOnnx(
      onnx ?? new Uint8Array(),
      "features",
      "probabilities",
      data.x.slice(120),
      [6, 4],
    );
    expect([...answers]).toEqual(kept.probabilities);
    expect(kept.probabilities).toEqual(result.probabilities);
    const weights = await cache.readBlob(KEPT.weights, key);
    expect(kept.kept).toEqual({
      graph: await sha256(onnx ?? new Uint8Array()),
      weights: await sha256(weights ?? new Uint8Array()),
    });
    // what lies there must be what this fit has left: not another's, however whole
    for (const kind of [KEPT.graph, KEPT.weights]) {
      const own = (await cache.readBlob(kind, key)) ?? new Uint8Array();
      await cache.writeBlob(kind, key, Uint8Array.of(1, 2, 3));
      expect(await fitJob.suffices?.(wanted, kept, key, cache), kind).toBe(false);
      await cache.writeBlob(kind, key, own);
      expect(await fitJob.suffices?.(wanted, kept, key, cache), kind).toBe(true);
    }
  });
});

describe("features normalised by group", () => {
  /** Six clips in a row are one speaker's; the asked ones are of a speaker who was not trained on. */
  const voiceOf = (i: number) => Math.floor(i / 6);

  /** Every speaker's numbers are moved and stretched: only within speakers are they alike. */
  async function prepareGroups(change: Partial<FitInput> = {}): Promise<FitInput> {
    const input = await prepare({}, { model: { id: "kernel-ridge", params: {} }, ...change });
    for (const [i, id] of ids.entries()) {
      const voice = voiceOf(i);
      const x = data.x
        .slice(4 * i, 4 * i + 4)
        .map((value, k) => (value + 30 * voice * (k + 1)) * (1 + voice));
      await cache.writeFeature(`feature-${id}`, { axes: ["descriptor"], shape: [4], data: x });
    }
    return {
      ...input,
      normalised: { shrinkage: 0 },
      train: input.train.map((row, i) => ({ ...row, group: `voice${voiceOf(i)}` })),
      asked: input.asked.map((row, i) => ({ ...row, group: `voice${voiceOf(30 + i)}` })),
      known: input.asked.map((row, i) => ({ ...row, group: `voice${voiceOf(30 + i)}` })),
    };
  }
  const right = ({ probabilities }: FitResult): number =>
    [0, 1, 2, 3, 4, 5].filter((row) => {
      const own = probabilities.slice(3 * row, 3 * row + 3);
      return own.indexOf(Math.max(...own)) === data.y[30 + row];
    }).length;

  test("tell apart what speakers hide", async () => {
    const input = await prepareGroups();
    expect(right(await run({ ...input, normalised: null }))).toBeLessThan(5);
    const result = await run(input);
    expect(right(result)).toBe(6);
    expect(result.normalisedShape).toEqual([4]);
  });

  test("are known by some of the asked speaker's clips, or by none; a clip without a speaker is an error", async () => {
    const input = await prepareGroups();
    const all = await run(input);
    const fewer = await run({ ...input, known: input.known.slice(0, 3) });
    expect(fewer.probabilities).not.toEqual(all.probabilities);
    const stranger = await run({ ...input, known: [] });
    expect(right(stranger)).toBeLessThan(right(all));
    const shy = await run({ ...input, normalised: { shrinkage: 1e6 } });
    expect(right(shy)).toBeLessThan(right(all));
    const nobody = input.asked.map(({ group: _, ...row }) => row);
    await expect(run({ ...input, asked: nobody })).rejects.toThrow(
      "normalise: the clip clip30 belongs to no group.",
    );
  });

  test("changed copies say nothing about how a speaker is", async () => {
    const input = await prepareGroups({ keep: true });
    const loud = { axes: ["descriptor" as const], shape: [4], data: Float32Array.of(9e4, 9e4, 9e4, 9e4) };
    await cache.writeFeature("loud", loud);
    const copy = { ...input.train[0], copy: 1, from: ["loud"] };
    const defaultsOf = async (one: FitInput) => {
      await run(one);
      const { graph } = decodeModel(
        (await cache.readBlob(KEPT.graph, await fitJob.key(one))) ?? new Uint8Array(),
      );
      // an average speaker's mean and variance are what the graph takes where it is told nothing
      const perNumber = graph?.initializer.filter(({ dims }) => dims.length === 1 && Number(dims[0]) === 4);
      return perNumber?.slice(0, 2).map(({ rawData }) => [...rawData]);
    };
    const plain = await defaultsOf(input);
    expect(plain).toHaveLength(2);
    expect(await defaultsOf({ ...input, train: [...input.train, copy] })).toEqual(plain);
    expect(await defaultsOf({ ...input, train: [...input.train, { ...copy, copy: 0 }] })).not.toEqual(plain);
  });
});

test("features that are laid end to end stand apart for a model, until a step moves their numbers", async () => {
  const noise = createClusters([2], 3, CLIPS, { noise: 9, seed: 3 });
  for (const [i, id] of ids.entries()) {
    const x = noise.x.slice(2 * i, 2 * i + 2);
    await cache.writeFeature(`noise-${id}`, { axes: ["descriptor"], shape: [2], data: x });
  }
  const answers = async (id: string, params: object, steps: string[] = []): Promise<number[]> => {
    const input = await prepare({});
    const both = (row: FitInput["train"][number]) => ({
      ...row,
      from: [`feature-${row.clipId}`, `noise-${row.clipId}`],
    });
    const of = { k: 6 }; // all there are
    return (
      await run({
        ...input,
        train: input.train.map(both),
        asked: input.asked.map(both),
        steps: steps.map((step) => ({ id: step, params: step === "select-k-best" ? of : {} })),
        model: { id, params: { ...params } },
      })
    ).probabilities;
  };
  const apart = await answers("multi-kernel-ridge", { groups: [4, 2] });
  const joined = await answers("kernel-ridge", {});
  expect(apart).not.toEqual(joined);
  expect(await answers("multi-kernel-ridge", {})).toEqual(apart);
  const scaled = await answers("multi-kernel-ridge", { groups: [4, 2] }, ["standardise"]);
  expect(await answers("multi-kernel-ridge", {}, ["standardise"])).toEqual(scaled);
  expect(await answers("multi-kernel-ridge", {}, ["select-k-best"])).toEqual(joined);
});

test("frames that lie side by side are no features of their own", async () => {
  const shape = [2, 3];
  const row = (clipId: string) => ({ clipId, copy: 0, y: 0, from: [`left-${clipId}`, `right-${clipId}`] });
  for (const side of ["left", "right"]) {
    await cache.writeFeature(`${side}-a`, {
      axes: ["coefficient", "frame"],
      shape,
      data: new Float32Array(6),
    });
  }
  expect(await readParts(row("a"), { cache })).toBeUndefined();
  await cache.writeFeature("right-a", { axes: ["descriptor"], shape: [4], data: new Float32Array(4) });
  expect(await readParts(row("a"), { cache })).toEqual([6, 4]);
  expect(await readParts({ ...row("a"), from: ["left-a"] }, { cache })).toBeUndefined();
  expect(await readParts({ ...row("a"), from: { numbers: [1, 2] } }, { cache })).toBeUndefined();
});

test("learning rates are tried on the training rows", async () => {
  const { asked: _none, known: _nobody, keep: _nothing, ...input } = await prepare({});
  const key = await learningRatesJob.key(input);
  const signal = new AbortController().signal;
  const { points, steepest } = await learningRatesJob.execute(input, {
    cache,
    key,
    signal,
    tell: () => {},
  });
  expect(points.length).toBeGreaterThan(100);
  expect(steepest).toBeGreaterThan(1e-5);
  expect(steepest).toBeLessThan(1);
});
