import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compileKernel, kernelFile } from "../../../tools/compile-kernel.ts";
import { doublesAt, floatsAt, openArena } from "./kernel.ts";

test("the committed kernel is what its sources compile to", async () => {
  expect(readFileSync(kernelFile("signal"), "utf8"), "run: npm run kernel").toBe(
    await compileKernel("signal"),
  );
});

test("arrays of an arena lie apart, however large, and are converted", () => {
  const arena = openArena();
  const floats = arena.put("f32", [1.5, 2.5, 3.5]);
  const words = arena.put("u32", Uint32Array.of(7));
  const large = arena.reserve("f64", 1_000_000);
  doublesAt(large, 1_000_000).fill(-1);
  const doubles = arena.put("f64", Float32Array.of(0.25));
  expect([...floatsAt(floats, 3)]).toEqual([1.5, 2.5, 3.5]);
  expect([...new Uint32Array(floatsAt(words, 1).slice().buffer)]).toEqual([7]);
  expect([...doublesAt(doubles, 1)]).toEqual([0.25]);
  expect(doublesAt(large, 1_000_000).every((value) => value === -1)).toBe(true);
  expect([floats, words, large, doubles].every((address) => address % 64 === 0)).toBe(true);
});

test("an arena begins where the last one began", () => {
  const first = openArena().put("f32", [1]);
  expect(openArena().put("f32", [2])).toBe(first);
});
