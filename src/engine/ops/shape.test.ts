import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluated } from "../../../test/evaluate.ts";
import { checkGradients } from "../../../test/gradient-check.ts";
import { Graph } from "../graph.ts";
import { square } from "./elementwise.ts";
import { expand, reduceSum } from "./reduce.ts";
import { concat, pad, reshape, reverse, slice, transpose } from "./shape.ts";

const RUNS = { numRuns: 12, seed: 20260726 };

const shapeOf = (least: number, most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: least, maxLength: most });

describe("reduction and shape", () => {
  test("reduceSum: gradients over any axes, kept or dropped", () =>
    fc.assert(
      fc.asyncProperty(
        shapeOf(2, 4).chain((shape) =>
          fc.tuple(
            fc.constant(shape),
            fc.subarray(
              shape.map((_, axis) => axis),
              { minLength: 1 },
            ),
          ),
        ),
        fc.boolean(),
        ([shape, axes], keepAxes) =>
          checkGradients({ shapes: [shape], build: ([x]) => reduceSum(square(x), axes, keepAxes) }),
      ),
      RUNS,
    ));
  test("reduceSum: values", async () => {
    const numbers = [1, 2, 3, 4, 5, 6];
    expect(await evaluated([[2, 3]], [numbers], ([x]) => reduceSum(x, [1]))).toEqual([6, 15]);
    expect(await evaluated([[2, 3]], [numbers], ([x]) => reduceSum(x, [0]))).toEqual([5, 7, 9]);
    expect(() => reduceSum(new Graph(1, true).leaf("x", [2]), [1])).toThrow("expected axes 0 to 0; got [1]");
  });
  test("expand, reshape, transpose, concat, slice, pad: gradients", async () => {
    await checkGradients({ shapes: [[2, 1, 3]], build: ([x]) => expand(square(x), [4, 2, 5, 3]) });
    await checkGradients({ shapes: [[2, 6]], build: ([x]) => reshape(square(x), [3, 2, 2]) });
    await checkGradients({ shapes: [[2, 3, 4]], build: ([x]) => transpose(square(x), [2, 0, 1]) });
    await checkGradients({
      shapes: [
        [2, 3],
        [2, 1],
        [2, 2],
      ],
      build: ([a, b, c]) => square(concat([a, b, c], 1)),
    });
    await checkGradients({ shapes: [[3, 5]], build: ([x]) => slice(square(x), 1, 1, 4) });
    await checkGradients({ shapes: [[3, 2]], build: ([x]) => pad(square(x), [1, 0], [0, 2]) });
  });
  test("reverse: value and gradient, along any axis but the rows", async () => {
    const numbers = [1, 2, 3, 4, 5, 6];
    expect(await evaluated([[2, 3]], [numbers], ([x]) => reverse(x, 1))).toEqual([3, 2, 1, 6, 5, 4]);
    await checkGradients({ shapes: [[2, 3, 4]], build: ([x]) => reverse(square(x), 1) });
    await checkGradients({ shapes: [[2, 3, 4]], build: ([x]) => reverse(square(x), 2) });
    expect(() => reverse(new Graph(1, true).leaf("x", [2, 3]), 2)).toThrow(
      "expected an axis of 0 to 1; got 2",
    );
  });
  test("transpose, slice and pad: values", async () => {
    const numbers = [1, 2, 3, 4, 5, 6];
    expect(await evaluated([[2, 3]], [numbers], ([x]) => transpose(x, [1, 0]))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(await evaluated([[2, 3]], [numbers], ([x]) => slice(x, 1, 1, 3))).toEqual([2, 3, 5, 6]);
    expect(await evaluated([[2, 1]], [[7, 8]], ([x]) => pad(x, [0, 1], [1, 0]))).toEqual([0, 7, 0, 8, 0, 0]);
  });
  test("shapes that cannot be are refused", () => {
    const x = new Graph(1, true).leaf("x", [2, 3]);
    expect(() => reshape(x, [4, 2])).toThrow(
      "(reshape): expected 6 numbers to arrange; got [4, 2] for [2, 3].",
    );
    expect(() => transpose(x, [0, 0])).toThrow("expected a permutation of 2 axes; got [0, 0]");
    expect(() => slice(x, 1, 2, 4)).toThrow("expected a part of axis 1 of [2, 3]; got 2 to 4");
    expect(() => pad(x, [0, -1], [0, 0])).toThrow("paddings of 0 or more");
    expect(() => concat([x, reshape(x, [3, 2])], 0)).toThrow(
      "differ only along axis 0; got [2, 3] and [3, 2]",
    );
    expect(() => expand(x, [2, 4])).toThrow("expected a shape that broadcasts to [2, 4]; got [2, 3]");
  });
});
