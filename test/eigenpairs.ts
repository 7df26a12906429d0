/** Symmetric matrices whose eigenvalues are known, and what eigenpairs of them must be. */
import { expect } from "vitest";
import type { Matrix } from "../src/base/matrix.ts";
import { assertClose } from "./assert-close.ts";
import { hashUniform } from "./hashed-clusters.ts";

/** Q diag(values) Qᵀ with the reflection Q = I - 2 u uᵀ. */
export function withEigenvalues(values: readonly number[]): Matrix<Float64Array<ArrayBuffer>> {
  const n = values.length;
  const u = Float64Array.from({ length: n }, (_, i) => hashUniform(i, 3) - 0.4);
  const square = u.reduce((sum, one) => sum + one * one, 0);
  // (I - 2 u uᵀ / uᵀu) D (I - 2 u uᵀ / uᵀu), multiplied out
  const mean = u.reduce((sum, one, i) => sum + one * one * values[i], 0) / square;
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      data[i * n + j] =
        (i === j ? values[i] : 0) + (2 * u[i] * u[j] * (2 * mean - values[i] - values[j])) / square;
    }
  }
  return { rows: n, cols: n, data };
}

/**
 * @param pairs - vectors as [pair, row]
 * @param expected - [pair]: eigenvalues, descending
 */
export function assertEigenpairs(
  { rows: n, data }: Matrix<Float64Array>,
  { values, vectors }: { readonly values: Float64Array; readonly vectors: Float64Array },
  expected: readonly number[],
): void {
  const count = expected.length;
  expect(vectors.length).toBe(count * n);
  assertClose(values, expected, { relative: 1e-9, absolute: 1e-12 });
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, one, i) => sum + one * b[i], 0);
  const rows = Array.from({ length: count }, (_, pair) => vectors.subarray(pair * n, (pair + 1) * n));
  for (const [a, one] of rows.entries()) {
    for (const [b, other] of rows.entries()) expect(dot(one, other)).toBeCloseTo(a === b ? 1 : 0, 9);
    const image = Float64Array.from({ length: n }, (_, i) => dot(data.subarray(i * n, (i + 1) * n), one));
    assertClose(
      image,
      one.map((value) => value * values[a]),
      { absolute: 1e-7 * Math.max(1, Math.abs(expected[0])) },
    );
  }
}
