import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { hashUniform } from "../../../test/hashed-clusters.ts";
import { withMultiplier } from "../algebra/multiplier.ts";
import { rowProducts } from "../algebra/products.ts";
import { choleskyInPlace } from "./cholesky.ts";
import { choleskyByProducts } from "./cholesky-products.ts";

function system(n: number) {
  const a = rowProducts({
    rows: n,
    cols: n,
    data: new Float64Array(n * n).map((_, i) => hashUniform(n, i) - 0.5),
  });
  for (let i = 0; i < n; i++) a.data[i * (n + 1)] += 0.1;
  return a;
}

test.each([1, 255, 256, 257, 600])("the factor of %d unknowns is that of the loops", async (n) => {
  const [a, expected] = [system(n), system(n)];
  await withMultiplier(1, (multiplier) => choleskyByProducts(a, multiplier));
  choleskyInPlace(expected);
  for (let row = 0; row < n; row++) {
    const lower = (data: Float64Array) => data.subarray(row * n, row * n + row + 1);
    assertClose(lower(a.data), lower(expected.data), { absolute: 1e-9 });
  }
});

test("an indefinite matrix is refused by the number of its pivot", async () => {
  const a = system(300);
  a.data[280 * 301] = -7;
  const refused = withMultiplier(1, (multiplier) => choleskyByProducts(a, multiplier));
  await expect(refused).rejects.toThrow("the matrix is not positive definite (pivot 280 is -");
});
