import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { evaluated } from "../../../test/evaluate.ts";
import { checkGradients } from "../../../test/gradient-check.ts";
import { hashed } from "../../../test/hashed.ts";
import { Graph, type Value } from "../graph.ts";
import { layerNormalisation } from "./layer-norm.ts";
import { batchNormTraining, channelAffine } from "./norm.ts";
import { concat, slice } from "./shape.ts";

describe("normalisation", () => {
  const masked = (graph: Graph, rows: number, kept: number): Value =>
    graph.constant(
      [rows],
      Float32Array.from({ length: rows }, (_, row) => (row < kept ? 1 : 0)),
    );

  test("batchNormTraining: gradients by x, scale and shift, for images, series and vectors", async () => {
    for (const shape of [
      [3, 2, 2, 3],
      [4, 2, 5],
      [5, 3],
    ]) {
      await checkGradients({
        shapes: [shape, [shape[1]], [shape[1]]],
        build: ([x, s, b]) => batchNormTraining(x, s, b, masked(x.graph, shape[0], shape[0]), 1e-2).output,
        step: 0.02,
        relative: 5e-3,
      });
    }
  });
  test("batchNormTraining: a gain per row and channel multiplies the output, and its gradients", async () => {
    for (const shape of [
      [3, 2, 4],
      [5, 2],
    ]) {
      const gain = Float32Array.from({ length: shape[0] * 2 }, (_, i) => (i % 3) * 0.8);
      const build = ([x, s, b]: readonly Value[], gained: boolean): Value => {
        const gains = gained ? x.graph.constant([shape[0], 2], gain) : undefined;
        return batchNormTraining(x, s, b, masked(x.graph, shape[0], shape[0] - 1), 1e-2, { gain: gains })
          .output;
      };
      const rest = shape.length === 3 ? 4 : 1;
      const data = [shape[0] * 2 * rest, 2, 2].map((n, i) => [...hashed(i, n)]);
      const plain = await evaluated([shape, [2], [2]], data, (inputs) => build(inputs, false));
      const gained = await evaluated([shape, [2], [2]], data, (inputs) => build(inputs, true));
      assertClose(
        gained,
        plain.map((number, i) => number * gain[Math.floor(i / rest)]),
        { absolute: 1e-5 },
      );
      await checkGradients({
        shapes: [shape, [2], [2]],
        build: (inputs) => slice(build(inputs, true), 0, 0, shape[0] - 1),
        relative: 5e-3,
      });
    }
  });
  test("batchNormTraining: masked rows take no part and receive no gradient", async () => {
    // Central differences see the loss over the rows that count only.
    await checkGradients({
      shapes: [[4, 2, 3], [2], [2]],
      build: ([x, s, b]) => slice(batchNormTraining(x, s, b, masked(x.graph, 4, 3), 1e-2).output, 0, 0, 3),
      relative: 5e-3,
    });
    const statistics = (rows: number, data: number[]): Promise<number[]> =>
      evaluated([[rows, 1, 2], [1], [1]], [data, [1], [0]], ([x, s, b]) => {
        const { mean, unbiasedVariance } = batchNormTraining(x, s, b, masked(x.graph, rows, 2), 1e-5);
        return concat([mean, unbiasedVariance], 0);
      });
    const [mean, variance] = await statistics(3, [1, 2, 3, 6, 1000, -500]);
    expect(mean).toBeCloseTo(3, 6);
    expect(variance).toBeCloseTo(14 / 3, 5);
    expect(await statistics(2, [1, 2, 3, 6])).toEqual([mean, variance]);
  });
  test("channelAffine: gradients per channel and per row and channel", async () => {
    for (const shape of [
      [2, 3, 4],
      [2, 3],
      [2, 3, 2, 2],
    ]) {
      for (const perChannel of [[3], [2, 3]]) {
        await checkGradients({
          shapes: [shape, perChannel, perChannel],
          build: ([x, f, t]) => channelAffine(x, f, t),
          step: 0.2,
        });
      }
    }
    expect(() => {
      const graph = new Graph(1, true);
      channelAffine(graph.leaf("x", [2, 3]), graph.leaf("f", [2]), graph.leaf("t", [2]));
    }).toThrow("expected x [row, channel, ...]");
  });

  /** Rows in virtual batches of three, the last row alone. */
  const inThrees = (graph: Graph): Value =>
    graph.constant(
      [3, 7],
      Float32Array.from({ length: 21 }, (_, i) => (Math.floor((i % 7) / 3) === Math.floor(i / 7) ? 1 : 0)),
    );

  test("virtual batches: gradients, with rows masked out of one of them or all rows of it, and with a gain", async () => {
    const gain = Float32Array.from({ length: 14 }, (_, i) => (i % 3) * 0.8);
    for (const kept of [7, 5, 3]) {
      for (const gained of [false, true]) {
        await checkGradients({
          shapes: [[7, 2, 3], [2], [2]],
          build: ([x, s, b]) => {
            const gains = gained ? x.graph.constant([7, 2], gain) : undefined;
            const options = { members: inThrees(x.graph), gain: gains };
            const { output } = batchNormTraining(x, s, b, masked(x.graph, 7, kept), 1e-2, options);
            // The row that is alone has the means of three numbers only.
            return slice(output, 0, 0, kept);
          },
          relative: 5e-3,
        });
      }
    }
  });
  test("a virtual batch is a batch of its own", async () => {
    const x = [...hashed(1, 42)];
    const first = (rows: number, members: boolean): Promise<number[]> =>
      evaluated([[rows, 2, 3], [2], [2]], [x.slice(0, rows * 6), [1, 2], [3, 4]], ([v, s, b]) => {
        const options = members ? { members: inThrees(v.graph) } : {};
        const { output } = batchNormTraining(v, s, b, masked(v.graph, rows, rows), 1e-5, options);
        return slice(output, 0, 0, 3);
      });
    assertClose(await first(7, true), await first(3, false), { absolute: 1e-6 });
  });
});

describe("layer normalisation", () => {
  test("value, and gradients by x, scale and shift", async () => {
    const y = await evaluated(
      [[1, 4], [4], [4]],
      [
        [1, 3, 5, 7],
        [1, 1, 1, 2],
        [0, 0, 0, 10],
      ],
      ([x, s, b]) => layerNormalisation(x, s, b, 0),
    );
    const deviation = Math.sqrt(5);
    assertClose(y, [-3 / deviation, -1 / deviation, 1 / deviation, 10 + 6 / deviation], { relative: 1e-6 });
    for (const leading of [[3], [2, 3], [1, 2, 2]])
      await checkGradients({
        shapes: [[...leading, 5], [5], [5]],
        build: ([x, s, b]) => layerNormalisation(x, s, b, 1e-2),
        relative: 5e-3,
      });
  });
  test("other shapes are refused", () => {
    const graph = new Graph(1, true);
    const [x, s] = [graph.leaf("x", [2, 3]), graph.leaf("s", [2])];
    expect(() => layerNormalisation(x, s, s, 1e-5)).toThrow(
      "(layerNorm): expected x [row, .., number], scale and shift [number]; got [2, 3] and [2] and [2].",
    );
  });
});
