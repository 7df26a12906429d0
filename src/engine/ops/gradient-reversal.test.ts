import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { hashed } from "../../../test/hashed.ts";
import { gradients } from "../gradient.ts";
import { Graph, type Value } from "../graph.ts";
import { add, mul, scale, sin } from "./elementwise.ts";
import { gradientReversal } from "./gradient-reversal.ts";
import { reduceSum } from "./reduce.ts";

const STEP = 1e-2;

/** The gradient by x [6] of a function's sum as the engine gives it, and by central differences. */
async function bothGradients(build: (x: Value) => Value): Promise<[Float32Array, number[]]> {
  const graph = new Graph(1, true);
  const x = graph.leaf("x", [6]);
  const sum = reduceSum(build(x), [0]);
  const [byX = sum] = gradients(sum, [x]);
  const [analytic] = await (await compileValues([byX]))({ x: Float32Array.from(hashed(1, 6)) });
  const evaluate = await compileValues([sum]);
  const differences: number[] = [];
  for (let i = 0; i < 6; i++) {
    const at = async (move: number): Promise<number> => {
      const moved = Float32Array.from(hashed(1, 6), (u, j) => (j === i ? u + move : u));
      return (await evaluate({ x: moved }))[0][0];
    };
    differences.push(((await at(STEP)) - (await at(-STEP))) / (2 * STEP));
  }
  return [analytic, differences];
}

describe("gradient reversal", () => {
  test("is the identity", async () => {
    const graph = new Graph(1, false);
    const x = graph.leaf("x", [2, 3]);
    const data = Float32Array.from(hashed(1, 6));
    expect(await (await compileValues([gradientReversal(x, 0.7)]))({ x: data })).toEqual([data]);
  });

  test("turns the gradient of what follows around, and what comes before passes it on", async () => {
    const [analytic, differences] = await bothGradients((x) => {
      const h = gradientReversal(sin(x), 0.7);
      return mul(h, h);
    });
    assertClose(
      analytic,
      differences.map((one) => -0.7 * one),
      { absolute: 1e-3 },
    );
    expect(Math.max(...differences.map(Math.abs))).toBeGreaterThan(0.5);
  });

  test("turns it around on its own way only", async () => {
    const [analytic] = await bothGradients((x) => add(scale(x, 2), scale(gradientReversal(x, 0.5), 6)));
    assertClose(analytic, new Array<number>(6).fill(2 - 3), { absolute: 1e-6 });
  });
});
