import { describe, expect, test } from "vitest";
import { checkGradients } from "../../../test/gradient-check.ts";
import { Graph } from "../graph.ts";
import { initialWeights, network } from "../network.ts";
import { softmax } from "../ops/loss.ts";
import { affine, matmul } from "../ops/matmul.ts";
import { attentionPool, selfAttention, squeezeExcite } from "./attention.ts";
import { flatten } from "./dense.ts";

const shapesOf = (graph: Graph): [string, readonly number[]][] =>
  graph.parameters.map(({ name, shape }) => [name, shape]);

describe("squeeze and excite", () => {
  test("has a quarter of the channels between, or the share that was asked for, or one", () => {
    for (const [channels, squeeze, neurons] of [
      [8, undefined, 2],
      [8, 2, 4],
      [3, 16, 1],
    ] as const) {
      const graph = new Graph(2, true);
      const x = graph.leaf("x", [2, channels, 5]);
      expect(squeezeExcite(x, squeeze === undefined ? {} : { squeeze }).shape).toEqual(x.shape);
      expect(shapesOf(graph)).toEqual([
        ["squeezeExcite1Squeeze.weight", [neurons, channels]],
        ["squeezeExcite1Squeeze.bias", [neurons]],
        ["squeezeExcite1Excite.weight", [channels, neurons]],
        ["squeezeExcite1Excite.bias", [channels]],
      ]);
    }
  });
});

describe("self-attention", () => {
  test("starts as torch.nn.MultiheadAttention", () => {
    const series = network([4, 64], (x) => flatten(selfAttention(x, { name: "attention", heads: 4 })));
    const weights = initialWeights(series, 1);
    const largest = (name: string): number => Math.max(...(weights.get(name) ?? []).map(Math.abs));
    expect([...weights].map(([name, { length }]) => [name, length])).toEqual([
      ["attention.inWeight", 3 * 64 * 64],
      ["attention.inBias", 3 * 64],
      ["attention.outWeight", 64 * 64],
      ["attention.outBias", 64],
    ]);
    expect(largest("attention.inWeight")).toBeCloseTo(Math.sqrt(6 / 256), 3);
    expect(largest("attention.outWeight")).toBeCloseTo(1 / 8, 3);
    expect(largest("attention.inBias") + largest("attention.outBias")).toBe(0);
  });

  test("gradients through products of series", () =>
    checkGradients({
      shapes: [
        [2, 3, 4],
        [5, 4],
      ],
      build: ([x, w]) => matmul(softmax(matmul(x, x, { transposeB: true })), affine(x, w, undefined)),
    }));

  test("heads that do not divide the channels, and vectors, are refused", () => {
    const graph = new Graph(2, true);
    const attempt = (shape: number[], heads: number) => () =>
      selfAttention(graph.leaf("x", shape), { name: "attention", heads });
    expect(attempt([2, 5, 8], 3)).toThrow(
      "layer attention (selfAttention): expected x [row, frame, channel] with channels for 3 heads alike; got [2, 5, 8].",
    );
    expect(attempt([2, 8], 1)).toThrow("expected x [row, frame, channel]");
    expect(attempt([2, 5, 8], 0)).toThrow("for 0 heads");
  });
});

describe("attention pooling", () => {
  test("asks how many frames are real, and refuses what is no series", () => {
    const graph = new Graph(2, true);
    expect(graph.countsFrames).toBe(false);
    expect(attentionPool(graph.leaf("x", [2, 5, 8]), { heads: 3 }).shape).toEqual([2, 3, 8]);
    expect(graph.countsFrames).toBe(true);
    expect(shapesOf(graph)).toEqual([["attentionPool1.weight", [3, 8]]]);
    expect(() => attentionPool(graph.leaf("x", [2, 8]), { name: "pool" })).toThrow(
      "layer pool (attentionPool): expected x [row, frame, channel]; got [2, 8].",
    );
  });
});
