import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { hashUniform } from "../../../test/hashed-clusters.ts";
import { largestEigenpairs } from "./symmetric-eigen.ts";

/** Q diag(values) Qᵀ with the reflection Q = I - 2 u uᵀ. */
function withEigenvalues(values: readonly number[]) {
  const n = values.length;
  const u = Float64Array.from({ length: n }, (_, i) => hashUniform(i, 3) - 0.4);
  const length = Math.hypot(...u);
  const q = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * u[i] * u[j]) / (length * length);
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++)
      values.forEach((value, k) => {
        data[i * n + j] += q(i, k) * value * q(j, k);
      });
  }
  return { rows: n, cols: n, data };
}

test.each([
  ["falling slowly", Array.from({ length: 150 }, (_, i) => 100 - 0.5 * i), 10],
  ["falling fast", Array.from({ length: 80 }, (_, i) => 2 ** -i), 12],
  ["all of them, of both signs", Array.from({ length: 25 }, (_, i) => 12 - i), 25],
  ["some alike", [5, 5, 5, 2, 2, 1, 0, 0, 0], 9],
  ["one", [3], 1],
  ["none but 0", [0, 0, 0], 2],
])("eigenvalues %s", (_, expected, count) => {
  const matrix = withEigenvalues(expected);
  const n = expected.length;
  const { values, vectors } = largestEigenpairs(matrix, count);
  assertClose(values, expected.slice(0, count), { relative: 1e-9, absolute: 1e-12 });
  for (let a = 0; a < count; a++) {
    const va = vectors.subarray(a * n, (a + 1) * n);
    for (let b = 0; b <= a; b++) {
      const product = va.reduce((sum, value, i) => sum + value * vectors[b * n + i], 0);
      expect(product).toBeCloseTo(a === b ? 1 : 0, 9);
    }
    const image = Float64Array.from({ length: n }, (_, i) =>
      va.reduce((sum, value, j) => sum + matrix.data[i * n + j] * value, 0),
    );
    assertClose(
      image,
      va.map((value) => value * values[a]),
      { absolute: 1e-7 },
    );
  }
});
