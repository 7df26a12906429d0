import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluated } from "../../../test/evaluate.ts";
import { checkGradients } from "../../../test/gradient-check.ts";
import { Graph } from "../graph.ts";
import { affine, matmul } from "./matmul.ts";

const RUNS = { numRuns: 12, seed: 20260726 };

const shapeOf = (least: number, most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: least, maxLength: most });

describe("matmul", () => {
  test("gradients for every transposition and batch of matrices", () =>
    fc.assert(
      fc.asyncProperty(
        fc.tuple(
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 1, max: 4 }),
          fc.integer({ min: 1, max: 3 }),
        ),
        shapeOf(0, 2),
        fc.boolean(),
        fc.boolean(),
        ([m, k, n], leading, transposeA, transposeB) =>
          checkGradients({
            shapes: [
              [...leading, ...(transposeA ? [k, m] : [m, k])],
              [...leading, ...(transposeB ? [n, k] : [k, n])],
            ],
            build: ([a, b]) => matmul(a, b, { transposeA, transposeB }),
            step: 0.2,
          }),
      ),
      RUNS,
    ));
  test("values of a batch", async () => {
    const product = await evaluated(
      [
        [2, 1, 2],
        [2, 1, 2],
      ],
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      ([a, b]) => matmul(a, b, { transposeB: true }),
    );
    expect(product).toEqual([17, 53]);
  });
  test("affine: value and gradients by input, weight and bias", async () => {
    const y = await evaluated(
      [[1, 2], [3, 2], [3]],
      [
        [1, 2],
        [1, 0, 0, 1, 1, 1],
        [10, 20, 30],
      ],
      ([x, w, b]) => affine(x, w, b),
    );
    expect(y).toEqual([11, 22, 33]);
    for (const leading of [[3], [2, 3], [2, 1, 3]]) {
      const shapes = [[...leading, 4], [2, 4], [2]];
      await checkGradients({ shapes, build: ([x, w, b]) => affine(x, w, b), step: 0.2 });
      await checkGradients({
        shapes: shapes.slice(0, 2),
        build: ([x, w]) => affine(x, w, undefined),
        step: 0.2,
      });
    }
  });
  test("matrices that do not fit are refused", () => {
    const graph = new Graph(1, true);
    const [a, b] = [graph.leaf("a", [2, 3]), graph.leaf("b", [2, 3])];
    expect(() => matmul(a, b)).toThrow(
      "(matmul): expected matrices [.., m, k] and [.., k, n]; got [2, 3] and [2, 3].",
    );
    expect(() => affine(a, graph.leaf("w", [5, 4]), undefined)).toThrow(
      "(dense): expected x [row, .., in], weights [out, in] and a bias [out]; got [2, 3] and [5, 4].",
    );
  });
});
