/** What holds for every model of the registry. */
import { beforeAll, describe, expect, test } from "vitest";
import { ModelError } from "../../src/base/errors.ts";
import { describeParams, parseParams } from "../../src/base/params.ts";
import { createRandom } from "../../src/base/random.ts";
import { createDataset, type Dataset, selectRows } from "../../src/dataset/dataset.ts";
import { decodeModel, encodeModel } from "../../src/engine/onnx/builder.ts";
import { assertSelfContained } from "../../src/engine/onnx/rewrite.ts";
import { models } from "../../src/models/index.ts";
import type { EpochReport, FitContext, FittedModel } from "../../src/models/model.ts";
import { assertClose } from "../assert-close.ts";
import { createClusters } from "../clusters.ts";
import { runOnnx } from "../run-model.ts";
import { storedOf } from "../stored.ts";

/** Parameters other than the defaults, by model: networks are made small, and learn fast, to keep this file quick. */
const SMALL: Record<string, Record<string, unknown>> = {
  "attention-pool": { channels: 16, dropout: 0, epochs: 12, batchSize: 16, learningRate: 0.02 },
  mlp: { hidden: [16], epochs: 12, batchSize: 16, learningRate: 0.02 },
  "multimodal-cnn": {
    kernels: [5, 3, 3],
    channels: [6],
    head: [12],
    dropout: 0,
    epochs: 12,
    batchSize: 16,
    learningRate: 0.3,
  },
  "multimodal-mlp": { hidden: [12], head: [12], epochs: 12, batchSize: 16, learningRate: 0.02 },
  resnet1d: { channels: 6, blocks: [1], epochs: 12, batchSize: 16, learningRate: 0.05 },
  "se-resnet": {
    ...{ stem: 4, blocks: [8], dropout: 0, blockDropout: 0, coefficientMask: 0, frameMask: 0 },
    ...{ epochs: 8, learningRate: 0.02 },
  },
  "speaker-adversarial-mlp": { hidden: [16], dropout: 0, epochs: 12, batchSize: 16, learningRate: 0.02 },
  "tutorial-cnn": { channels: [8, 8], pool: 2, dropout: 0, epochs: 12, batchSize: 16, learningRate: 0.02 },
  transformer: {
    layers: 1,
    heads: 1,
    hidden: 8,
    dropout: 0,
    outputDropout: 0,
    epochs: 12,
    batchSize: 16,
    learningRate: 0.01,
  },
  timnet: { channels: 8, blocks: 3, epochs: 12, learningRate: 0.02 },
  siamese: { hidden: [16], embedding: 4, epochs: 12, batchSize: 16, learningRate: 0.02 },
  // the smallest attention layers, and few steps: WiggleNet's convolutions are the costly part of this file
  wigglenet: { channels: 4, epochs: 6, batchSize: 16, learningRate: 0.02 },
};

const LABELS = 3;
const ROWS = 48;

