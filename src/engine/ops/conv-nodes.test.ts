import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { hashed } from "../../../test/hashed.ts";
import { gradients } from "../gradient.ts";
import { Graph, sizeOf } from "../graph.ts";
import { blockedChannels } from "../onnx/blocked-channels.ts";
import { OnnxBuilder } from "../onnx/builder.ts";
import { conv } from "./conv.ts";
import { square } from "./elementwise.ts";
import { reduceSum } from "./reduce.ts";

const block = await blockedChannels();

/** Series and images whose channels come in blocks, in blocks that are not full, and singly. */
const cases = fc
  .record({
    rows: fc.constantFrom(2, 40),
    rank: fc.integer({ min: 1, max: 2 }),
    channels: fc.constantFrom(1, 3, 14, 16, 28, 48),
    out: fc.constantFrom(13, 16, 30, 32),
    kernel: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 2 }),
    strides: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 2 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    pads: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
    extra: fc.integer({ min: 0, max: 16 }),
  })
  .map(({ rows, rank, channels, out, kernel, strides, dilation, pads, extra }) => {
    const axes = Array.from({ length: rank }, (_, axis) => axis);
    return {
      x: [rows, channels, ...axes.map((axis) => dilation * (kernel[axis] - 1) + 1 + extra)],
      weight: [out, channels, ...kernel.slice(0, rank)],
      geometry: {
        strides: strides.slice(0, rank),
        dilations: axes.map(() => dilation),
        pads: [...pads.slice(0, rank), ...pads.slice(2, 2 + rank)],
        groups: 1,
      },
    };
  });

describe.skipIf(block === 0)("convolution on blocked channels", () => {
  test("output and gradients are those of the plain one", () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ x, weight, geometry }) => {
        const graph = new Graph(1, true);
        const leaves = [graph.leaf("x", x), graph.leaf("w", weight), graph.leaf("b", [weight[0]])];
        const y = conv(leaves[0], leaves[1], leaves[2], geometry);
        const loss = reduceSum(
          square(y),
          y.shape.map((_, axis) => axis),
        );
        const outputs = [y, ...gradients(loss, leaves).flatMap((one) => one ?? [])];
        expect(outputs).toHaveLength(4);
        const feeds = {
          x: Float32Array.from(hashed(1, sizeOf(x))),
          w: Float32Array.from(hashed(2, sizeOf(weight))),
          b: Float32Array.from(hashed(3, weight[0])),
        };
        const plain = await (await compileValues(outputs))(feeds);
        const blocked = await (await compileValues(outputs, { blockedChannels: block }))(feeds);
        for (const [i, expected] of plain.entries())
          assertClose(blocked[i], expected, { relative: 1e-4, absolute: 1e-3 }, `output ${i}`);
      }),
      { numRuns: 60, seed: 20260901 },
    ));

  test("is taken where it is faster only", () => {
    const operators = (channels: number, out: number, kernel: number[]): string => {
      const graph = new Graph(1, true);
      const x = graph.leaf("x", [9, channels, 9, 9]);
      const geometry = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], groups: 1 };
      const y = conv(x, graph.leaf("w", [out, channels, ...kernel]), undefined, geometry);
      const onnx = new OnnxBuilder("test", { blockedChannels: 16 });
      y.lower(onnx, ["x", "w"]);
      return onnx
        .toGraph()
        .node.map(({ domain, opType }) => `${domain}:${opType}`)
        .join(" ");
    };
    const blocked = "com.microsoft.nchwc:Conv";
    expect(operators(32, 32, [3, 3])).toContain(blocked);
    expect(operators(1, 32, [3, 3])).toContain(blocked);
    expect(operators(32, 32, [1, 1])).toBe(":Conv");
    expect(operators(32, 20, [3, 3])).toBe(":Conv");
    expect(operators(18, 32, [3, 3])).toBe(":Conv");
  });
});
