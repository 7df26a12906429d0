import { describe, expect, test } from "vitest";
import { createClusters } from "../../test/clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { countParameters, trace } from "../engine/network.ts";
import { seResnet, seResnetNetwork } from "./se-resnet.ts";

const params = (raw: object = {}) => parseParams("model se-resnet", seResnet.params, raw);

describe("se-resnet", () => {
  test("has 0.6 million numbers to learn by default, in the layers that were asked for", () => {
    expect(countParameters(seResnetNetwork([64, 128], 8, params()))).toBe(619_696);
    const { graph } = trace(seResnetNetwork([9, 14], 3, params({ stem: 4, blocks: [4, 8] })), 2, true);
    const weights = graph.parameters.filter(({ shape }) => shape.length > 1);
    expect(weights.map(({ name, shape }) => [name, shape])).toEqual([
      ["stem.weight", [4, 1, 5, 5]],
      ["block1First.weight", [4, 4, 3, 3]],
      ["block1Second.weight", [4, 4, 3, 3]],
      ["block1AttentionSqueeze.weight", [1, 4]],
      ["block1AttentionExcite.weight", [4, 1]],
      ["block2First.weight", [8, 4, 3, 3]],
      ["block2Second.weight", [8, 8, 3, 3]],
      ["block2AttentionSqueeze.weight", [2, 8]],
      ["block2AttentionExcite.weight", [8, 2]],
      ["block2Skip.weight", [8, 4, 1, 1]],
      ["output.weight", [3, 16]],
    ]);
    expect(graph.dropoutMasks.map(({ name, shape, rate }) => [name, shape, rate])).toEqual([
      ["block1Dropout.mask", [2, 4], 0.1],
      ["block2Dropout.mask", [2, 8], 0.1],
      ["dropout1.mask", [2, 16], 0.2],
    ]);
  });

  test("fits a tiny set within seconds, with masks", async () => {
    const data = createClusters([8, 12], 3, 48, { noise: 0.7 });
    const options = params({ stem: 4, blocks: [8], epochs: 12, coefficientMask: 2, frameMask: 3 });
    const { onnx, history } = await seResnet.fit(data, options, { seed: 1, threads: 1 });
    expect(history[11].loss).toBeLessThan(history[0].loss);
    const probabilities = await runOnnx(onnx, "features", "probabilities", data.x, [48, 8, 12]);
    const right = Array.from(data.y).filter((label, row) => {
      const own = probabilities.subarray(row * 3, row * 3 + 3);
      return own.indexOf(Math.max(...own)) === label;
    });
    expect(right.length / 48).toBeGreaterThan(0.9);
    const bare = await seResnet.fit(
      data,
      { ...options, coefficientMask: 0, frameMask: 0 },
      { seed: 1, threads: 1 },
    );
    expect(bare.onnx).not.toEqual(onnx);
  });

  test("features that are no image are refused", () => {
    expect(() => seResnetNetwork([39], 8, params())).toThrow(
      "expected an image [coefficient, frame]; got [39].",
    );
  });
});
