import { describe, expect, test } from "vitest";
import { createClusters } from "../../test/clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { exportNetwork } from "../engine/export.ts";
import { countParameters, initialWeights, trace } from "../engine/network.ts";
import { multimodalMlp, multimodalMlpNetwork } from "./multimodal-mlp.ts";

const params = (raw: object = {}) => parseParams("model multimodal-mlp", multimodalMlp.params, raw);
const small = { hidden: [6, 4], head: [5] };

describe("multimodal-mlp", () => {
  test("has the report's three blocks by default, and two where asked for", () => {
    expect(params()).toMatchObject({ blocks: 3, dropout: 0, batchNorm: false });
    expect(() => params({ blocks: 1 })).toThrow("blocks");
    const block = (coefficients: number): number => coefficients * 10 * 6 + 6 + 6 * 4 + 4;
    const head = (blocks: number): number => blocks * 4 * 5 + 5 + 5 * 8 + 8;
    expect(countParameters(multimodalMlpNetwork([7, 10], 8, params(small)))).toBe(
      block(2) + block(2) + block(3) + head(3),
    );
    expect(countParameters(multimodalMlpNetwork([7, 10], 8, params({ ...small, blocks: 2 })))).toBe(
      block(3) + block(4) + head(2),
    );
  });

  test("without hidden layers in the head, the blocks' outputs go to the labels", () => {
    const { graph } = trace(multimodalMlpNetwork([6, 4], 3, params({ hidden: [7], head: [] })), 1, false);
    expect(graph.parameters.map(({ name }) => name)).toEqual([
      ...[1, 2, 3].flatMap((i) => [`block${i}Hidden1.weight`, `block${i}Hidden1.bias`]),
      "output.weight",
      "output.bias",
    ]);
  });

  test("batch norm and dropout follow every hidden layer", () => {
    const options = params({ ...small, blocks: 2, batchNorm: true, dropout: 0.25 });
    const { graph } = trace(multimodalMlpNetwork([4, 3], 3, options), 2, true);
    const hidden = ["block1Hidden1", "block1Hidden2", "block2Hidden1", "block2Hidden2", "head1"];
    expect(graph.statistics.map(({ name }) => name)).toEqual(
      hidden.flatMap((name) => [`${name}Norm.runningMean`, `${name}Norm.runningVariance`]),
    );
    expect(graph.dropoutMasks).toEqual(
      hidden.map((name, i) => ({ name: `${name}Dropout.mask`, shape: [2, [6, 4, 6, 4, 5][i]], rate: 0.25 })),
    );
  });

  test("a block sees its own range of coefficients only", async () => {
    const network = multimodalMlpNetwork([6, 4], 3, params(small));
    const weights = new Map(initialWeights(network, 1));
    // The second block's weights at 0: coefficients 2 and 3 no longer count.
    weights.set("block2Hidden1.weight", new Float32Array(2 * 4 * 6));
    const onnx = exportNetwork(network, weights);
    const answer = (changed: number): Promise<Float32Array> => {
      const x = createClusters([6, 4], 3, 1).x;
      for (let frame = 0; frame < 4; frame++) x[changed * 4 + frame] += 10;
      return runOnnx(onnx, "features", "probabilities", x, [1, 6, 4]);
    };
    expect(await answer(3)).toEqual(await answer(2));
    for (const other of [0, 1, 4, 5]) expect(await answer(other)).not.toEqual(await answer(2));
  });

  test("an image with fewer coefficients than blocks is refused", () => {
    expect(() => multimodalMlpNetwork([2, 50], 8, params())).toThrow(
      "expected an image [coefficient, frame] of 3 coefficients or more; got [2, 50].",
    );
  });
});
