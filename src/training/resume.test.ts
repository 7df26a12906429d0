import { describe, expect, test } from "vitest";
import { memoryStore, rowsWithCopies, smallNetwork, smallOptions } from "../../test/training-fixture.ts";
import type { EpochReport } from "./context.ts";
import { trainNetwork } from "./train-network.ts";

const data = rowsWithCopies(24);
const context = { seed: 3, threads: 1 };

const REGIMES: Record<string, object> = {
  "sgd with every kind of chance": { optimizer: "sgd", learningRate: 0.1, inputNoise: 0.2, mixup: 0.4 },
  "adamw with an average, L1 and a cosine": { ema: 0.8, l1: 0.001, schedule: "cosine" },
  "an equal average, validated": { swa: 0.6, epochs: 5, validation: 0.25, patience: 4 },
  "a plateau on the validation loss": {
    ...{ epochs: 6, validation: 0.25, schedule: { id: "plateau", patience: 1, factor: 0.5 } },
    ...{ learningRate: 0.5, patience: 5 },
  },
  "stages with reshuffled sides, early stops and growing batches": {
    ...{ optimizer: "adam", validation: 0.25, patience: 1, ema: 0.5, learningRate: 0.3 },
    stages: [
      { epochs: 5, schedule: "constant" },
      { epochs: 3, schedule: { id: "growing-batch", factor: 0.5, epochs: 1 }, reshuffle: true },
      { epochs: 2, learningRate: 0.01, batchSize: 5, schedule: { id: "step", epochs: 1 } },
    ],
  },
};

describe("from every checkpoint a training goes on to the same bits:", () => {
  for (const [name, raw] of Object.entries(REGIMES)) {
    test(name, async () => {
      const options = smallOptions(raw);
      const whole = await trainNetwork(smallNetwork, data, options, context);
      const store = memoryStore();
      const saved = await trainNetwork(smallNetwork, data, options, {
        ...context,
        checkpoint: store,
        checkpointSeconds: 0,
      });
      expect(saved).toEqual(whole);
      expect(store.written.length).toBeGreaterThan(3);
      // Eight of them, spread over the training; how many steps lie between two is a matter of time.
      const spacing = Math.ceil(store.written.length / 8);
      for (const bytes of store.written.filter((_, i) => i % spacing === 0)) {
        const told: EpochReport[] = [];
        const warnings: string[] = [];
        const resumed = await trainNetwork(smallNetwork, data, options, {
          ...context,
          checkpoint: memoryStore(bytes),
          onEpoch: (report) => told.push(report),
          onWarning: (message) => warnings.push(message),
        });
        expect(warnings).toEqual([]);
        expect(resumed).toEqual(whole);
        expect(told).toEqual(whole.history.slice(whole.history.length - told.length));
      }
    });
  }
});

test("an aborted training leaves a checkpoint where it stood", async () => {
  const options = smallOptions({ epochs: 30 });
  const whole = await trainNetwork(smallNetwork, data, options, context);
  const store = memoryStore();
  const controller = new AbortController();
  const aborted = trainNetwork(smallNetwork, data, options, {
    ...context,
    checkpoint: store,
    signal: controller.signal,
    onEpoch: ({ epoch }) => {
      if (epoch === 11) controller.abort(new Error("enough"));
    },
  });
  await expect(aborted).rejects.toThrow("enough");
  expect(store.written).toHaveLength(1);
  const told: number[] = [];
  const resumed = await trainNetwork(smallNetwork, data, options, {
    ...context,
    checkpoint: store,
    onEpoch: ({ epoch }) => told.push(epoch),
  });
  expect(told[0]).toBe(12);
  expect(resumed).toEqual(whole);
});

describe("a checkpoint that is not to be trusted is told of, and the training starts afresh:", () => {
  const options = smallOptions({ optimizer: "sgd" });
  const resumeFrom = async (bytes: Uint8Array<ArrayBuffer>, changes: object = {}, rows = data, seed = 3) => {
    const warnings: string[] = [];
    const told: number[] = [];
    await trainNetwork(smallNetwork, rows, smallOptions({ optimizer: "sgd", ...changes }), {
      ...context,
      seed,
      checkpoint: memoryStore(bytes),
      onWarning: (message) => warnings.push(message),
      onEpoch: ({ epoch }) => told.push(epoch),
    });
    return { warnings, first: told[0] };
  };
  const checkpointOf = async (): Promise<Uint8Array<ArrayBuffer>> => {
    const store = memoryStore();
    await trainNetwork(smallNetwork, data, options, { ...context, checkpoint: store, checkpointSeconds: 0 });
    return store.written[store.written.length - 1];
  };

  test("whole and its own, it is used", async () => {
    expect(await resumeFrom(await checkpointOf())).toEqual({ warnings: [], first: undefined });
  });

  test("cut short, wherever", async () => {
    const bytes = await checkpointOf();
    for (const length of [0, 3, 11, 40, 200, bytes.length / 2, bytes.length - 1].map(Math.floor)) {
      const { warnings, first } = await resumeFrom(bytes.slice(0, length));
      expect(warnings, `${length} bytes`).toHaveLength(1);
      expect(warnings[0]).toMatch(
        /^the checkpoint: the file is (cut short|of another format).* starts afresh\.$/,
      );
      expect(first).toBe(1);
    }
  });

  test("changed, wherever", async () => {
    const bytes = await checkpointOf();
    for (const at of [0, 5, 9, 30, 500, bytes.length - 50, bytes.length - 1]) {
      const { warnings, first } = await resumeFrom(bytes.with(at, bytes[at] ^ 1));
      expect(warnings, `byte ${at}`).toHaveLength(1);
      expect(first).toBe(1);
    }
  });

  test("of other options, another seed, or other rows", async () => {
    const bytes = await checkpointOf();
    const others = [
      await resumeFrom(bytes, { clipNorm: 0.8 }),
      await resumeFrom(bytes, {}, data, 4),
      await resumeFrom(bytes, {}, { ...data, x: data.x.with(7, 0) }),
      await resumeFrom(bytes, {}, { ...data, y: data.y.with(6, 1).with(7, 1) }),
    ];
    for (const { warnings, first } of others) {
      expect(warnings).toEqual([
        "the checkpoint: it is of another training; expected the same network, options, seed and rows. " +
          "The training starts afresh.",
      ]);
      expect(first).toBe(1);
    }
  });
});

test("a training that leaves the numbers keeps the last good checkpoint, and says what broke", async () => {
  const store = memoryStore();
  const wild = smallOptions({
    optimizer: "sgd",
    schedule: "constant",
    epochs: 200,
    learningRate: 10,
    weightDecay: 1,
  });
  const diverge = (warnings: string[]) =>
    trainNetwork(smallNetwork, data, wild, {
      ...context,
      checkpoint: store,
      checkpointSeconds: 0,
      onWarning: (message) => warnings.push(message),
    });
  const problem =
    /^training: the loss became (NaN|-?Infinity) at step \d+ \(epoch \d+\); expected a number: \d+ of \d+ tensors .*mean size.*\. Lower the learning rate \(now 10\), or set clipNorm\.$/;
  await expect(diverge([])).rejects.toThrow(problem);
  expect(store.written.length).toBeGreaterThan(3);
  // The same training again goes on from there, and breaks at the same step.
  const warnings: string[] = [];
  await expect(diverge(warnings)).rejects.toThrow(problem);
  expect(warnings).toEqual([]);
});
