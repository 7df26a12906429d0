import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { checkGradients } from "../../../test/gradient-check.ts";
import { hashed } from "../../../test/hashed.ts";
import { Graph, type Shape, sizeOf } from "../graph.ts";
import { type ConvGeometry, conv } from "./conv.ts";

const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const pair = (min: number, max: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(between(min, max), between(min, max));

/** Geometries of all kinds, with images that are large enough for them. */
const cases = fc
  .record({
    kernel: pair(1, 3),
    strides: pair(1, 3),
    dilations: pair(1, 2),
    pads: fc.tuple(between(0, 3), between(0, 3), between(0, 3), between(0, 3)),
    extra: pair(0, 4),
    batch: between(1, 2),
    channels: between(1, 2),
    out: between(1, 3),
  })
  .map(({ kernel, strides, dilations, pads, extra, batch, channels, out }) => {
    const size = [0, 1].map((axis) => {
      const reach = dilations[axis] * (kernel[axis] - 1) + 1;
      return Math.max(1, reach - pads[axis] - pads[axis + 2]) + extra[axis];
    });
    return { x: [batch, channels, ...size], weight: [out, channels, ...kernel], strides, dilations, pads };
  });

/** The definition, number by number. */
function naiveConv(
  x: Float32Array,
  xs: Shape,
  w: Float32Array,
  ws: Shape,
  geometry: ConvGeometry,
  ys: Shape,
): Float64Array {
  const { strides, dilations, pads } = geometry;
  const y = new Float64Array(sizeOf(ys));
  let at = 0;
  for (let n = 0; n < ys[0]; n++)
    for (let o = 0; o < ys[1]; o++)
      for (let h = 0; h < ys[2]; h++)
        for (let v = 0; v < ys[3]; v++, at++)
          for (let c = 0; c < xs[1]; c++)
            for (let i = 0; i < ws[2]; i++)
              for (let j = 0; j < ws[3]; j++) {
                const row = h * strides[0] + i * dilations[0] - pads[0];
                const column = v * strides[1] + j * dilations[1] - pads[1];
                if (row < 0 || row >= xs[2] || column < 0 || column >= xs[3]) continue;
                y[at] +=
                  x[((n * xs[1] + c) * xs[2] + row) * xs[3] + column] *
                  w[((o * ws[1] + c) * ws[2] + i) * ws[3] + j];
              }
  return y;
}

describe("conv2d", () => {
  test("is its definition, for strides, dilations and paddings of all kinds", () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ x, weight, ...geometry }) => {
        const graph = new Graph(1, true);
        const y = conv(graph.leaf("x", x), graph.leaf("w", weight), undefined, geometry);
        const data = {
          x: Float32Array.from(hashed(1, sizeOf(x))),
          w: Float32Array.from(hashed(2, sizeOf(weight))),
        };
        const [actual] = await (await compileValues([y]))(data);
        assertClose(actual, naiveConv(data.x, x, data.w, weight, geometry, y.shape), { absolute: 1e-5 });
      }),
      { numRuns: 30, seed: 20260726 },
    ));

  test("gradients by image, weight and bias, for strides, dilations and paddings of all kinds", () =>
    fc.assert(
      fc.asyncProperty(cases, ({ x, weight, ...geometry }) =>
        checkGradients({
          shapes: [x, weight, [weight[0]]],
          build: ([image, w, bias]) => conv(image, w, bias, geometry),
          step: 0.25,
        }),
      ),
      { numRuns: 30, seed: 20260727 },
    ));

  // Eight channels or more take other ways to the weight gradient.
  const wide = fc.record({
    kernel: pair(1, 3),
    strides: fc.tuple(between(1, 2), between(1, 3)),
    dilations: pair(1, 2),
    pads: fc.tuple(between(0, 2), between(0, 2), between(0, 2), between(0, 2)),
    extra: pair(0, 2),
  });
  test("weight gradients of many channels", () =>
    fc.assert(
      fc.asyncProperty(wide, ({ kernel, strides, dilations, pads, extra }) => {
        const size = [0, 1].map((axis) => dilations[axis] * (kernel[axis] - 1) + 1 + extra[axis]);
        return checkGradients({
          shapes: [
            [2, 8, ...size],
            [2, 8, ...kernel],
          ],
          build: ([image, w]) => conv(image, w, undefined, { strides, dilations, pads }),
          by: [1],
          step: 0.25,
        });
      }),
      { numRuns: 25, seed: 20260728 },
    ));

  test("what does not fit is refused", () => {
    const graph = new Graph(1, true);
    const geometry: ConvGeometry = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
    const x = graph.leaf("x", [1, 2, 4, 4]);
    const w = graph.leaf("w", [3, 2, 5, 3]);
    expect(() => graph.inLayer("conv2d", "wiggle", () => conv(x, w, undefined, geometry))).toThrow(
      "layer wiggle (conv2d): expected an image at least as large as its kernel [5, 3] after padding; got [4, 4].",
    );
    expect(() => conv(x, graph.leaf("w", [3, 1, 1, 1]), undefined, geometry)).toThrow(
      "got [1, 2, 4, 4] and [3, 1, 1, 1]",
    );
    expect(() => conv(x, graph.leaf("w", [3, 2, 1, 1]), graph.leaf("b", [2]), geometry)).toThrow(
      "expected a bias [3]; got [2]",
    );
  });
});
