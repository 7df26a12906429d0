import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compileKernel, kernelFile } from "../../../tools/compile-kernel.ts";
import { instantiateKernel, placeArrays } from "./kernel.ts";

test("the committed kernel is what its sources compile to", async () => {
  expect(readFileSync(kernelFile("models"), "utf8"), "run: npm run kernel").toBe(
    await compileKernel("models"),
  );
});

test("arrays lie apart, and take at most what a kernel can hold", () => {
  const kernel = instantiateKernel();
  expect(placeArrays(kernel, [1, 65, 100_000])).toEqual([0, 64, 192]);
  expect(kernel.memory.buffer.byteLength).toBeGreaterThanOrEqual(100_192);
  expect(() => placeArrays(kernel, [2 ** 31, 2 ** 31, 1])).toThrow(
    "the training rows take 4.0 GiB; expected at most 4: take fewer rows, or fewer numbers of each.",
  );
});
