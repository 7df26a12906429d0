import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileValues } from "../../../test/evaluate.ts";
import { hashed } from "../../../test/hashed.ts";
import { exportNetwork } from "../export.ts";
import { Graph } from "../graph.ts";
import { initialWeights, network, trace } from "../network.ts";
import { decodeModel } from "../onnx/builder.ts";
import { conv1d, conv2d } from "./conv.ts";
import { dense, flatten } from "./dense.ts";
import { batchNorm } from "./norm.ts";

const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

describe("convolution layers", () => {
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

  test("same padding gives ceil(length / stride) outputs, causal padding as many", () =>
    fc.assert(
      fc.property(
        fc.record({
          frames: between(1, 20),
          kernel: between(1, 9),
          stride: between(1, 4),
          dilation: between(1, 3),
        }),
        ({ frames, kernel, stride, dilation }) => {
          for (const padding of ["same", "causal"] as const) {
            const x = new Graph(2, true).leaf("x", [2, 3, frames]);
            const y = conv1d(x, { channels: 4, kernel, stride, dilation, padding });
            expect(y.shape).toEqual([2, 4, Math.ceil(frames / stride)]);
          }
        },
      ),
      { seed: 20260726 },
    ));

  test("causal outputs do not see frames after their own", async () => {
    const series = network([2, 9], (x) =>
      flatten(conv1d(x, { name: "conv", channels: 1, kernel: 3, dilation: 2, padding: "causal" })),
    );
    const evaluate = await compileValues([trace(series, 1, true).logits]);
    const weights = Object.fromEntries(initialWeights(series, 1));
    const features = Float32Array.from(hashed(1, 18));
    const [before] = await evaluate({ ...weights, features });
    features.fill(100, 5, 9).fill(100, 14, 18);
    const [after] = await evaluate({ ...weights, features });
    const changed = Array.from(after, (number, frame) => number !== before[frame]);
    expect(changed).toEqual([false, false, false, false, false, true, true, true, true]);
  });

  test("weights are uniform within 1 / sqrt(fan in of the group)", () => {
    const image = network([8, 20, 20], (x) =>
      flatten(conv2d(x, { name: "conv", channels: 40, kernel: [5, 5], groups: 4 })),
    );
    for (const [name, data] of initialWeights(image, 1)) {
      expect(data.length, name).toBe(name === "conv.bias" ? 40 : 40 * 2 * 25);
      const largest = Math.max(...data.map(Math.abs));
      expect(largest, name).toBeLessThanOrEqual(1 / Math.sqrt(50));
      expect(largest, name).toBeGreaterThan(0.9 / Math.sqrt(50));
    }
  });

  test("inputs of another rank are refused by the layer's name", () => {
    const graph = new Graph(2, true);
    const [series, image] = [graph.leaf("s", [2, 3, 9]), graph.leaf("i", [2, 3, 9, 9])];
    expect(() => conv1d(image, { name: "a", channels: 4, kernel: 3, padding: "same" })).toThrow(
      "layer a (conv): expected a series [row, channel, frame] and weights [out, channel, kernel]; got [2, 3, 9, 9] and [4, 3, 3].",
    );
    expect(() => conv2d(series, { name: "b", channels: 4, kernel: [3, 3], padding: [1, 1] })).toThrow(
      "layer b (conv): expected an image",
    );
  });
});
