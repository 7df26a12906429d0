import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import type { Matrix } from "../../base/matrix.ts";
import { createRandom } from "../../base/random.ts";
import { withMultiplier } from "./multiplier.ts";
import { rowProducts, timesTransposed, transposedTimes } from "./products.ts";

const random = createRandom(4);
const matrix = (rows: number, cols: number): Matrix<Float64Array> => ({
  rows,
  cols,
  data: Float64Array.from({ length: rows * cols }, () => random.normal()),
});

test.each([
  [1, 1, 1],
  [7, 5, 3],
  [130, 40, 9],
])("products of %i x %i with %i rows are those of the loops, in float64", async (rows, cols, others) => {
  const [a, b, c] = [matrix(rows, cols), matrix(others, cols), matrix(rows, others)];
  await withMultiplier(1, async (multiplier) => {
    const right = await multiplier.timesTransposed(a, b);
    const left = await multiplier.transposedTimes(c, a);
    const own = await multiplier.rowProducts(a);
    expect([right.rows, right.cols, left.rows, left.cols]).toEqual([rows, others, others, cols]);
    assertClose(right.data, timesTransposed(a, b).data, { absolute: 1e-12 });
    assertClose(left.data, transposedTimes(c, a).data, { absolute: 1e-12 });
    assertClose(own.data, rowProducts(a).data, { absolute: 1e-12 });
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < i; j++) expect(own.data[i * rows + j]).toBe(own.data[j * rows + i]);
  });
});
