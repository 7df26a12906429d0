import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { hashed } from "../../../test/hashed.ts";
import { exportNetwork } from "../export.ts";
import { initialWeights, network, trace } from "../network.ts";
import { decodeModel } from "../onnx/builder.ts";
import { scale } from "../ops/elementwise.ts";
import { batchNorm, conv1d, dense, flatten, weightedSum } from "./index.ts";

describe("layers", () => {
  test("channel dropout silences whole channels of the batch norm's output, while training only", async () => {
    const series = network([3, 50], (x) => flatten(batchNorm(x, { name: "norm", channelDropout: 0.25 })));
    const { graph, logits } = trace(series, 2, true);
    expect(graph.dropoutMasks).toEqual([{ name: "norm.mask", shape: [2, 3], rate: 0.25 }]);
    const feeds = {
      features: Float32Array.from(hashed(1, 300)),
      rowMask: Float32Array.of(1, 1),
      "norm.weight": Float32Array.of(1, 1, 1),
      "norm.bias": Float32Array.of(2, 2, 2),
      "norm.mask": Float32Array.of(0, 4 / 3, 4 / 3, 4 / 3, 0, 4 / 3),
    };
    const [output] = await (await compileValues([logits]))(feeds);
    const zeros = Array.from({ length: 6 }, (_, i) =>
      output.subarray(50 * i, 50 * i + 50).every((number) => number === 0),
    );
    expect(zeros).toEqual([true, false, false, false, true, false]);
    expect(trace(series, 2, false).graph.dropoutMasks).toEqual([]);
  });

  test("a weighted sum starts as the mean and learns one weight per value", async () => {
    const sum = network([2, 3], (x) => weightedSum([x, scale(x, 3)], { name: "scales" }));
    expect(initialWeights(sum, 1)).toEqual(new Map([["scales.weight", Float32Array.of(0.5, 0.5)]]));
    const evaluate = await compileValues([trace(sum, 1, true).logits]);
    const features = Float32Array.of(1, 2, 3, 4, 5, 6);
    const [output] = await evaluate({ features, "scales.weight": Float32Array.of(10, -1) });
    assertClose(output, [7, 14, 21, 28, 35, 42], { relative: 1e-6 });
  });

  test("a causal convolution has PyTorch's weights, and folds with its batch norm", () => {
    const series = network([4, 9], (x) => {
      const h = conv1d(x, {
        name: "conv",
        channels: 6,
        kernel: 2,
        dilation: 3,
        padding: "causal",
        groups: 2,
        bias: false,
      });
      return dense(flatten(batchNorm(h)), 3);
    });
    const weights = initialWeights(series, 1);
    expect(weights.get("conv.weight")?.length).toBe(6 * 2 * 2);
    expect(Math.max(...(weights.get("conv.weight") ?? []))).toBeLessThanOrEqual(0.5);
    const operators = decodeModel(exportNetwork(series, weights)).graph?.node.map(({ opType }) => opType);
    expect(operators).not.toContain("BatchNormalization");
    const odd = network([5, 9], (x) => conv1d(x, { name: "odd", channels: 6, kernel: 2, groups: 2 }));
    expect(() => initialWeights(odd, 1)).toThrow("layer odd (conv): expected a series");
  });
});
