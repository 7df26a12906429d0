import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { checkGradients } from "../../../test/gradient-check.ts";
import { hashed } from "../../../test/hashed.ts";
import { gradients } from "../gradient.ts";
import { Graph, type Shape, sizeOf, type Value } from "../graph.ts";
import { mul, square } from "./elementwise.ts";
import { averagePool, globalAveragePool, globalMaxPool, maxPool, type PoolOptions } from "./pool.ts";
import { reduceSum } from "./reduce.ts";

interface Case {
  readonly shape: readonly number[];
  readonly window: readonly number[];
  readonly options: PoolOptions;
}

/** Windows side by side, apart and overlapping, over the edges or not, of series and images. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    rank: fc.integer({ min: 1, max: 2 }),
    axes: fc.array(
      fc.record({
        length: fc.integer({ min: 1, max: 7 }),
        window: fc.integer({ min: 1, max: 4 }),
        stride: fc.integer({ min: 1, max: 5 }),
        padding: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 2, maxLength: 2 },
    ),
    strided: fc.boolean(),
    padded: fc.boolean(),
  })
  .map(({ rank, axes, strided, padded }) => {
    const used = axes.slice(0, rank);
    return {
      shape: [2, 2, ...used.map(({ length }) => length)],
      window: used.map(({ window }) => window),
      options: {
        ...(strided ? { stride: used.map(({ stride }) => stride) } : {}),
        ...(padded ? { padding: used.map(({ window, padding }) => Math.min(padding, window - 1)) } : {}),
      },
    };
  });

/** Per output, the indices of the numbers in its window; a series is an image of height 1. */
function windowsOf({ shape, window, options }: Case, pooled: Shape): number[][] {
  const image = (numbers: Shape, neutral: number): Shape =>
    numbers.length === 1 ? [neutral, ...numbers] : numbers;
  const [height, width] = image(shape.slice(2), 1);
  const [outHeight, outWidth] = image(pooled.slice(2), 1);
  const [high, wide] = image(window, 1);
  const strides = image(options.stride ?? window, 1);
  const [above, before] = image(options.padding ?? window.map(() => 0), 0);
  const windows: number[][] = [];
  for (let plane = 0; plane < shape[0] * shape[1]; plane++)
    for (let h = 0; h < outHeight; h++)
      for (let v = 0; v < outWidth; v++) {
        const numbers: number[] = [];
        for (let i = 0; i < high; i++)
          for (let j = 0; j < wide; j++) {
            const [row, column] = [h * strides[0] + i - above, v * strides[1] + j - before];
            if (row >= 0 && row < height && column >= 0 && column < width)
              numbers.push((plane * height + row) * width + column);
          }
        windows.push(numbers);
      }
  return windows;
}

/** The pooled values, and the gradient of sum(r y) by x, r fixed. */
async function run(
  shape: Shape,
  x: Float32Array,
  pool: (x: Value) => Value,
  probe: (count: number) => Float32Array,
) {
  const graph = new Graph(1, true);
  const leaf = graph.leaf("x", shape);
  const y = pool(leaf);
  const weights = probe(sizeOf(y.shape));
  const loss = reduceSum(
    mul(y, graph.constant(y.shape, weights)),
    y.shape.map((_, axis) => axis),
  );
  const [byX] = gradients(loss, [leaf]);
  if (byX === undefined) throw new Error("no gradient");
  const [values, gradient] = await (await compileValues([y, byX]))({ x });
  return { values, gradient, weights, pooled: y.shape };
}

const probe = (count: number): Float32Array => Float32Array.from(hashed(9, count));

describe("average pool", () => {
  test("is the mean of what is inside each window, which no number is outside of", () =>
    fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const x = Float32Array.from(hashed(1, sizeOf(one.shape)));
        const pool = (value: Value): Value => averagePool(value, one.window, one.options);
        const { values, gradient, weights, pooled } = await run(one.shape, x, pool, probe);
        const windows = windowsOf(one, pooled);
        const mean = (numbers: number[]): number =>
          numbers.reduce((sum, i) => sum + x[i], 0) / numbers.length;
        assertClose(values, windows.map(mean), { absolute: 1e-6 });
        const expected = new Float64Array(x.length);
        for (const [output, numbers] of windows.entries())
          for (const i of numbers) expected[i] += weights[output] / numbers.length;
        assertClose(gradient, expected, { absolute: 1e-6 }, "gradient");
        if (one.options.stride === undefined) expect(new Set(windows.flat()).size).toBe(x.length);
      }),
      { numRuns: 80, seed: 20260726 },
    ));

  test("gradient against central differences", () =>
    checkGradients({ shapes: [[2, 2, 5, 7]], build: ([x]) => averagePool(x, [2, 3]), step: 0.2 }));

  test("global: value and gradient", async () => {
    const { values } = await run([1, 2, 1, 2], Float32Array.of(1, 3, 5, 9), globalAveragePool, probe);
    expect([...values]).toEqual([2, 7]);
    await checkGradients({ shapes: [[2, 3, 2, 4]], build: ([x]) => globalAveragePool(square(x)) });
  });

  test("what does not fit is refused", () => {
    const graph = new Graph(1, true);
    const series = graph.leaf("x", [2, 3, 9]);
    expect(() => averagePool(series, [2, 2])).toThrow(
      "(averagePool): expected an image [row, channel, height, width] for a window [2, 2]; got [2, 3, 9].",
    );
    expect(() => averagePool(graph.leaf("x", [2, 3]), [2])).toThrow(
      "expected a series [row, channel, frame]",
    );
    expect(() => averagePool(series, [0])).toThrow(
      "expected whole windows and strides of 1 or more per axis; got [0] and [0].",
    );
    expect(() => averagePool(series, [2], { stride: [1, 1] })).toThrow("got [2] and [1, 1]");
    expect(() => averagePool(series, [2], { padding: [2] })).toThrow(
      "expected paddings smaller than the window [2]; got [2].",
    );
  });
});

describe("max pool", () => {
  test("is the maximum of each window; its gradient goes to the first of equal ones", () =>
    fc.assert(
      fc.asyncProperty(cases, async (one) => {
        // Five levels only: most windows hold their maximum more than once.
        const x = Float32Array.from(hashed(1, sizeOf(one.shape)), (u) => Math.round(2 * u) + 0);
        const pool = (value: Value): Value => maxPool(value, one.window, one.options);
        const { values, gradient, weights, pooled } = await run(one.shape, x, pool, probe);
        const expected = new Float64Array(x.length);
        const windows = windowsOf(one, pooled);
        for (const [output, numbers] of windows.entries()) {
          const first = numbers.reduce((best, i) => (x[i] > x[best] ? i : best));
          expect(values[output]).toBe(x[first]);
          expected[first] += weights[output];
        }
        assertClose(gradient, expected, { absolute: 1e-6 }, "gradient");
      }),
      { numRuns: 80, seed: 20260726 },
    ));

  test("gradient against central differences", () =>
    checkGradients({
      shapes: [[2, 2, 9]],
      build: ([x]) => maxPool(square(x), [3], { stride: [2], padding: [1] }),
      step: 1e-3,
    }));

  test("global: value, and the gradient at the first of equal maxima", async () => {
    const ones = (count: number): Float32Array => new Float32Array(count).fill(1);
    const { values, gradient } = await run(
      [1, 2, 3],
      Float32Array.of(-1, -1, -2, 0, 4, 3),
      globalMaxPool,
      ones,
    );
    expect([...values]).toEqual([-1, 4]);
    expect([...gradient]).toEqual([1, 0, 0, 0, 1, 0]);
  });
});
