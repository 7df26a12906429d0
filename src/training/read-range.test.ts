import { describe, expect, test } from "vitest";
import { createRandom } from "../base/random.ts";
import { type RangePoint, readRange } from "./read-range.ts";

const FACTOR = 10 ** (1 / 20);
const STEPS = 140;
const CURVATURE = 3;

/**
 * The range test of a parabola, h/2 w^2 with gradient h w, worked out: w shrinks by 1 - h rate at every step. With rates that
 * grow by q per step, ln w = -h rate / ln q, so that the loss falls fastest per factor of the rate at ln q / (2 h), and explodes
 * above 2 / h.
 *
 * @param noise - standard deviation of what is added to every loss, where it begins at 1
 */
function parabola(noise: number, seed: number): RangePoint[] {
  const random = createRandom(seed);
  const points: RangePoint[] = [];
  let weight = 1;
  for (let step = 0; step < STEPS; step++) {
    const learningRate = 1e-6 * FACTOR ** step;
    const loss = Math.max(0, weight ** 2 + noise * random.normal());
    points.push({ learningRate, loss });
    weight *= 1 - CURVATURE * learningRate;
    if (loss > 4) break;
  }
  return points;
}
const ANSWER = Math.log(FACTOR) / (2 * CURVATURE);

describe("of a parabola, the known answer", () => {
  test("without noise", () => {
    const { steepest } = readRange(parabola(0, 1));
    expect(Math.abs(Math.log((steepest ?? 0) / ANSWER))).toBeLessThan(Math.log(1.3));
  });

  test.each([1, 2, 3, 4, 5, 6])("in noise, %i", (seed) => {
    const { steepest, lowest } = readRange(parabola(0.2, seed));
    expect(Math.abs(Math.log((steepest ?? 0) / ANSWER))).toBeLessThan(Math.log(2));
    expect(lowest).toBeGreaterThan(ANSWER);
  });
});

test("a first loss that is the lowest by chance is not taken for the lowest", () => {
  const points = parabola(0.1, 1).map((point, i) => (i === 0 ? { ...point, loss: 0 } : point));
  const { lowest, steepest } = readRange(points);
  expect(lowest).toBeGreaterThan(1e-2);
  expect(steepest).toBeGreaterThan(1e-3);
});

test("a loss that only rises, never moves or is noise alone has no steepest fall", () => {
  const random = createRandom(5);
  for (const lossAt of [(i: number) => 2 + i / 100, () => 2, () => 2 + 0.3 * random.normal()]) {
    const points = Array.from({ length: STEPS }, (_, i) => ({
      learningRate: 1e-6 * FACTOR ** i,
      loss: lossAt(i),
    }));
    expect(readRange(points).steepest).toBeNull();
  }
  expect(readRange([{ learningRate: 1, loss: 2 }])).toMatchObject({ lowest: 1, steepest: null });
});
