import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues, evaluated } from "../../../test/evaluate.ts";
import { checkGradients } from "../../../test/gradient-check.ts";
import { gradients } from "../gradient.ts";
import { Graph, type Value } from "../graph.ts";
import {
  abs,
  add,
  cos,
  div,
  erf,
  exp,
  gate,
  gelu,
  log,
  mul,
  relu,
  scale,
  shift,
  sigmoid,
  sign,
  sin,
  sqrt,
  square,
  sub,
  tanh,
} from "./elementwise.ts";
import { reduceSum } from "./reduce.ts";

const RUNS = { numRuns: 12, seed: 20260726 };

const shapeOf = (least: number, most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: least, maxLength: most });

/** A shape, and one that broadcasts with it: axes of length 1, leading axes left out. */
const broadcastPair: fc.Arbitrary<[number[], number[]]> = shapeOf(1, 4).chain((shape) =>
  fc.tuple(
    fc.constant(shape),
    fc
      .tuple(
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 0, max: shape.length }),
      )
      .map(([ones, dropped]) => shape.map((length, axis) => (ones[axis] ? 1 : length)).slice(dropped)),
  ),
);

describe("elementwise", () => {
  const away = (u: number): number => (u < 0 ? u - 0.2 : u + 0.2);
  const positive = (u: number): number => 1.5 + u;
  const binaries = { add, sub, mul, div };
  for (const [name, op] of Object.entries(binaries)) {
    test(`${name}: gradients of both sides under broadcasting`, () =>
      fc.assert(
        fc.asyncProperty(broadcastPair, fc.boolean(), async ([wide, narrow], swapped) => {
          const shapes = swapped ? [narrow, wide] : [wide, narrow];
          await checkGradients({ shapes, build: ([a, b]) => op(a, b), domain: positive, step: 0.01 });
        }),
        RUNS,
      ));
  }
  const unaries: Record<
    string,
    { op: (x: Value) => Value; domain: (u: number) => number; math: (x: number) => number }
  > = {
    relu: { op: relu, domain: away, math: (x) => Math.max(x, 0) },
    sigmoid: { op: sigmoid, domain: away, math: (x) => 1 / (1 + Math.exp(-x)) },
    tanh: { op: tanh, domain: away, math: Math.tanh },
    exp: { op: exp, domain: away, math: Math.exp },
    log: { op: log, domain: positive, math: Math.log },
    sin: { op: sin, domain: away, math: Math.sin },
    cos: { op: cos, domain: away, math: Math.cos },
    abs: { op: abs, domain: away, math: Math.abs },
    sqrt: { op: sqrt, domain: positive, math: Math.sqrt },
    square: { op: square, domain: away, math: (x) => x * x },
    scale: { op: (x) => scale(x, -2.5), domain: away, math: (x) => -2.5 * x },
    shift: { op: (x) => shift(x, 3), domain: away, math: (x) => x + 3 },
  };
  for (const [name, { op, domain, math }] of Object.entries(unaries)) {
    test(`${name}: value and gradient`, async () => {
      const numbers = [0.3, -0.7, 1.2, -1.9].map((u) => (domain === positive ? Math.abs(u) + 0.1 : u));
      assertClose(await evaluated([[4]], [numbers], ([x]) => op(x)), numbers.map(math), { relative: 1e-6 });
      await checkGradients({ shapes: [[3, 4]], build: ([x]) => op(x), domain, step: 0.01 });
    });
  }
  test("gate: value, and gradients of both sides", async () => {
    const y = await evaluated(
      [[2], [2]],
      [
        [3, -2],
        [0, Math.log(3)],
      ],
      ([x, h]) => gate(x, h),
    );
    assertClose(y, [1.5, -1.5], { relative: 1e-6 });
    await checkGradients({
      shapes: [
        [3, 4],
        [3, 4],
      ],
      build: ([x, h]) => gate(x, h),
      domain: (u) => 3 * u,
    });
    const graph = new Graph(1, true);
    expect(() => gate(graph.leaf("x", [2, 3]), graph.leaf("h", [2, 1]))).toThrow(
      "(gate): expected a value and a gate of one shape; got [2, 3] and [2, 1]",
    );
  });
  test("erf and gelu: values from tables, and gradients", async () => {
    const numbers = [-3, -0.5, 0, 0.5, 1, 2];
    // Abramowitz & Stegun 1964, table 7.1
    const erfs = [-0.99997791, -0.520499878, 0, 0.520499878, 0.842700793, 0.995322265];
    assertClose(await evaluated([[6]], [numbers], ([x]) => erf(x)), erfs, { absolute: 2e-7 });
    const scaled = numbers.map((x) => x * Math.SQRT2);
    assertClose(
      await evaluated([[6]], [scaled], ([x]) => gelu(x)),
      scaled.map((x, i) => (x * (1 + erfs[i])) / 2),
      { absolute: 5e-7 },
    );
    const domain = (u: number): number => 3 * u;
    for (const op of [erf, gelu])
      await checkGradients({ shapes: [[4, 5]], build: ([x]) => op(x), domain, step: 0.01 });
  });
  test("sign: value, and no gradient", async () => {
    expect(await evaluated([[3]], [[-2, 0, 5]], ([x]) => sign(x))).toEqual([-1, 0, 1]);
    const x = new Graph(1, true).leaf("x", [3]);
    expect(gradients(reduceSum(sign(x), [0]), [x])).toEqual([undefined]);
  });
  test("relu: the gradient passes tiny and huge outputs alike", async () => {
    const numbers = [1e-35, 1e35, 0, -1e-35];
    const graph = new Graph(1, true);
    const x = graph.leaf("x", [4]);
    const [byX] = gradients(reduceSum(relu(x), [0]), [x]);
    if (byX === undefined) throw new Error("no gradient");
    const evaluate = await compileValues([byX]);
    expect([...(await evaluate({ x: Float32Array.from(numbers) }))[0]]).toEqual([1, 1, 0, 0]);
  });
  test("values broadcast as NumPy's", async () => {
    const sum = await evaluated(
      [[2, 1], [3]],
      [
        [1, 2],
        [10, 20, 30],
      ],
      ([a, b]) => add(a, b),
    );
    expect(sum).toEqual([11, 21, 31, 12, 22, 32]);
  });
  test("shapes that do not broadcast are refused by layer, expectation and shapes", () => {
    const graph = new Graph(1, true);
    const build = (): Value =>
      graph.inLayer("gate", "gate3", () => add(graph.leaf("a", [2, 3]), graph.leaf("b", [2])));
    expect(build).toThrow(
      "layer gate3 (add): expected shapes that broadcast to one another; got [2, 3] and [2].",
    );
  });
});
