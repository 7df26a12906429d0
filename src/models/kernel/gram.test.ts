import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { hashUniform } from "../../../test/hashed-clusters.ts";
import { gramMatrix, type Kernel, kernelMatrix } from "./gram.ts";

const a = matrix(5, 3, 0);
const b = matrix(4, 3, 100);

function matrix(rows: number, cols: number, seed: number) {
  return { rows, cols, data: new Float32Array(rows * cols).map((_, i) => hashUniform(seed, i) - 0.5) };
}

/** The definition, in float64. */
function reference(kernel: Kernel): number[] {
  const values: number[] = [];
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let product = 0;
      let distance = 0;
      for (let k = 0; k < a.cols; k++) {
        product += a.data[i * 3 + k] * b.data[j * 3 + k];
        distance += (a.data[i * 3 + k] - b.data[j * 3 + k]) ** 2;
      }
      if (kernel.kind === "linear") values.push(product);
      if (kernel.kind === "squared-distance") values.push(distance);
      if (kernel.kind === "rbf") values.push(Math.exp(-kernel.gamma * distance));
      if (kernel.kind === "polynomial") {
        values.push((kernel.gamma * product + kernel.coef0) ** kernel.degree);
      }
    }
  }
  return values;
}

const kernels: Kernel[] = [
  { kind: "linear" },
  { kind: "squared-distance" },
  { kind: "rbf", gamma: 2.5 },
  { kind: "polynomial", gamma: 3, coef0: 0.25, degree: 1 },
  { kind: "polynomial", gamma: 3, coef0: -0.25, degree: 2 },
  { kind: "polynomial", gamma: 3, coef0: 0, degree: 5 },
];

test.each(kernels)("$kind is its definition", async (kernel) => {
  const k = await kernelMatrix(a, b, kernel, 1);
  expect([k.rows, k.cols]).toEqual([5, 4]);
  assertClose(k.data, reference(kernel), { relative: 1e-6 });
});

test("a matrix of many blocks is the same as one of few", async () => {
  const wide = matrix(18, 1 << 20, 7); // 16 rows a block
  const k = await kernelMatrix(
    wide,
    { rows: 1, cols: wide.cols, data: wide.data.subarray(0, wide.cols) },
    { kind: "linear" },
    0,
  );
  for (const row of [0, 15, 16, 17]) {
    let product = 0;
    for (let j = 0; j < wide.cols; j++) product += wide.data[row * wide.cols + j] * wide.data[j];
    expect(k.data[row]).toBeCloseTo(product, 0);
  }
});

test("a Gram matrix is symmetric to the last bit", async () => {
  const { data, rows } = await gramMatrix(matrix(33, 17, 3), { kind: "rbf", gamma: 1 }, undefined);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < rows; j++) expect(data[i * rows + j]).toBe(data[j * rows + i]);
});

test("a Gram matrix of many blocks has every pair of rows in its place", async () => {
  const rows = matrix(530, 9, 5);
  for (const kernel of kernels.slice(0, 3)) {
    const [gram, all] = [await gramMatrix(rows, kernel, 1), await kernelMatrix(rows, rows, kernel, 1)];
    assertClose(gram.data, all.data, { absolute: 1e-5 });
    const mirrored = gram.data.map((_, at) => gram.data[(at % 530) * 530 + Math.floor(at / 530)]);
    expect(mirrored).toEqual(gram.data);
  }
});

test("an overflowing kernel names its rows", async () => {
  const huge = { rows: 2, cols: 1, data: Float32Array.of(1, 1e30) };
  await expect(gramMatrix(huge, { kind: "linear" }, 1)).rejects.toThrow(
    "the linear kernel of rows 1 and 1 is not finite: the features are too large for float32",
  );
});
