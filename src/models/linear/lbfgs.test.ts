import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { minimise, type Objective } from "./lbfgs.ts";

/** Rosenbrock's valley, at its bottom where all are 1. */
const valley = (x: Float64Array, gradient: Float64Array): number => {
  gradient.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [across, along] = [x[i + 1] - x[i] ** 2, 1 - x[i]];
    value += 100 * across ** 2 + along ** 2;
    gradient[i] += -400 * x[i] * across - 2 * along;
    gradient[i + 1] += 200 * across;
  }
  return value;
};

const start = Float64Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? -1.2 : 1));

test("finds the bottom of a bent valley, from where it is told to start", async () => {
  const before = start.slice();
  const { x, converged } = await minimise(valley, start, { tolerance: 1e-9, iterations: 500 });
  expect(converged).toBe(true);
  assertClose(x, new Float64Array(12).fill(1), { absolute: 1e-8 });
  expect(start).toEqual(before);
});

test("needs few values of the function", async () => {
  let asked = 0;
  const counted: Objective = (x, gradient) => {
    asked++;
    return valley(x, gradient);
  };
  await minimise(counted, start, { tolerance: 1e-5, iterations: 500 });
  expect(asked).toBeLessThan(120);
});

test("says that it has not arrived", async () => {
  const { x, converged } = await minimise(valley, start, { tolerance: 1e-9, iterations: 5 });
  expect(converged).toBe(false);
  expect(valley(x, new Float64Array(12))).toBeLessThan(valley(start, new Float64Array(12)));
});

test("stays where no step descends any more", async () => {
  const cone: Objective = (x, gradient) => {
    gradient[0] = x[0] >= 0 ? 1 : -1;
    return Math.abs(x[0]);
  };
  const { x } = await minimise(cone, Float64Array.of(3), { tolerance: 1e-9, iterations: 100 });
  expect(x[0]).toBeLessThan(0.01);
});
