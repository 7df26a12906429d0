import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { teagerEnergy } from "./teager.ts";

test("the energy of a tone is its squared amplitude times the squared sine of its frequency, everywhere", () => {
  const tone = Float64Array.from({ length: 50 }, (_, i) => 3 * Math.cos(0.4 * i + 1));
  assertClose(teagerEnergy(tone), new Float64Array(50).fill(9 * Math.sin(0.4) ** 2), { relative: 1e-12 });
});

test("a ramp has energy 1, a constant none, and fewer than three samples none", () => {
  expect([...teagerEnergy(Float32Array.of(4, 5, 6, 7))]).toEqual([1, 1, 1, 1]);
  expect([...teagerEnergy(Float64Array.of(2, 2, 2))]).toEqual([0, 0, 0]);
  expect([...teagerEnergy(Float64Array.of(2, 7))]).toEqual([0, 0]);
  expect(teagerEnergy(new Float64Array(0)).length).toBe(0);
});
