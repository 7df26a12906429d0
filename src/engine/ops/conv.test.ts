import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { checkGradients } from "../../../test/gradient-check.ts";
import { hashed } from "../../../test/hashed.ts";
import { Graph, type Shape, sizeOf } from "../graph.ts";
import { conv } from "./conv.ts";
import type { ConvGeometry } from "./conv-geometry.ts";

interface Case {
  readonly x: readonly number[];
  readonly weight: readonly number[];
  readonly geometry: ConvGeometry;
}

const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** Geometries of all kinds over series or images, with inputs that are large enough for them. */
function casesOf(
  rank: number,
  limits: { channels: [number, number]; kernel: number; stride: number },
): fc.Arbitrary<Case> {
  const each = (min: number, max: number): fc.Arbitrary<number[]> =>
    fc.array(between(min, max), { minLength: rank, maxLength: rank });
  return fc
    .record({
      kernel: each(1, limits.kernel),
      strides: each(1, limits.stride),
      dilations: each(1, 2),
      before: each(0, 3),
      after: each(0, 3),
      extra: each(0, 4),
      batch: between(1, 2),
      groups: between(1, 3),
      channels: between(...limits.channels),
      out: between(1, 2),
    })
    .map(({ kernel, strides, dilations, before, after, extra, batch, groups, channels, out }) => {
      const size = kernel.map((positions, axis) => {
        const reach = dilations[axis] * (positions - 1) + 1;
        return Math.max(1, reach - before[axis] - after[axis]) + extra[axis];
      });
      return {
        x: [batch, groups * channels, ...size],
        weight: [groups * out, channels, ...kernel],
        geometry: { strides, dilations, pads: [...before, ...after], groups },
      };
    });
}

const few = { channels: [1, 2], kernel: 3, stride: 3 } satisfies Parameters<typeof casesOf>[1];
const cases = fc.oneof(casesOf(1, few), casesOf(2, few));

/** Causal kernels that see every frame, some frames, and positions before all frames. */
const causal: fc.Arbitrary<Case> = fc
  .record({ frames: between(1, 7), kernel: between(1, 3), dilation: between(1, 8), groups: between(1, 2) })
  .map(({ frames, kernel, dilation, groups }) => ({
    x: [2, groups * 2, frames],
    weight: [groups, 2, kernel],
    geometry: { strides: [1], dilations: [dilation], pads: [(kernel - 1) * dilation, 0], groups },
  }));

/** The definition, number by number; a series is an image of height 1. */
function naiveConv(
  x: Float32Array,
  xs: Shape,
  w: Float32Array,
  ws: Shape,
  at: ConvGeometry,
  ys: Shape,
): number[] {
  const image = (shape: Shape): Shape => (shape.length === 3 ? [shape[0], shape[1], 1, shape[2]] : shape);
  const pair = (numbers: Shape, neutral: number): Shape =>
    numbers.length === 1 ? [neutral, ...numbers] : numbers;
  const [, channels, height, width] = image(xs);
  const [, each, kernelHeight, kernelWidth] = image(ws);
  const [rows, out, outHeight, outWidth] = image(ys);
  const strides = pair(at.strides, 1);
  const dilations = pair(at.dilations, 1);
  const pads = pair(at.pads.slice(0, at.strides.length), 0);
  const y: number[] = [];
  for (let n = 0; n < rows; n++)
    for (let o = 0; o < out; o++)
      for (let h = 0; h < outHeight; h++)
        for (let v = 0; v < outWidth; v++) {
          let sum = 0;
          for (let c = 0; c < each; c++)
            for (let i = 0; i < kernelHeight; i++)
              for (let j = 0; j < kernelWidth; j++) {
                const row = h * strides[0] + i * dilations[0] - pads[0];
                const column = v * strides[1] + j * dilations[1] - pads[1];
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                const channel = Math.floor((o * at.groups) / out) * each + c;
                sum +=
                  x[((n * channels + channel) * height + row) * width + column] *
                  w[((o * each + c) * kernelHeight + i) * kernelWidth + j];
              }
          y.push(sum);
        }
  return y;
}