for (const model of models.list) {
  describe(model.id, () => {
    const shape = model.input === "image" ? [6, 8] : [6];
    const params = parseParams(`model ${model.id}`, model.params, SMALL[model.id]);
    const train = withFrames(createClusters(shape, LABELS, ROWS));
    const test90 = withFrames(createClusters(shape, LABELS, 90, { seed: 2 }));
    const learn = (data: Dataset, context: Partial<FitContext> = {}): Promise<FittedModel> =>
      model.fit(data, params, {
        ...{ seed: 7, threads: 1, groups: data.clipIds.map((_, row) => `speaker${row % 5}`) },
        ...context,
      });
    const predict = ({ onnx }: FittedModel, { x, y, frames }: Pick<Dataset, "x" | "y" | "frames">) =>
      runOnnx(onnx, "features", "probabilities", x, [y.length, ...shape], frames);

    let fitted: FittedModel;
    const reports: EpochReport[] = [];
    beforeAll(async () => {
      fitted = await learn(train, { onEpoch: (report) => reports.push(report) });
    });

    test("describes itself", () => {
      expect(model.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(model.summary).not.toBe("");
      expect(model.source).not.toBe("");
      for (const { name, default: value, summary } of describeParams(model.params)) {
        expect(value, `default of ${name}`).not.toBeUndefined();
        expect(summary, `description of ${name}`).not.toBe("");
      }
    });

    test("is a standard graph: features [n, ...shape] -> probabilities [n, labels]", () => {
      const decoded = decodeModel(fitted.onnx);
      expect(() => assertSelfContained(decoded)).not.toThrow();
      const dims = (ends: "input" | "output") =>
        decoded.graph?.[ends].map(({ name, type }) => {
          const dim = type?.value.case === "tensorType" ? (type.value.value.shape?.dim ?? []) : [];
          return [
            name,
            ...dim.map(({ value }) => (value.case === "dimValue" ? Number(value.value) : value.case)),
          ];
        });
      const features = ["features", "dimParam", ...shape];
      const accepted = [[features], [features, ["frames", "dimParam"]], [["frames", "dimParam"], features]];
      expect(accepted).toContainEqual(dims("input"));
      expect(dims("output")).toEqual([["probabilities", "dimParam", LABELS]]);
    });

    test("the same data and seed give the same bits, and the data is left alone", async () => {
      const before = { ...train, x: train.x.slice(), y: train.y.slice() };
      const again = await learn(train);
      expect(again).toEqual(fitted);
      expect(await predict(again, test90)).toEqual(await predict(fitted, test90));
      expect(train).toEqual(before);
    });

    test.skipIf(model.fitStored === undefined)(
      "rows that are read a few at a time give the same bits",
      async () => {
        const groups = train.clipIds.map((_, row) => `speaker${row % 5}`);
        const again = await model.fitStored?.(storedOf(train), params, { seed: 7, threads: 1, groups });
        expect(again).toEqual(fitted);
      },
    );

    test("gives the same bits once it was read and written again", async () => {
      const onnx = encodeModel(decodeModel(fitted.onnx));
      expect(await predict({ ...fitted, onnx }, test90)).toEqual(await predict(fitted, test90));
    });

    test("tells its epochs, as many as it was asked for", () => {
      expect(fitted.history).toEqual(reports);
      const epochs = "epochs" in params ? params.epochs : 0;
      expect(reports.map((report) => report.epoch)).toEqual(
        Array.from({ length: Number(epochs) }, (_, i) => i + 1),
      );
      expect(reports.every(({ loss, accuracy }) => loss >= 0 && accuracy >= 0 && accuracy <= 1)).toBe(true);
    });

    test("probabilities are finite and sum to 1, far from the training rows too", async () => {
      const far = { ...test90, x: test90.x.map((value) => 100 * value) };
      for (const data of [test90, far]) {
        const probabilities = await predict(fitted, data);
        expect(probabilities).toHaveLength(90 * LABELS);
        expect(probabilities.every((p) => p >= 0 && p <= 1 + 1e-6)).toBe(true);
        const sums = Float64Array.from({ length: 90 }, (_, row) =>
          probabilities.subarray(row * LABELS, (row + 1) * LABELS).reduce((a, b) => a + b),
        );
        assertClose(sums, new Float64Array(90).fill(1), { absolute: 1e-5 }, "sums of probabilities");
      }
    });

    test("learns what can be learnt", async () => {
      expect(accuracyOf(await predict(fitted, test90), test90)).toBeGreaterThan(0.8);
    });

    test("learns nothing from shuffled labels", async () => {
      const chance = await learn(shuffleLabels(train, 11));
      const shuffled = shuffleLabels(test90, 13);
      const accuracy = accuracyOf(await predict(chance, shuffled), shuffled);
      // three standard deviations of 90 guesses among 3
      expect(Math.abs(accuracy - 1 / LABELS)).toBeLessThan(3 * Math.sqrt(((1 / 3) * (2 / 3)) / 90));
    });

    test("a row's probabilities depend on no other row", async () => {
      const all = await predict(fitted, test90);
      const order = createRandom(4).shuffle(Array.from({ length: 90 }, (_, row) => row));
      const permuted = await predict(fitted, selectRows(test90, order));
      const back = new Float32Array(permuted.length);
      order.forEach((row, i) => {
        back.set(permuted.subarray(i * LABELS, (i + 1) * LABELS), row * LABELS);
      });
      assertClose(back, all, { absolute: 1e-5 }, "permuted rows");
      const alone = await predict(fitted, selectRows(test90, [17]));
      assertClose(alone, all.subarray(17 * LABELS, 18 * LABELS), { absolute: 1e-5 }, "one row alone");
    });

    test("a label without training rows keeps its place and is never chosen", async () => {
      const labels = ["label0", "absent", "label1", "label2"];
      const y = train.y.map((label) => (label === 0 ? 0 : label + 1));
      const probabilities = await predict(await learn({ ...train, labels, y }), test90);
      expect(probabilities).toHaveLength(90 * 4);
      const expected = { y: test90.y.map((label) => (label === 0 ? 0 : label + 1)), labels };
      expect(accuracyOf(probabilities, expected)).toBeGreaterThan(0.8);
      for (let row = 0; row < 90; row++) {
        expect(argMax(probabilities.subarray(row * 4, (row + 1) * 4)), `row ${row}`).not.toBe(1);
      }
    });

    for (const [what, bad] of Object.entries({
      NaN: { ...train, x: train.x.with(3, Number.NaN) },
      "an infinite number": { ...train, x: train.x.with(3, Number.POSITIVE_INFINITY) },
      "a clip without label": { ...train, y: train.y.with(0, -1) },
    })) {
      test(`refuses ${what}, naming the clip`, async () => {
        const refused = learn(createDataset(bad));
        await expect(refused).rejects.toThrow(ModelError);
        await expect(refused).rejects.toThrow(/clip clip0\b/);
      });
    }

    test("refuses clips of one label, and no clips", async () => {
      const one = learn({ ...train, y: new Int32Array(ROWS).fill(1) });
      await expect(one).rejects.toThrow(ModelError);
      await expect(one).rejects.toThrow(/label1.*only|only.*label1/);
      const none = learn(selectRows(train, []));
      await expect(none).rejects.toThrow(ModelError);
      await expect(none).rejects.toThrow(/no clips/);
    });

    test("stops with the signal's reason", async () => {
      const reason = new Error("enough");
      await expect(learn(train, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });
  });
}

test("no table row names a model that is not there", () => {
  expect(Object.keys(SMALL).filter((id) => !models.has(id))).toEqual([]);
});

/** Images whose last frames were added to fill them, in some rows. */
function withFrames(data: Dataset): Dataset {
  const [, frames] = data.shape;
  return frames === undefined ? data : { ...data, frames: data.y.map((_, row) => frames - (row % 3)) };
}

function argMax(row: Float32Array): number {
  return row.indexOf(Math.max(...row));
}

function accuracyOf(probabilities: Float32Array, { y, labels }: Pick<Dataset, "y" | "labels">): number {
  const k = labels.length;
  const right = y.filter((label, row) => argMax(probabilities.subarray(row * k, (row + 1) * k)) === label);
  return right.length / y.length;
}

function shuffleLabels(data: Dataset, seed: number): Dataset {
  return { ...data, y: createRandom(seed).shuffle(data.y.slice()) };
}
