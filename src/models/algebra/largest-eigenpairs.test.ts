import { expect, test } from "vitest";
import { assertEigenpairs, withEigenvalues } from "../../../test/eigenpairs.ts";
import { largestEigenpairs } from "./largest-eigenpairs.ts";
import { type Multiplier, withMultiplier } from "./multiplier.ts";

const MANY = 400;

test.each([
  ["falling slowly", Array.from({ length: MANY }, (_, i) => 100 - 0.2 * i), 10],
  ["falling fast", Array.from({ length: MANY }, (_, i) => 2 ** -i), 12],
  ["of both signs", Array.from({ length: MANY }, (_, i) => 0.1 * (50 - i)), 5],
  ["some alike", Array.from({ length: MANY }, (_, i) => (i < 3 ? 5 : i < 8 ? 2 : 1 / i)), 9],
  ["all alike", Array.from({ length: MANY }, () => 3), 4],
  ["none but 0", Array.from({ length: MANY }, () => 0), 2],
  ["of hardly more rows than the basis", Array.from({ length: 200 }, (_, i) => 200 - i), 30],
  ["all that there are", Array.from({ length: 25 }, (_, i) => 12 - i), 25],
  ["one", [3], 1],
])("eigenvalues %s", async (_, expected, count) => {
  const matrix = withEigenvalues(expected);
  let products = 0;
  const [pairs, again] = await withMultiplier(1, async (multiplier) => {
    const counted: Multiplier = {
      ...multiplier,
      timesTransposed(a, b) {
        products++;
        return multiplier.timesTransposed(a, b);
      },
    };
    return [
      await largestEigenpairs(matrix, count, counted),
      await largestEigenpairs(matrix, count, multiplier),
    ];
  });
  assertEigenpairs(matrix, pairs, expected.slice(0, count));
  expect(again).toEqual(pairs);
  // before the whole space is asked
  expect(products).toBeLessThan(300);
});

test("numbers that are none come to an end", async () => {
  const matrix = { rows: MANY, cols: MANY, data: new Float64Array(MANY * MANY).fill(Number.NaN) };
  const { values } = await withMultiplier(1, (multiplier) => largestEigenpairs(matrix, 2, multiplier));
  expect(values).toEqual(Float64Array.of(Number.NaN, Number.NaN));
});
