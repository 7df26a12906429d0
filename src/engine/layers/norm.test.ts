import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { hashed } from "../../../test/hashed.ts";
import { runOnnx } from "../../../test/run-model.ts";
import { exportNetwork } from "../export.ts";
import { Graph } from "../graph.ts";
import { initialWeights, network, trace } from "../network.ts";
import { flatten } from "./dense.ts";
import { type BatchNormOptions, batchNorm, layerNorm } from "./norm.ts";

describe("batch norm", () => {
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

  test("left in training, it goes by the rows that are there, however many", async () => {
    const left = network([2, 3], (x) => flatten(batchNorm(x, { name: "norm", leftInTraining: true })));
    const onnx = exportNetwork(left, initialWeights(left, 1), "values");
    for (const rows of [1, 5]) {
      const x = Float32Array.from(hashed(1, rows * 6));
      const values = await runOnnx(onnx, "features", "values", x, [rows, 2, 3]);
      for (const channel of [0, 1]) {
        const own = (_: number, i: number) => Math.floor(i / 3) % 2 === channel;
        const before = x.filter(own);
        const mean = before.reduce((sum, number) => sum + number, 0) / before.length;
        const variance = before.reduce((sum, number) => sum + (number - mean) ** 2, 0) / before.length;
        const expected = before.map((number) => (number - mean) / Math.sqrt(variance + 1e-5));
        assertClose(values.filter(own), expected, { absolute: 1e-5 });
      }
    }
  });

  /** Output and running statistics of six rows, four of which count. */
  async function normalised(options: BatchNormOptions): Promise<Float32Array[]> {
    const graph = new Graph(6, true);
    const y = batchNorm(graph.leaf("x", [6, 2, 3]), { ...options, name: "norm" });
    return (await compileValues([y, ...graph.statistics.map(({ next }) => next)]))({
      x: Float32Array.from(hashed(1, 36)),
      rowMask: Float32Array.of(1, 1, 1, 1, 0, 0),
      "norm.weight": Float32Array.of(1, 2),
      "norm.bias": Float32Array.of(3, 4),
      "norm.runningMean": new Float32Array(2),
      "norm.runningVariance": Float32Array.of(1, 1),
      "norm.mask": Float32Array.from({ length: 12 }, (_, i) => (i % 2) * 2),
    });
  }

  test("a virtual batch of all rows or more is the batch", async () => {
    const whole = await normalised({});
    for (const ghostRows of [6, 100]) expect(await normalised({ ghostRows })).toEqual(whole);
    expect(await normalised({ ghostRows: 2 })).not.toEqual(whole);
  });

  test("virtual batches take channel dropout too", async () => {
    const [plain] = await normalised({ ghostRows: 2 });
    const [dropped] = await normalised({ ghostRows: 2, channelDropout: 0.5 });
    const expected = plain.map((number, i) => number * (Math.floor(i / 3) % 2) * 2);
    for (let i = 0; i < 24; i++) expect(dropped[i]).toBeCloseTo(expected[i], 5);
  });

  /** Running mean and variance after a step in which the first rows count, from 5 and 7; x is 0, 1, 2, ... */
  async function moved(counted: number, places: number, options: BatchNormOptions = {}) {
    const graph = new Graph(5, true);
    batchNorm(graph.leaf("x", [5, 1, places]), { ...options, name: "norm" });
    const next = await (await compileValues(graph.statistics.map((one) => one.next)))({
      x: Float32Array.from({ length: 5 * places }, (_, i) => i),
      rowMask: Float32Array.from({ length: 5 }, (_, row) => Number(row < counted)),
      "norm.runningMean": Float32Array.of(5),
      "norm.runningVariance": Float32Array.of(7),
    });
    return next.map(([number]) => number);
  }

  test("a channel's only value leaves the running statistics as they are", async () => {
    expect(await moved(1, 1)).toEqual([5, 7]);
    assertClose(await moved(2, 1), [4.55, 6.35], { absolute: 1e-6 });
    assertClose(await moved(1, 2), [4.55, 6.35], { absolute: 1e-6 });
  });

  test("so does that of a virtual batch", async () => {
    expect(await moved(1, 1, { ghostRows: 2 })).toEqual([5, 7]);
    expect(await moved(5, 1, { ghostRows: 1 })).toEqual([5, 7]);
    expect(await moved(5, 1, { ghostRows: 2 })).toEqual(await moved(4, 1, { ghostRows: 2 }));
    expect(await moved(3, 2, { ghostRows: 2 })).not.toEqual(await moved(2, 2, { ghostRows: 2 }));
  });

  test("virtual batches without rows are refused", () => {
    const x = new Graph(6, true).leaf("x", [6, 2]);
    for (const ghostRows of [0, 1.5])
      expect(() => batchNorm(x, { name: "norm", ghostRows })).toThrow(
        `layer norm (batchNorm): expected virtual batches of 1 or more rows; got ${ghostRows}.`,
      );
  });
});

test("layer norm starts with weights of 1 and biases of 0", () => {
  const weights = initialWeights(
    network([2, 3], (x) => flatten(layerNorm(x, { name: "norm" }))),
    1,
  );
  expect(weights).toEqual(
    new Map([
      ["norm.weight", Float32Array.of(1, 1, 1)],
      ["norm.bias", Float32Array.of(0, 0, 0)],
    ]),
  );
});
