import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/signal.json" with { type: "json" };
import { lcgNoise } from "../../test/golden-signals.ts";
import { dct, dctBasis, dctByHalves, dctOfColumns } from "./dct.ts";

describe("against scipy.fft.dct", () => {
  for (const { norm, nOut, values } of golden.dct) {
    test(`norm ${norm}, ${nOut} coefficients`, () => {
      const got = new Float64Array(nOut);
      dct(dctBasis(nOut, 24, norm === "ortho" ? "ortho" : "none"), nOut, 24, lcgNoise(24, 9), 0, got);
      assertClose(got, values, { relative: 1e-8 });
    });
  }
});

test("by halves is the same as by whole vectors", () => {
  for (const nIn of [24, 6]) {
    const basis = dctBasis(5, nIn, "ortho");
    const input = lcgNoise(nIn + 3, 9);
    const whole = new Float64Array(11);
    const halves = new Float64Array(11);
    dct(basis, 5, nIn, input, 3, whole, 1, 2);
    dctByHalves(basis, 5, nIn, input, 3, new Float64Array(nIn), halves, 1, 2);
    assertClose(halves, whole, { relative: 1e-12, absolute: 1e-12 });
  }
});

test("reads and writes at the given places", () => {
  const basis = dctBasis(2, 3, "ortho");
  const straight = new Float64Array(2);
  dct(basis, 2, 3, Float64Array.of(1, 2, 4), 0, straight);
  assertClose(straight, [7 / Math.sqrt(3), -3 / Math.sqrt(2)], { relative: 1e-12 });
  const spread = new Float64Array(6);
  dct(basis, 2, 3, Float64Array.of(9, 9, 1, 2, 4, 9), 2, spread, 1, 3);
  expect([...spread]).toEqual([0, straight[0], 0, 0, straight[1], 0]);
});

test("orthonormal rows have unit length and are made once", () => {
  const basis = dctBasis(5, 5, "ortho");
  for (let a = 0; a < 5; a++) {
    for (let b = 0; b < 5; b++) {
      let product = 0;
      for (let n = 0; n < 5; n++) product += basis[a * 5 + n] * basis[b * 5 + n];
      expect(product).toBeCloseTo(a === b ? 1 : 0, 12);
    }
  }
  expect(dctBasis(5, 5, "ortho")).toBe(basis);
});

test("columns of a matrix are transformed one by one", () => {
  for (const [rows, cols, nOut] of [
    [24, 7, 5],
    [3, 700, 3],
    [1, 1, 1],
    [40, 256, 13],
  ]) {
    const data = Float32Array.from(lcgNoise(rows * cols, 4));
    const got = dctOfColumns({ rows, cols, data }, nOut, "ortho");
    const expected = new Float64Array(nOut * cols);
    for (let column = 0; column < cols; column++) {
      const values = Float64Array.from({ length: rows }, (_, row) => data[row * cols + column]);
      dct(dctBasis(nOut, rows, "ortho"), nOut, rows, values, 0, expected, column, cols);
    }
    expect([got.rows, got.cols]).toEqual([nOut, cols]);
    assertClose(got.data, expected, { relative: 1e-6 }, `${rows} x ${cols}`);
  }
});
