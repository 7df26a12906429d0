import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { Graph, type Value } from "../graph.ts";
import { initialWeights, network, trace } from "../network.ts";
import { flatten } from "./dense.ts";
import { gaborConv1d, gaborConv2d, rbf, rbfConv1d, rbfConv2d } from "./shaped-kernels.ts";

/** The output of a fresh layer, some of its parameters set by hand. */
async function outputOf(
  shape: readonly number[],
  features: Float32Array,
  build: (x: Value) => Value,
  set: Record<string, number[]>,
): Promise<Float32Array> {
  const layer = network(shape, (x) => flatten(build(x)));
  const given = Object.entries(set).map(([name, numbers]) => [name, Float32Array.from(numbers)]);
  const feeds = { ...Object.fromEntries([...initialWeights(layer, 1), ...given]), features };
  const [output] = await (await compileValues([trace(layer, 1, false).logits]))(feeds);
  return output;
}

const startOf = (shape: readonly number[], build: (x: Value) => Value): Map<string, number[]> =>
  new Map(
    [
      ...initialWeights(
        network(shape, (x) => flatten(build(x))),
        1,
      ),
    ].map(([name, data]) => [name, [...data]]),
  );

describe("gabor convolution", () => {
  test("answers a wave of its own frequency, and hardly another", async () => {
    const wave = (cycles: number): Float32Array =>
      Float32Array.from({ length: 41 }, (_, t) => Math.cos(2 * Math.PI * cycles * (t - 20)));
    const set = {
      "gabor.frequency": [0.2],
      "gabor.bandwidth": [0.03],
      "gabor.phase": [0],
      "gabor.weight": [1],
      "gabor.bias": [0],
    };
    const answer = async (cycles: number): Promise<number> => {
      const build = (x: Value): Value => gaborConv1d(x, { name: "gabor", channels: 1, kernel: 41 });
      return (await outputOf([1, 41], wave(cycles), build, set))[0];
    };
    // The sum of the envelope, halved by the wave's square.
    expect(await answer(0.2)).toBeCloseTo(1 / (2 * 0.03 * Math.sqrt(2 * Math.PI)), 1);
    expect(Math.abs(await answer(0.35))).toBeLessThan(0.01);
  });

  test("of an image answers waves of its own orientation", async () => {
    const waves = [0, Math.PI / 2].map((angle) =>
      Float32Array.from({ length: 441 }, (_, i) => {
        const [h, w] = [Math.floor(i / 21) - 10, (i % 21) - 10];
        return Math.cos(2 * Math.PI * 0.2 * (h * Math.cos(angle) + w * Math.sin(angle)));
      }),
    );
    const set = {
      "gabor.frequency": [0.2, 0.2],
      "gabor.orientation": [0, Math.PI / 2],
      "gabor.bandwidth": [0.06, 0.06],
      "gabor.crossBandwidth": [0.06, 0.06],
      "gabor.phase": [0, 0],
      "gabor.weight": [1, 1],
      "gabor.bias": [0, 0],
    };
    const build = (x: Value): Value => gaborConv2d(x, { name: "gabor", channels: 2, kernel: [21, 21] });
    for (const [own, wave] of waves.entries()) {
      const answers = await outputOf([1, 21, 21], wave, build, set);
      expect(answers[own]).toBeGreaterThan(10);
      expect(Math.abs(answers[1 - own])).toBeLessThan(0.1);
    }
  });

  test("starts with frequencies that cover the spectrum and an envelope that fits its kernel", () => {
    const start = startOf([2, 30], (x) => gaborConv1d(x, { name: "gabor", channels: 4, kernel: 12 }));
    assertClose(start.get("gabor.frequency") ?? [], [0.0625, 0.1875, 0.3125, 0.4375], { relative: 1e-6 });
    assertClose(start.get("gabor.bandwidth") ?? [], new Array(4).fill(1 / (2 * Math.PI * 2)), {
      relative: 1e-6,
    });
    expect(start.get("gabor.weight")?.length).toBe(8);
    const image = startOf([1, 9, 9], (x) => gaborConv2d(x, { name: "gabor", channels: 5, kernel: [3, 9] }));
    expect(new Set(image.get("gabor.orientation")).size).toBe(5);
    for (const angle of image.get("gabor.orientation") ?? [])
      expect(angle >= 0 && angle < Math.PI).toBe(true);
  });
});

describe("gaussian kernels", () => {
  test("are bumps around their centres", async () => {
    const impulse = new Float32Array(7);
    impulse[3] = 1;
    const set = { "rbf.centre": [1], "rbf.sharpness": [2], "rbf.weight": [3], "rbf.bias": [0] };
    const build = (x: Value): Value => rbfConv1d(x, { name: "rbf", channels: 1, kernel: 7, padding: 3 });
    const output = await outputOf([1, 7], impulse, build, set);
    // A cross-correlation with an impulse shows the kernel in reverse.
    const kernel = [-3, -2, -1, 0, 1, 2, 3].map((t) => 3 * Math.exp(-((2 * (t - 1)) ** 2) / 2));
    assertClose(output, kernel.toReversed(), { absolute: 1e-6 });
  });

  test("start spread over the kernel", () => {
    const start = startOf([1, 12], (x) => rbfConv1d(x, { name: "rbf", channels: 3, kernel: 6 }));
    assertClose(start.get("rbf.centre") ?? [], [-2, 0, 2], { absolute: 1e-6 });
    assertClose(start.get("rbf.sharpness") ?? [], [1, 1, 1], { absolute: 1e-6 });
    const image = startOf([1, 9, 9], (x) => rbfConv2d(x, { name: "rbf", channels: 3, kernel: [6, 9] }));
    assertClose(image.get("rbf.centreHeight") ?? [], [-2, 0, 2], { absolute: 1e-6 });
    for (const centre of image.get("rbf.centreWidth") ?? [])
      expect(Math.abs(centre)).toBeLessThanOrEqual(4.5);
  });
});

describe("radial basis functions", () => {
  test("are 1 at their centres and fall with the distance", async () => {
    const set = { "rbf.centre": [1, 2, 4, 6], "rbf.sharpness": [0.7, 0.2] };
    const output = await outputOf([2], Float32Array.of(1, 2), (x) => rbf(x, 2, { name: "rbf" }), set);
    assertClose(output, [1, Math.exp((-0.5 * 25) / 25)], { absolute: 1e-6 });
  });

  test("start at normal centres, as wide as their distances", () => {
    const start = startOf([400], (x) => rbf(x, 50, { name: "rbf" }));
    const centres = start.get("rbf.centre") ?? [];
    const square = centres.reduce((sum, one) => sum + one * one, 0) / centres.length;
    expect(square).toBeCloseTo(1, 1);
    assertClose(start.get("rbf.sharpness") ?? [], new Array(50).fill(0.05), { relative: 1e-6 });
  });

  test("series are refused", () => {
    const x = new Graph(2, true).leaf("x", [2, 3, 4]);
    expect(() => rbf(x, 5, { name: "rbf" })).toThrow("layer rbf (matmul): expected matrices");
  });
});
