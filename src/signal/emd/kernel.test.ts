import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lcgNoise } from "../../../test/golden-signals.ts";
import { compileKernel, kernelFile } from "../../../tools/compile-kernel.ts";
import { emd } from "./sift.ts";
import { withWorkspace } from "./workspace.ts";

test("the committed kernel is what its sources compile to", async () => {
  expect(readFileSync(kernelFile("hht"), "utf8"), "run: npm run kernel").toBe(await compileKernel("hht"));
});

test("a run within a run has a workspace of its own; one that failed can be used again", () => {
  const signal = lcgNoise(300, 2);
  const expected = emd(signal);
  withWorkspace(300, (outer) => {
    outer.doubles(outer.modes[0], 300).fill(7);
    expect(emd(signal)).toEqual(expected);
    expect(outer.doubles(outer.modes[0], 300).every((value) => value === 7)).toBe(true);
  });
  expect(() =>
    withWorkspace(300, () => {
      throw new Error("stop");
    }),
  ).toThrow("stop");
  expect(emd(signal)).toEqual(expected);
});
