import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compileKernel, kernelFile } from "../../../tools/compile-kernel.ts";

test("the committed kernel is what its sources compile to", async () => {
  expect(readFileSync(kernelFile("models"), "utf8"), "run: npm run kernel").toBe(
    await compileKernel("models"),
  );
});
