import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { createClusters } from "../../test/clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { trace } from "../engine/network.ts";
import { decodeModel } from "../engine/onnx/builder.ts";
import { embeddingNetwork, siamese } from "./siamese.ts";

const small = { hidden: [16], embedding: 3, epochs: 15, batchSize: 16, learningRate: 0.02 };
const params = (raw: object) => parseParams("model siamese", siamese.params, { ...small, ...raw });
const context = { seed: 3, threads: 1 };
const LABELS = 4;
const WIDTH = 6;
const train = createClusters([2, 3], LABELS, 64, { noise: 0.3 });
const unseen = createClusters([2, 3], LABELS, 80, { noise: 0.3, seed: 2 });

const predict = (onnx: Uint8Array, { x, y, shape }: Dataset): Promise<Float32Array> =>
  runOnnx(onnx, "features", "probabilities", x, [y.length, shape.reduce((a, b) => a * b)]);

function accuracyOf(probabilities: Float32Array, { y }: Dataset): number {
  const right = y.filter((label, row) => {
    const own = probabilities.subarray(row * LABELS, (row + 1) * LABELS);
    return own.indexOf(Math.max(...own)) === label;
  });
  return right.length / y.length;
}

describe("siamese", () => {
  test("learns clusters from pairs and knows unseen rows", async () => {
    const { onnx, history } = await siamese.fit(train, params({ epochs: 30 }), context);
    expect(history).toHaveLength(30);
    expect(history[29].loss).toBeLessThan(history[0].loss / 3);
    expect(history[29].accuracy).toBeGreaterThan(0.9); // of pairs told
    expect(accuracyOf(await predict(onnx, unseen), unseen)).toBeGreaterThan(0.95);
  });

  test("probabilities are the softmax of negative squared distances to the mean embedding of each label", async () => {
    const [margin, temperature, embedding] = [2, 0.4, 3];
    const options = params({ hidden: [], embedding, margin, temperature, epochs: 40 });
    const { onnx } = await siamese.fit(train, options, context);
    const weight = constantOf(onnx, "embedding.weight");
    const bias = constantOf(onnx, "embedding.bias");
    const embed = ({ x, y }: Dataset) =>
      Array.from(y, (_, row) =>
        Array.from({ length: embedding }, (_, k) =>
          Array.from({ length: WIDTH }, (_, i) => weight[k * WIDTH + i] * x[row * WIDTH + i]).reduce(
            (sum, one) => sum + one,
            bias[k],
          ),
        ),
      );
    const learnt = embed(train);
    const centroids = Array.from({ length: LABELS }, (_, label) => {
      const own = learnt.filter((_, row) => train.y[row] === label);
      return Array.from(
        { length: embedding },
        (_, k) => own.reduce((sum, one) => sum + one[k], 0) / own.length,
      );
    });
    const expected = embed(unseen).flatMap((e) => {
      const exponents = centroids.map((c) =>
        Math.exp(-c.reduce((sum, one, k) => sum + (e[k] - one) ** 2, 0) / (temperature * margin ** 2)),
      );
      const total = exponents.reduce((sum, one) => sum + one);
      return exponents.map((one) => one / total);
    });
    assertClose(await predict(onnx, unseen), expected, { absolute: 1e-5 });
    // What was to come out: labels lie more than half a margin apart.
    for (const [i, a] of centroids.entries())
      for (const b of centroids.slice(0, i))
        expect(Math.hypot(...a.map((one, k) => one - b[k]))).toBeGreaterThan(margin / 2);
  });

  test("the network has the layers that were asked for", () => {
    const asked = params({ hidden: [9, 8], embedding: 5, dropout: 0.3, batchNorm: true });
    const { graph, logits } = trace(embeddingNetwork(WIDTH, asked), 2, true);
    expect(logits.shape).toEqual([2, 5]);
    expect(graph.parameters.map(({ name }) => name)).toContain("hidden2Norm.weight");
    expect(graph.dropoutMasks.map(({ shape, rate }) => [shape, rate])).toEqual([
      [[2, 9], 0.3],
      [[2, 8], 0.3],
    ]);
  });

  const variants: Record<string, object> = {
    hidden: { hidden: [24, 8] },
    "no hidden layer": { hidden: [] },
    embedding: { embedding: 7 },
    margin: { margin: 3 },
    dropout: { dropout: 0.2 },
    batchNorm: { batchNorm: true },
    inputNoise: { inputNoise: 0.5 },
    batchSize: { batchSize: 5 },
    learningRate: { learningRate: 0.01 },
    "optimizer sgd": { optimizer: "sgd", learningRate: 0.3 },
    momentum: { momentum: 0.5, schedule: "constant" },
    weightDecay: { weightDecay: 0.5 },
    l1: { l1: 0.001 },
    clipNorm: { clipNorm: 0.01 },
    ema: { ema: 0.5 },
    swa: { swa: 0.5 },
    schedule: { schedule: "cosine" },
    validation: { validation: 0.25 },
    stages: { stages: [{ epochs: 8 }, { epochs: 7, learningRate: 0.01 }] },
  };
  test("every parameter changes the training, and none breaks it", async () => {
    const plain = await siamese.fit(train, params({}), context);
    for (const [name, raw] of Object.entries(variants)) {
      const { onnx } = await siamese.fit(train, params(raw), context);
      expect(onnx, name).not.toEqual(plain.onnx);
      expect(accuracyOf(await predict(onnx, unseen), unseen), name).toBeGreaterThan(0.8);
    }
  });

  test("patience ends it by the pairs of a validation side, whose clips it names", async () => {
    const eager = params({ validation: 0.25, patience: 2, epochs: 80, schedule: "constant" });
    const { history, validatedOn } = await siamese.fit(train, eager, context);
    expect(history.length).toBeLessThan(80);
    expect(validatedOn).toHaveLength(16);
    expect(history.every(({ validationLoss }) => validationLoss !== undefined)).toBe(true);
  });

  test("what makes no sense for pairs is no parameter, and contradictions are refused", () => {
    for (const key of ["labelSmoothing", "mixup", "balanced"])
      expect(() => params({ [key]: 0 })).toThrow(`the key "${key}" is unknown`);
    expect(() => params({ patience: 3 })).toThrow('patience: expected 0, or a "validation" share');
  });
});

/** A tensor that the file holds, by its name. */
function constantOf(onnx: Uint8Array, name: string): Float32Array {
  const tensor = decodeModel(onnx).graph?.initializer.find((one) => one.name === name);
  if (tensor === undefined) throw new Error(`the file holds no ${name}`);
  return new Float32Array(tensor.rawData.slice().buffer);
}
