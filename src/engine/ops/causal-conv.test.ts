import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { checkGradients } from "../../../test/gradient-check.ts";
import { hashed } from "../../../test/hashed.ts";
import { Graph, sizeOf } from "../graph.ts";
import { causalConv } from "./causal-conv.ts";

const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** Kernels that see every frame, some frames, and positions before all frames. */
const cases = fc
  .record({
    rows: between(1, 3),
    groups: between(1, 3),
    channels: between(1, 2),
    out: between(1, 2),
    frames: between(1, 7),
    kernel: between(1, 3),
    dilation: between(1, 8),
    biased: fc.boolean(),
  })
  .map(({ rows, groups, channels, out, frames, kernel, dilation, biased }) => {
    const shapes = [
      [rows, groups * channels, frames],
      [groups * out, channels, kernel],
      ...(biased ? [[groups * out]] : []),
    ];
    return { shapes, geometry: { dilation, groups } };
  });

/** The definition, number by number. */
function naiveConv(
  [x, w, b]: readonly Float32Array[],
  [[rows, inputs, frames], [out, channels, kernel]]: readonly (readonly number[])[],
  { dilation, groups }: { dilation: number; groups: number },
): number[] {
  const y: number[] = [];
  for (let n = 0; n < rows; n++)
    for (let o = 0; o < out; o++)
      for (let t = 0; t < frames; t++) {
        let sum = b?.[o] ?? 0;
        for (let c = 0; c < channels; c++)
          for (let k = 0; k < kernel; k++) {
            const at = t - (kernel - 1 - k) * dilation;
            const input = Math.floor((o * groups) / out) * channels + c;
            if (at >= 0) sum += w[(o * channels + c) * kernel + k] * x[(n * inputs + input) * frames + at];
          }
        y.push(sum);
      }
  return y;
}

describe("causal convolution", () => {
  test("values are the definition's", () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ shapes, geometry }) => {
        const graph = new Graph(1, true);
        const [x, weight, bias] = shapes.map((shape, i) => graph.leaf(`x${i}`, shape));
        const evaluate = await compileValues([causalConv(x, weight, bias, geometry)]);
        const data = shapes.map((shape, i) => Float32Array.from(hashed(i, sizeOf(shape))));
        const [y] = await evaluate(Object.fromEntries(data.map((numbers, i) => [`x${i}`, numbers])));
        assertClose(y, naiveConv(data, shapes, geometry), { absolute: 1e-5 });
      }),
      { numRuns: 60, seed: 20260727 },
    ));

  test("gradients by series, weights and bias", () =>
    fc.assert(
      fc.asyncProperty(cases, ({ shapes, geometry }) =>
        checkGradients({
          shapes,
          build: ([x, weight, bias]) => causalConv(x, weight, bias, geometry),
          step: 0.5,
        }),
      ),
      { numRuns: 40, seed: 20260727 },
    ));

  test("what does not fit is refused", () => {
    const graph = new Graph(1, true);
    const x = graph.leaf("x", [2, 4, 9]);
    const attempt = (weight: number[], dilation = 1, groups = 1, bias?: number[]) => {
      const leaf = bias === undefined ? undefined : graph.leaf("b", bias);
      return () => causalConv(x, graph.leaf("w", weight), leaf, { dilation, groups });
    };
    expect(attempt([3, 5, 2])).toThrow(
      "(causalConv): expected a series [row, channel, frame] and weights [out, channel, kernel]; got [2, 4, 9] and [3, 5, 2].",
    );
    expect(attempt([3, 2, 2], 1, 2)).toThrow("[out, channel / 2, kernel] for 2 groups; got");
    expect(attempt([3, 4, 2], 0)).toThrow("expected a dilation of 1 or more frames; got 0.");
    expect(attempt([3, 4, 2], 1, 1, [4])).toThrow("expected a bias [3]; got [4].");
  });
});
