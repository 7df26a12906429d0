/** What holds for every functional of the registry. */
import { describe, expect, test } from "vitest";
import { computeTable, functionalOf, functionals, type Series } from "../../src/functionals/index.ts";

/** Families by one of their words. */
const FAMILIES: Record<string, string> = { percentile: "p40", "inter-percentile": "p10-p90" };

/** What a functional gives of one value 7 and of a constant 7, and of no value; one that is not here gives 0. */
const OF_SEVEN: Record<string, readonly number[]> = {
  mean: [7],
  min: [7],
  max: [7],
  percentile: [7],
  "linear-offset": [7],
  "quadratic-fit": [0, 0, 7],
  share: [1],
  "mean-level": [10 * Math.log10(7)],
};
/** Of all frames at 100 Hz: one segment. */
const SEGMENTS: Record<string, { readonly one: readonly number[]; readonly five: readonly number[] }> = {
  segments: { one: [100, 0.01, 0], five: [20, 0.05, 0] },
  "bridged-segments": { one: [0, 0, 0], five: [25, 0.03, 0] },
};

const hard = (values: readonly number[], mask?: readonly number[]): Series => ({
  name: "x",
  unit: null,
  values: Float64Array.from(values),
  frameRateHz: 100,
  ...(mask === undefined ? {} : { mask: Uint8Array.from(mask) }),
});

for (const definition of functionals.list) {
  const { id } = definition;
  const functional = functionalOf(FAMILIES[id] ?? id);
  const numbersOf = (series: Series): number[] => {
    const numbers = new Float64Array(functional.names.length);
    computeTable([series], [functional], numbers);
    return [...numbers].map((value) => value + 0); // -0 is 0
  };
  const zeros = functional.names.map(() => 0);

  describe(id, () => {
    test("describes itself", () => {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(definition.summary).not.toBe("");
      expect(definition.source).not.toBe("");
      expect(definition.words).not.toBe("");
      expect(definition.parse(functional.word)?.names).toEqual(functional.names);
      expect(definition.parse("no-such-word")).toBeUndefined();
    });

    test("its numbers have names and units", () => {
      expect(functional.names.length).toBeGreaterThan(0);
      expect(new Set(functional.names).size).toBe(functional.names.length);
      for (const name of functional.names) expect(name).toMatch(/^[a-z0-9.]+(_[a-z0-9.]+)*$/);
      for (const unit of ["dB", null]) expect(functional.units(unit).length).toBe(functional.names.length);
    });

    test("one value, and a constant", () => {
      expect(numbersOf(hard([7]))).toEqual(SEGMENTS[id]?.one ?? OF_SEVEN[id] ?? zeros);
      expect(numbersOf(hard([7, 7, 7, 7, 7]))).toEqual(SEGMENTS[id]?.five ?? OF_SEVEN[id] ?? zeros);
    });

    test("no frame that counts gives zeros", () => {
      expect(numbersOf(hard([1, 2, 3], [0, 0, 0]))).toEqual(zeros);
    });

    test.each([
      ["two values", hard([1, 2])],
      ["one frame of many", hard([1, 2, 3, 4], [0, 0, 1, 0])],
      ["zeros", hard([0, 0, 0, 0])],
      ["opposite values", hard([-1, 1, -1, 1])],
      ["large values", hard([1e12, -1e12, 3e11, 7e9])],
      ["small values", hard([1e-12, -1e-12, 3e-13])],
    ])("%s give finite numbers", (_, series) => {
      expect(numbersOf(series).every(Number.isFinite)).toBe(true);
    });
  });
}
