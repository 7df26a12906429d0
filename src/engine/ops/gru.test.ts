import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { evaluated } from "../../../test/evaluate.ts";
import { checkGradients } from "../../../test/gradient-check.ts";
import { hashed } from "../../../test/hashed.ts";
import { Graph, type Shape, type Value } from "../graph.ts";
import { gruStates } from "./gru.ts";

const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** The definition of torch.nn.GRU, number by number: [frame, unit] of one row. */
function naiveGru(
  x: Float32Array,
  [inWeight, hiddenWeight, inBias, hiddenBias]: readonly Float32Array[],
  [frames, width, units]: readonly number[],
): number[] {
  const sigma = (v: number): number => 1 / (1 + Math.exp(-v));
  const states: number[] = [];
  let h = new Float64Array(units);
  for (let t = 0; t < frames; t++) {
    const product = (
      weights: Float32Array,
      of: ArrayLike<number>,
      from: number,
      length: number,
      gate: number,
    ): number => {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += weights[gate * length + i] * of[from + i];
      return sum;
    };
    const next = new Float64Array(units);
    for (let unit = 0; unit < units; unit++) {
      const [r, z, n] = [0, 1, 2].map((part) => {
        const gate = part * units + unit;
        return [
          product(inWeight, x, t * width, width, gate) + inBias[gate],
          product(hiddenWeight, h, 0, units, gate) + hiddenBias[gate],
        ];
      });
      const update = sigma(z[0] + z[1]);
      next[unit] = (1 - update) * Math.tanh(n[0] + sigma(r[0] + r[1]) * n[1]) + update * h[unit];
    }
    h = next;
    states.push(...h);
  }
  return states;
}

const cases = fc.record({
  rows: between(1, 3),
  frames: between(1, 5),
  width: between(1, 3),
  units: between(1, 3),
});
const shapesOf = (rows: number, frames: number, width: number, units: number): number[][] => [
  [rows, frames, width],
  [3 * units, width],
  [3 * units, units],
  [3 * units],
  [3 * units],
];

describe("gru", () => {
  test("states are the definition's", () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ rows, frames, width, units }) => {
        const shapes = shapesOf(rows, frames, width, units);
        const data = shapes.map((shape, i) => [
          ...hashed(
            i,
            shape.reduce((a, b) => a * b),
          ),
        ]);
        const states = await evaluated(shapes, data, ([x, w, u, b, c]) => gruStates(x, w, u, b, c));
        const numbers = data.map((one) => Float32Array.from(one));
        const expected = Array.from({ length: rows }, (_, row) => {
          const x = numbers[0].subarray(row * frames * width, (row + 1) * frames * width);
          return naiveGru(x, numbers.slice(1), [frames, width, units]);
        });
        assertClose(states, expected.flat(), { absolute: 1e-6 });
      }),
      { numRuns: 20, seed: 20260726 },
    ));

  test("gradients by series, weights and biases", () =>
    fc.assert(
      fc.asyncProperty(cases, ({ rows, frames, width, units }) =>
        checkGradients({
          shapes: shapesOf(rows, frames, width, units),
          build: ([x, w, u, b, c]) => gruStates(x, w, u, b, c),
          domain: (u) => 1.5 * u,
        }),
      ),
      { numRuns: 20, seed: 20260727 },
    ));

  test("shapes that do not fit, and too many frames, are refused", () => {
    const attempt = (shapes: readonly Shape[]) => (): Value => {
      const graph = new Graph(1, true);
      const [x, w, u, b, c] = shapes.map((shape, i) => graph.leaf(`x${i}`, shape));
      return gruStates(x, w, u, b, c);
    };
    const shapes = shapesOf(2, 5, 3, 4);
    expect(attempt([[2, 5, 2], ...shapes.slice(1)])).toThrow(
      "(gru): expected x [row, frame, in], weights [3 unit, in] and [3 unit, unit], biases [3 unit]; got [2, 5, 2] and [12, 3]",
    );
    expect(attempt(shapesOf(1, 1025, 3, 4))).toThrow("(gru): expected at most 1024 frames; got 1025.");
  });
});
