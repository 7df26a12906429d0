import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createClusters } from "../../test/clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { exportNetwork } from "../engine/export.ts";
import { initialWeights, trace } from "../engine/network.ts";
import { multimodalCnn, multimodalCnnNetwork } from "./multimodal-cnn.ts";

const params = (raw: object = {}) => parseParams("model multimodal-cnn", multimodalCnn.params, raw);
const shapesOf = (shape: number[], raw: object): Record<string, number> => {
  const weights = initialWeights(multimodalCnnNetwork(shape, 8, params(raw)), 1);
  return Object.fromEntries([...weights].map(([name, data]) => [name, data.length]));
};

describe("multimodal-cnn", () => {
  test("has the report's training by default", () => {
    expect(params()).toMatchObject({
      kernels: [31, 15, 7],
      epochs: 90,
      learningRate: 1,
      optimizer: "sgd",
      momentum: 0,
      schedule: { id: "step", factor: 0.3, epochs: 70 },
      batchSize: 64,
    });
  });

  test("each block has its own kernel; the first stride and all windows shorten the series", () => {
    const raw = { kernels: [9, 5], channels: [4, 6], stride: 2, pool: 3, head: [10] };
    // 4 x 30 numbers a block: 120 -> 60 -> 20 -> 7
    expect(shapesOf([8, 30], raw)).toMatchObject({
      "block1Layer1.weight": 4 * 9,
      "block1Layer2.weight": 6 * 4 * 9,
      "block2Layer1.weight": 4 * 5,
      "block2Layer2.weight": 6 * 4 * 5,
      "block2Layer2Norm.weight": 6,
      "head1.weight": 10 * 2 * 6 * 7,
      "output.weight": 8 * 10,
    });
    expect(shapesOf([8, 30], { ...raw, stride: 1, pool: 1, head: [] })).toMatchObject({
      "output.weight": 8 * 2 * 6 * 120,
    });
  });

  test("dropout silences neurons of the head", () => {
    const masks = (raw: object) =>
      trace(multimodalCnnNetwork([3, 9], 3, params({ channels: [2], ...raw })), 2, true).graph.dropoutMasks;
    expect(masks({ head: [7], dropout: 0.4 })).toEqual([
      { name: "head1Dropout.mask", shape: [2, 7], rate: 0.4 },
    ]);
    expect(masks({ dropout: 0 })).toEqual([]);
  });

  test("even kernels are refused, and images with fewer coefficients than blocks", () => {
    expect(() => params({ kernels: [7, 4] })).toThrow("kernels.1: expected an odd number; got 4.");
    expect(() => multimodalCnnNetwork([2, 50], 8, params())).toThrow(
      "expected an image [coefficient, frame] of 3 coefficients or more; got [2, 50].",
    );
  });

  test("takes images of any size", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 3, max: 9 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        async (coefficients, frames, stride, pool) => {
          const options = params({ channels: [3, 2], stride, pool });
          const network = multimodalCnnNetwork([coefficients, frames], 3, options);
          const onnx = exportNetwork(network, initialWeights(network, 1));
          const x = new Float32Array(2 * coefficients * frames).fill(1);
          const answer = await runOnnx(onnx, "features", "probabilities", x, [2, coefficients, frames]);
          expect(answer.length).toBe(6);
          expect(answer.every(Number.isFinite)).toBe(true);
        },
      ),
      { numRuns: 10, seed: 20260726 },
    ));

  test("learns at the report's learning rate", async () => {
    const data = createClusters([6, 24], 3, 48, { noise: 0.7 });
    const options = params({ channels: [4, 8], head: [12], epochs: 15, batchSize: 16 });
    const { history } = await multimodalCnn.fit(data, options, { seed: 1, threads: 1 });
    expect(history[14].accuracy).toBeGreaterThan(0.9);
  });
});
