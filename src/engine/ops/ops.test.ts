import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { checkGradients } from "../../../test/gradient-check.ts";
import { hashed } from "../../../test/hashed.ts";
import { gradients } from "../gradient.ts";
import { Graph, type Shape, type Value } from "../graph.ts";
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
import { softmax, softmaxCrossEntropy } from "./loss.ts";
import { affine, matmul, transposeMatrix } from "./matmul.ts";
import { batchNormTraining, channelAffine } from "./norm.ts";
import { expand, reduceSum } from "./reduce.ts";
import { concat, pad, reshape, reverse, slice, transpose } from "./shape.ts";

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

async function evaluated(
  shapes: readonly Shape[],
  data: readonly number[][],
  build: (inputs: readonly Value[]) => Value,
): Promise<number[]> {
  const graph = new Graph(1, true);
  const evaluate = await compileValues([build(shapes.map((shape, i) => graph.leaf(`x${i}`, shape)))]);
  const feeds = Object.fromEntries(data.map((numbers, i) => [`x${i}`, Float32Array.from(numbers)]));
  return Array.from((await evaluate(feeds))[0]);
}

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
      ([a, b]) => matmul(a, transposeMatrix(b)),
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

describe("normalisation", () => {
  const masked = (graph: Graph, rows: number, kept: number): Value =>
    graph.constant(
      [rows],
      Float32Array.from({ length: rows }, (_, row) => (row < kept ? 1 : 0)),
    );

  test("batchNormTraining: gradients by x, scale and shift, for images, series and vectors", async () => {
    for (const shape of [
      [3, 2, 2, 3],
      [4, 2, 5],
      [5, 3],
    ]) {
      await checkGradients({
        shapes: [shape, [shape[1]], [shape[1]]],
        build: ([x, s, b]) => batchNormTraining(x, s, b, masked(x.graph, shape[0], shape[0]), 1e-2).output,
        step: 0.02,
        relative: 5e-3,
      });
    }
  });
  test("batchNormTraining: a gain per row and channel multiplies the output, and its gradients", async () => {
    for (const shape of [
      [3, 2, 4],
      [5, 2],
    ]) {
      const gain = Float32Array.from({ length: shape[0] * 2 }, (_, i) => (i % 3) * 0.8);
      const build = ([x, s, b]: readonly Value[], gained: boolean): Value => {
        const gains = gained ? x.graph.constant([shape[0], 2], gain) : undefined;
        return batchNormTraining(x, s, b, masked(x.graph, shape[0], shape[0] - 1), 1e-2, { gain: gains })
          .output;
      };
      const rest = shape.length === 3 ? 4 : 1;
      const data = [shape[0] * 2 * rest, 2, 2].map((n, i) => [...hashed(i, n)]);
      const plain = await evaluated([shape, [2], [2]], data, (inputs) => build(inputs, false));
      const gained = await evaluated([shape, [2], [2]], data, (inputs) => build(inputs, true));
      assertClose(
        gained,
        plain.map((number, i) => number * gain[Math.floor(i / rest)]),
        { absolute: 1e-5 },
      );
      await checkGradients({
        shapes: [shape, [2], [2]],
        build: (inputs) => slice(build(inputs, true), 0, 0, shape[0] - 1),
        relative: 5e-3,
      });
    }
  });
  test("batchNormTraining: masked rows take no part and receive no gradient", async () => {
    // Central differences see the loss over the rows that count only.
    await checkGradients({
      shapes: [[4, 2, 3], [2], [2]],
      build: ([x, s, b]) => slice(batchNormTraining(x, s, b, masked(x.graph, 4, 3), 1e-2).output, 0, 0, 3),
      relative: 5e-3,
    });
    const statistics = (rows: number, data: number[]): Promise<number[]> =>
      evaluated([[rows, 1, 2], [1], [1]], [data, [1], [0]], ([x, s, b]) => {
        const { mean, unbiasedVariance } = batchNormTraining(x, s, b, masked(x.graph, rows, 2), 1e-5);
        return concat([mean, unbiasedVariance], 0);
      });
    const [mean, variance] = await statistics(3, [1, 2, 3, 6, 1000, -500]);
    expect(mean).toBeCloseTo(3, 6);
    expect(variance).toBeCloseTo(14 / 3, 5);
    expect(await statistics(2, [1, 2, 3, 6])).toEqual([mean, variance]);
  });
  test("channelAffine: gradients per channel and per row and channel", async () => {
    for (const shape of [
      [2, 3, 4],
      [2, 3],
      [2, 3, 2, 2],
    ]) {
      for (const perChannel of [[3], [2, 3]]) {
        await checkGradients({
          shapes: [shape, perChannel, perChannel],
          build: ([x, f, t]) => channelAffine(x, f, t),
          step: 0.2,
        });
      }
    }
    expect(() => {
      const graph = new Graph(1, true);
      channelAffine(graph.leaf("x", [2, 3]), graph.leaf("f", [2]), graph.leaf("t", [2]));
    }).toThrow("expected x [row, channel, ...]");
  });
});

describe("loss", () => {
  test("softmax: rows sum to 1; gradient", async () => {
    const p = await evaluated([[1, 3]], [[1000, 1000, 999]], ([x]) => softmax(x));
    const e = Math.exp(-1);
    assertClose(p, [1 / (2 + e), 1 / (2 + e), e / (2 + e)], { relative: 1e-6 });
    await checkGradients({ shapes: [[3, 4]], build: ([x]) => softmax(x) });
  });
  test("softmaxCrossEntropy: value and gradient by the logits, for targets of any sum", async () => {
    const loss = await evaluated(
      [
        [2, 2],
        [2, 2],
      ],
      [
        [0, Math.log(3), 5, 1],
        [0, 2, 0, 0],
      ],
      ([z, t]) => softmaxCrossEntropy(z, t),
    );
    assertClose(loss, [-2 * Math.log(0.75)], { relative: 1e-6 });
    await checkGradients({
      shapes: [
        [3, 4],
        [3, 4],
      ],
      build: ([z, t]) => softmaxCrossEntropy(z, t),
      by: [0],
    });
    const graph = new Graph(1, true);
    expect(() => softmaxCrossEntropy(graph.leaf("z", [2, 3]), graph.leaf("t", [2, 4]))).toThrow(
      "expected logits [row, label] and targets of the same shape; got [2, 3] and [2, 4]",
    );
  });
});
