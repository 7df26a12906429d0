import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { hashUniform } from "../../../test/hashed-clusters.ts";
import { choleskyInPlace, choleskySolveInPlace } from "./cholesky.ts";

test.each([1, 3, 4, 63, 64, 65, 130, 203])("solves a system of %d unknowns", (n) => {
  const factor = new Float64Array(n * n).map((_, i) => hashUniform(n, i) - 0.5);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = i === j ? 0.1 : 0;
      for (let k = 0; k < n; k++) sum += factor[i * n + k] * factor[j * n + k];
      a[i * n + j] = sum;
    }
  }
  const expected = new Float64Array(n * 3).map((_, i) => hashUniform(n + 1, i));
  const y = new Float64Array(n * 3);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++) {
      for (let j = 0; j < n; j++) y[i * 3 + c] += a[i * n + j] * expected[j * 3 + c];
    }
  }
  const system = { rows: n, cols: n, data: a };
  choleskyInPlace(system);
  choleskySolveInPlace(system, { rows: n, cols: 3, data: y });
  assertClose(y, expected, { relative: 1e-9 });
});

test("an indefinite matrix is refused", () => {
  const data = Float64Array.of(1, 2, 2, 1);
  expect(() => choleskyInPlace({ rows: 2, cols: 2, data })).toThrow(
    "the matrix is not positive definite (pivot 1 is -3.00): raise alpha.",
  );
});
