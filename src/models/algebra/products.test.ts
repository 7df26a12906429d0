import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import type { Matrix } from "../../base/matrix.ts";
import { createRandom } from "../../base/random.ts";
import {
  rowProducts,
  timesTransposed,
  timesTransposedLower,
  transposed,
  transposedTimes,
} from "./products.ts";

const random = createRandom(3);

function noise(rows: number, cols: number): Matrix<Float64Array> {
  return { rows, cols, data: Float64Array.from({ length: rows * cols }, random.normal) };
}

/** a bᵀ, by the book. */
function plain(a: Matrix<Float64Array>, b: Matrix<Float64Array>): Float64Array {
  const out = new Float64Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++)
      for (let k = 0; k < a.cols; k++) out[i * b.rows + j] += a.data[i * a.cols + k] * b.data[j * b.cols + k];
  return out;
}

// whole tiles, torn ones on either side, and more columns than are gone through at once
test.each([
  [8, 12, 5],
  [7, 9, 3],
  [1, 6, 1025],
  [5, 2, 2100],
])("products of %i and %i rows of %i numbers", (m, n, k) => {
  const [a, b] = [noise(m, k), noise(n, k)];
  const product = timesTransposed(a, b);
  expect([product.rows, product.cols]).toEqual([m, n]);
  assertClose(product.data, plain(a, b), { absolute: 1e-11 });
  const summed = transposedTimes(transposed(a), transposed(b));
  expect([summed.rows, summed.cols]).toEqual([m, n]);
  assertClose(summed.data, product.data, { absolute: 1e-11 });
  const lower = { ...rowProducts(b), data: rowProducts(b).data.map((v, at) => (at % n > at / n ? 0 : v)) };
  const wide = noise(m, n);
  assertClose(timesTransposedLower(wide, lower).data, plain(wide, lower), { relative: 1e-12 });
  const own = rowProducts(a);
  assertClose(own.data, plain(a, a), { absolute: 1e-11 });
  expect(transposed(own).data).toEqual(own.data);
});