describe("convolution", () => {
  test("is its definition, for strides, dilations, paddings and groups of all kinds", () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(cases, causal), async ({ x, weight, geometry }) => {
        const graph = new Graph(1, true);
        const y = conv(graph.leaf("x", x), graph.leaf("w", weight), undefined, geometry);
        const data = {
          x: Float32Array.from(hashed(1, sizeOf(x))),
          w: Float32Array.from(hashed(2, sizeOf(weight))),
        };
        const [actual] = await (await compileValues([y]))(data);
        assertClose(actual, naiveConv(data.x, x, data.w, weight, geometry, y.shape), { absolute: 1e-5 });
      }),
      { numRuns: 80, seed: 20260726 },
    ));

  test("gradients by input, weight and bias, for geometries of all kinds", () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(cases, causal), ({ x, weight, geometry }) =>
        checkGradients({
          shapes: [x, weight, [weight[0]]],
          build: ([input, w, bias]) => conv(input, w, bias, geometry),
          step: 0.25,
        }),
      ),
      { numRuns: 60, seed: 20260727 },
    ));

  // Eight channels or more take other ways to the weight gradient.
  const many = { channels: [8, 8], kernel: 3, stride: 2 } satisfies Parameters<typeof casesOf>[1];
  test("weight gradients of many channels", () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(casesOf(1, many), casesOf(2, many)), ({ x, weight, geometry }) =>
        checkGradients({
          shapes: [x, weight],
          build: ([input, w]) => conv(input, w, undefined, geometry),
          by: [1],
          step: 0.25,
        }),
      ),
      { numRuns: 40, seed: 20260728 },
    ));

  const plain = (rank: number): ConvGeometry => ({
    strides: new Array<number>(rank).fill(1),
    dilations: new Array<number>(rank).fill(1),
    pads: new Array<number>(2 * rank).fill(0),
    groups: 1,
  });

  test("images and weights that do not fit are refused", () => {
    const graph = new Graph(1, true);
    const geometry = plain(2);
    const x = graph.leaf("x", [1, 2, 4, 4]);
    const w = graph.leaf("w", [3, 2, 5, 3]);
    expect(() => graph.inLayer("conv2d", "wiggle", () => conv(x, w, undefined, geometry))).toThrow(
      "layer wiggle (conv): expected an image at least as large as its kernel [5, 3] after padding; got [4, 4].",
    );
    expect(() => conv(x, graph.leaf("w", [3, 1, 1, 1]), undefined, geometry)).toThrow(
      "expected an image [row, channel, height, width] and weights [out, channel, kernel height, kernel width]; got [1, 2, 4, 4] and [3, 1, 1, 1]",
    );
    expect(() => conv(x, graph.leaf("w", [3, 2, 1, 1]), graph.leaf("b", [2]), geometry)).toThrow(
      "expected a bias [3]; got [2]",
    );
  });

  test("series, groups and steps that do not fit are refused", () => {
    const graph = new Graph(1, true);
    const x = graph.leaf("x", [2, 4, 9]);
    const attempt = (weight: number[], change: Partial<ConvGeometry>) => () =>
      conv(x, graph.leaf("w", weight), undefined, { ...plain(1), ...change });
    expect(attempt([3, 5, 2], {})).toThrow(
      "(conv): expected a series [row, channel, frame] and weights [out, channel, kernel]; got [2, 4, 9] and [3, 5, 2].",
    );
    expect(attempt([3, 2, 2], { groups: 2 })).toThrow("weights [out, channel / 2, kernel] for 2 groups; got");
    expect(attempt([3, 4, 10], {})).toThrow(
      "expected a series at least as long as its kernel [10] after padding; got [9].",
    );
    expect(attempt([3, 4, 2], { dilations: [0] })).toThrow("expected whole dilations of 1 or more; got [0].");
    expect(attempt([3, 4, 2], { strides: [1.5] })).toThrow("expected whole strides of 1 or more; got [1.5].");
    expect(attempt([3, 4, 2], { pads: [1, -1] })).toThrow(
      "expected whole paddings of 0 or more; got [1, -1].",
    );
    expect(attempt([3, 4, 2], { groups: 0 })).toThrow("expected whole groups of 1 or more; got [0].");
  });
});
