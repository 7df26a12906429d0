import { describe, expect, test } from "vitest";
import { createClusters } from "../../test/clusters.ts";
import { parseParams } from "../base/params.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { createSession, floatTensor } from "../engine/onnx/session.ts";
import { mlp } from "./mlp.ts";
import type { EpochReport } from "./model.ts";

const small = { hidden: [16, 8], epochs: 12, batchSize: 8, learningRate: 0.01 };
const params = (raw: object) => parseParams("model mlp", mlp.params, { ...small, ...raw });
const context = { seed: 3, threads: 1 };

async function accuracyOf(onnx: Uint8Array, data: Dataset): Promise<number> {
  const session = await createSession(onnx, { threads: 1 });
  const rows = data.y.length;
  const { probabilities } = await session.run({
    features: floatTensor(data.x, [rows, data.x.length / rows]),
  });
  await session.release();
  const numbers = Array.from(probabilities.data, Number);
  const labels = data.labels.length;
  const right = Array.from(data.y).filter((label, row) => {
    const own = numbers.slice(row * labels, (row + 1) * labels);
    expect(own.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    return own.indexOf(Math.max(...own)) === label;
  });
  return right.length / rows;
}

describe("mlp", () => {
  test("has the report's layers by default", () => {
    expect(parseParams("model mlp", mlp.params, {})).toMatchObject({
      hidden: [2048, 2048, 1024, 256],
      dropout: 0,
    });
  });

  test("learns clusters, reports each epoch and knows unseen rows", async () => {
    const reports: EpochReport[] = [];
    const data = createClusters([2, 5], 3, 61);
    const fitted = await mlp.fit(data, params({}), { ...context, onEpoch: (one) => reports.push(one) });
    expect(fitted.history).toEqual(reports);
    expect(reports.map((one) => one.epoch)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(reports[11].epochs).toBe(12);
    expect(reports[11].loss).toBeLessThan(reports[0].loss / 2);
    expect(reports[11].accuracy).toBeGreaterThan(0.95);
    expect(await accuracyOf(fitted.onnx, createClusters([2, 5], 3, 60, { seed: 2 }))).toBeGreaterThan(0.95);
  });

  test("the same seed gives the same bytes, another seed others", async () => {
    const data = createClusters([6], 2, 21);
    const noisy = params({ dropout: 0.3, inputDropout: 0.2, inputNoise: 0.1 });
    const [first, second, other] = [
      await mlp.fit(data, noisy, context),
      await mlp.fit(data, noisy, context),
      await mlp.fit(data, noisy, { ...context, seed: 4 }),
    ];
    expect(second).toEqual(first);
    expect(other.onnx).not.toEqual(first.onnx);
  });

  const variants: Record<string, object> = {
    dropout: { dropout: 0.4 },
    inputDropout: { inputDropout: 0.3 },
    inputNoise: { inputNoise: 0.5 },
    batchNorm: { batchNorm: true },
    batchSize: { batchSize: 5 },
    learningRate: { learningRate: 0.02 },
    "optimizer sgd": { optimizer: "sgd", learningRate: 0.1 },
    "optimizer adam": { optimizer: "adam" },
    momentum: { momentum: 0.5, schedule: "constant" },
    weightDecay: { weightDecay: 0.9 },
    labelSmoothing: { labelSmoothing: 0.3 },
    "schedule constant": { schedule: "constant" },
    "schedule cosine": { schedule: "cosine" },
    clipNorm: { clipNorm: 0.05 },
    hidden: { hidden: [24] },
    firstLayer: { firstLayer: "rbf" },
  };
  test("every parameter changes the training, and none breaks it", async () => {
    const data = createClusters([6], 3, 30);
    const plain = await mlp.fit(data, params({}), context);
    for (const [name, raw] of Object.entries(variants)) {
      const { history } = await mlp.fit(data, params(raw), context);
      expect(history.at(-1)?.loss, name).not.toBe(plain.history.at(-1)?.loss);
      expect(history.at(-1)?.accuracy, name).toBeGreaterThan(0.6);
    }
  });

  test("balanced weighs labels against their counts", async () => {
    const data = createClusters([4], 2, 40, { noise: 2 });
    const y = data.y.map((_, row) => (row < 36 ? 0 : 1));
    const skewed = { ...data, y };
    const share = async (balanced: boolean): Promise<number> => {
      const { onnx } = await mlp.fit(skewed, params({ balanced, hidden: [4] }), context);
      return accuracyOf(onnx, { ...skewed, y: y.map(() => 1) });
    };
    expect(await share(true)).toBeGreaterThan((await share(false)) + 0.1);
  });

  test("one label, missing labels, no rows and numbers that are not finite are refused", async () => {
    const data = createClusters([4], 2, 8);
    const attempt = (changed: Partial<Dataset>) => mlp.fit({ ...data, ...changed }, params({}), context);
    await expect(attempt({ y: new Int32Array(8) })).rejects.toThrow(
      "expected clips of two labels or more; got label0 only.",
    );
    await expect(attempt({ y: data.y.with(3, -1) })).rejects.toThrow("clip clip3 has no label");
    await expect(attempt({ y: new Int32Array(0), clipIds: [], x: new Float32Array(0) })).rejects.toThrow(
      "got no clips",
    );
    await expect(attempt({ x: data.x.with(5, Number.NaN) })).rejects.toThrow(
      "the features of clip clip1 hold NaN",
    );
    await expect(attempt({ x: data.x.with(31, Number.POSITIVE_INFINITY) })).rejects.toThrow(
      "clip clip7 hold Infinity",
    );
  });

  test("a loss that leaves the numbers stops the training with a hint", async () => {
    const data = createClusters([4], 2, 16);
    const x = data.x.map((number) => number * 1e30);
    const wild = params({ optimizer: "sgd", learningRate: 10, schedule: "constant" });
    await expect(mlp.fit({ ...data, x }, wild, context)).rejects.toThrow(
      /^training: the loss became (NaN|Infinity) at step \d+ \(epoch \d+\); expected a number: \d+ of 12 tensors .*hidden1\.weight.* Lower the learning rate \(now 10\), or set clipNorm\.$/,
    );
  });

  test("an aborted signal ends the training with its reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const training = mlp.fit(createClusters([4], 2, 16), params({ epochs: 1000 }), {
      ...context,
      signal: controller.signal,
      onEpoch: ({ epoch }) => {
        if (epoch === 2) controller.abort(reason);
      },
    });
    await expect(training).rejects.toBe(reason);
  });
});
