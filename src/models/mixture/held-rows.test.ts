import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { hashUniform } from "../../../test/hashed-clusters.ts";
import { instantiateKernel } from "../compiled/kernel.ts";
import { HeldRows } from "./held-rows.ts";

const matrix = (rows: number, cols: number) => ({
  rows,
  cols,
  data: Float32Array.from({ length: rows * cols }, (_, i) => 100 + hashUniform(i, cols)),
});

test.each([1, 2, 3, 4, 5, 8, 13])("what lies behind rows of %i numbers counts for nothing", (cols) => {
  const kernel = instantiateKernel();
  // what is left of larger rows
  new HeldRows(
    { rows: 40, cols: 20, data: new Float32Array(800).fill(Number.NaN) },
    undefined,
    kernel,
  ).distances(new Float64Array(20));
  for (const rows of [1, 2, 3, 4, 5, 9]) {
    const x = matrix(rows + 2, cols);
    const which = Array.from({ length: rows }, (_, i) => rows + 1 - i);
    const held = new HeldRows(x, which, kernel);
    const own = which.map((row) => x.data.subarray(row * cols, (row + 1) * cols));
    expect([...held.data]).toEqual(own.flatMap((row) => [...row]));
    const centre = Float64Array.from({ length: cols }, (_, col) => 100 + hashUniform(col, 7));
    const scale = Float64Array.from({ length: cols }, (_, col) => 1 + hashUniform(col, 8));
    const distances = own.map((row) => row.reduce((sum, one, col) => sum + (one - centre[col]) ** 2, 0));
    const scaled = own.map((row) =>
      row.reduce((sum, one, col) => sum + (scale[col] * (one - centre[col])) ** 2, 0),
    );
    assertClose(held.distances(centre).subarray(0, rows), distances, { absolute: 1e-4 });
    assertClose(held.scaledDistances(centre, scale).subarray(0, rows), scaled, { absolute: 1e-10 });

    const shares = Float64Array.from({ length: rows }, (_, i) => 1 + hashUniform(i, 9));
    const total = shares.reduce((sum, one) => sum + one, 0);
    const mean = Array.from({ length: cols }, (_, col) =>
      own.reduce((sum, row, i) => sum + (shares[i] * row[col]) / total, 0),
    );
    const variances = Array.from({ length: cols }, (_, col) =>
      own.reduce((sum, row, i) => sum + (shares[i] * (row[col] - mean[col]) ** 2) / total, 0),
    );
    const members = { rows: Int32Array.from(which.keys()), shares, total };
    const found = held.momentsOf(members);
    assertClose(found.mean, mean, { absolute: 1e-11 });
    assertClose(found.variances, variances, { absolute: 1e-11 });
  }
});

test("no members have the mean and the variance 0", () => {
  const held = new HeldRows(matrix(5, 3));
  const none = { rows: new Int32Array(0), shares: new Float64Array(0), total: 1e-15 };
  expect(held.momentsOf(none)).toEqual({ mean: new Float64Array(3), variances: new Float64Array(3) });
});
