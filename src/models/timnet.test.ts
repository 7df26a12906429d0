import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { createClusters } from "../../test/clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { exportNetwork } from "../engine/export.ts";
import { countParameters, initialWeights, trace } from "../engine/network.ts";
import { timnet, timnetNetwork } from "./timnet.ts";

const params = (raw: object = {}) => parseParams("model timnet", timnet.params, raw);
const namesOf = (raw: object): string[] =>
  trace(timnetNetwork([39, 128], 8, params(raw)), 1, false).graph.parameters.map(({ name }) => name);

describe("timnet", () => {
  test("has a training that suits it by default", () => {
    expect(params()).toMatchObject({
      framePool: 1,
      channels: 39,
      blocks: 8,
      optimizer: "adamw",
      learningRate: 0.005,
      weightDecay: 0.05,
      schedule: { id: "1cycle" },
      batchSize: 16,
      epochs: 40,
      labelSmoothing: 0.1,
      clipNorm: 5,
    });
    expect(() => params({ framePool: 3 })).toThrow("framePool");
  });

  test("has the paper's parameters, but for the biases that batch norm takes away", () => {
    // 104 536 in the paper's code; + batch norm of the input - biases of 32 convolutions
    const paper = 104_536;
    expect(countParameters(timnetNetwork([39, 215], 8, params()))).toBe(paper + 2 * 39 - 32 * 39);
    expect(countParameters(timnetNetwork([39, 215], 8, params({ inputNorm: false })))).toBe(paper - 32 * 39);
  });

  test("blocks, channels and the input's batch norm are what was asked for", () => {
    const names = namesOf({ blocks: 2, inputNorm: false });
    expect(names.filter((name) => name.endsWith(".weight"))).toEqual([
      "start.weight",
      "block1a.weight",
      "block1aNorm.weight",
      "block1b.weight",
      "block1bNorm.weight",
      "block2a.weight",
      "block2aNorm.weight",
      "block2b.weight",
      "block2bNorm.weight",
      "scales.weight",
      "output.weight",
    ]);
    expect(namesOf({})).toContain("inputNorm.weight");
    expect(
      initialWeights(timnetNetwork([5, 9], 3, params({ channels: 7 })), 1).get("output.weight")?.length,
    ).toBe(21);
  });

  test("dropout silences channels of blocks and of the summary", () => {
    const masks = (raw: object) => trace(timnetNetwork([5, 9], 3, params(raw)), 2, true).graph.dropoutMasks;
    expect(masks({ dropout: 0, headDropout: 0 })).toEqual([]);
    expect(masks({ blocks: 1, dropout: 0.3, headDropout: 0.4, channels: 6 })).toEqual([
      { name: "block1aNorm.mask", shape: [2, 12], rate: 0.3 },
      { name: "block1bNorm.mask", shape: [2, 12], rate: 0.3 },
      { name: "headDropout.mask", shape: [2, 6], rate: 0.4 },
    ]);
  });

  test("an untrained network sees the halves of its directions swapped when time is reversed", async () => {
    const rows = 2;
    const [coefficients, frames] = [4, 11];
    const network = timnetNetwork(
      [coefficients, frames],
      3,
      params({ channels: 5, blocks: 3, inputNorm: false }),
    );
    const weights = new Map(initialWeights(network, 3));
    const swapped = new Map(weights);
    for (const [name, data] of weights) {
      if (!/^(start|block)/.test(name)) continue;
      const half = data.length / 2;
      swapped.set(
        name,
        Float32Array.from(data, (_, i) => data[(i + half) % data.length]),
      );
    }
    const x = createClusters([coefficients, frames], 2, rows).x;
    const reversed = x.map((_, i) => x[i - (i % frames) + (frames - 1 - (i % frames))]);
    const run = (onnx: Uint8Array, features: Float32Array<ArrayBuffer>) =>
      runOnnx(onnx, "features", "probabilities", features, [rows, coefficients, frames]);
    const plain = await run(exportNetwork(network, weights), x);
    assertClose(await run(exportNetwork(network, swapped), reversed), plain, { absolute: 1e-6 });
    const onlyReversed = await run(exportNetwork(network, weights), reversed);
    expect(Math.max(...onlyReversed.map((p, i) => Math.abs(p - plain[i])))).toBeGreaterThan(1e-4);
  });

  test("fits a tiny set within seconds, with frames pooled too", async () => {
    const data = createClusters([6, 20], 3, 48, { noise: 0.7 });
    for (const framePool of [1, 2, 4]) {
      const options = params({ framePool, channels: 8, blocks: 3, epochs: 15, learningRate: 0.02 });
      const { onnx, history } = await timnet.fit(data, options, { seed: 1, threads: 1 });
      expect(history[14].loss, `pool ${framePool}`).toBeLessThan(history[0].loss);
      const probabilities = await runOnnx(onnx, "features", "probabilities", data.x, [48, 6, 20]);
      const right = Array.from(data.y).filter((label, row) => {
        const own = probabilities.subarray(row * 3, row * 3 + 3);
        return own.indexOf(Math.max(...own)) === label;
      });
      expect(right.length / 48, `pool ${framePool}`).toBeGreaterThan(0.9);
    }
  });

  test("features that are no image are refused", () => {
    expect(() => timnetNetwork([39], 8, params())).toThrow(
      "expected an image [coefficient, frame]; got [39].",
    );
  });
});
