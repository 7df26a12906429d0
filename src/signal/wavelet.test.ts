import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/signal.json" with { type: "json" };
import { lcgNoise } from "../../test/golden-signals.ts";
import { AudioError, ShapeError } from "../base/errors.ts";
import { BOUNDARY_MODES, beyondEdges } from "./boundary.ts";
import { DAUBECHIES, WAVELET_NAMES } from "./daubechies.ts";
import { dwt, idwt, maxLevel, wavedec, waveletSequence, waverec } from "./wavelet.ts";

function oneOf<T extends string>(names: readonly T[], name: string): T {
  const found = names.find((one) => one === name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe("against pywt.dwt", () => {
  for (const mode of BOUNDARY_MODES) {
    test(mode, () => {
      const cases = golden.dwt.filter((one) => one.mode === mode);
      expect(cases.length).toBeGreaterThan(20);
      for (const { wavelet, samples, approximation, detail } of cases) {
        const level = dwt(lcgNoise(samples, samples), oneOf(WAVELET_NAMES, wavelet), mode);
        const what = `${wavelet} of ${samples} samples`;
        assertClose(level.approximation, approximation, { relative: 1e-8, absolute: 1e-11 }, what);
        assertClose(level.detail, detail, { relative: 1e-8, absolute: 1e-9 }, what);
      }
    });
  }
});

describe("against pywt.wavedec", () => {
  for (const { wavelet, mode, samples, levels, parts } of golden.wavedec) {
    test(`${wavelet} ${mode}`, () => {
      const got = wavedec(
        lcgNoise(samples, samples),
        oneOf(WAVELET_NAMES, wavelet),
        levels,
        oneOf(BOUNDARY_MODES, mode),
      );
      expect(got.length).toBe(levels + 1);
      for (const [i, part] of parts.entries()) assertClose(got[i], part, { relative: 1e-8 }, `part ${i}`);
    });
  }
  test("the sequence is the parts end to end", () => {
    const samples = lcgNoise(61, 61);
    const parts = wavedec(samples, "db2", 3, "zero");
    expect([...waveletSequence(samples, "db2", 3, "zero")]).toEqual(parts.flatMap((part) => [...part]));
  });
  test("the documented example: 1 to 16, symmetric and periodization", () => {
    const ramp = Float64Array.from({ length: 16 }, (_, i) => i + 1);
    const symmetric = dwt(ramp, "db4", "symmetric").approximation.subarray(0, 3);
    assertClose(symmetric, [7.064531, 4.230736, 1.413607], { absolute: 1e-6 });
    const periodization = dwt(ramp, "db4", "periodization").approximation.subarray(0, 3);
    assertClose(periodization, [23.811096, 5.107886, 4.250268], { absolute: 1e-6 });
  });
  for (const { wavelet, samples, level } of golden.maxLevel) {
    test(`deepest level of ${samples} samples with ${wavelet}`, () => {
      expect(maxLevel(samples, oneOf(WAVELET_NAMES, wavelet))).toBe(level);
    });
  }
});

test("the inverse gives every signal back", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...WAVELET_NAMES),
      fc.constantFrom(...BOUNDARY_MODES),
      fc.integer({ min: 2, max: 200 }),
      (wavelet, mode, n) => {
        const samples = lcgNoise(n, n);
        const one = idwt(dwt(samples, wavelet, mode), wavelet, mode);
        assertClose(one.subarray(0, n), samples, { absolute: 1e-9 }, "one level");
        expect(one.length - n).toBe(n % 2);
        const levels = maxLevel(n, wavelet);
        const back = waverec(wavedec(samples, wavelet, levels, mode), wavelet, mode);
        assertClose(back.subarray(0, n), samples, { absolute: 1e-9 }, `${levels} levels`);
      },
    ),
  );
});

test("one sample is repeated where a mode needs a second", () => {
  for (const mode of ["reflect", "smooth", "antireflect", "constant", "periodic", "symmetric"] as const) {
    const { before, after } = beyondEdges(Float64Array.of(5), 2, 2, mode);
    expect([...before, ...after]).toEqual([5, 5, 5, 5]);
  }
});

test("what cannot be decomposed or put together is refused", () => {
  expect(() => wavedec(new Float64Array(55), "db4", 3, "symmetric")).toThrow(
    new AudioError(
      "the audio has 55 samples; expected at least 56 for 3 splits with db4, or at most 2 splits.",
      "Use fewer splits or leave the clip out.",
    ),
  );
  expect(wavedec(new Float64Array(56), "db4", 3, "symmetric").length).toBe(4);
  expect(() => dwt(new Float64Array(0), "db1", "zero")).toThrow(ShapeError);
  const half = { approximation: new Float64Array(5), detail: new Float64Array(4) };
  expect(() => idwt(half, "db2", "zero")).toThrow(
    "expected two equal halves of at least 2 coefficients, got 5 and 4",
  );
  const few = { approximation: new Float64Array(3), detail: new Float64Array(3) };
  expect(() => idwt(few, "db4", "zero")).toThrow(ShapeError);
});

test("long signals are filtered like short ones", () => {
  const samples = lcgNoise(70_001, 8);
  const { approximation, detail } = dwt(samples, "db2", "zero");
  const low = [...DAUBECHIES.db2].reverse();
  for (const at of [0, 1, 2, 16382, 16383, 16384, 16385, 32768, 35000, 35001]) {
    const around = low.map((_, j) => samples[2 * at + 1 - j] ?? 0);
    const sum = (filter: readonly number[]): number =>
      filter.reduce((total, tap, j) => total + tap * around[j], 0);
    expect(approximation[at], `approximation ${at}`).toBeCloseTo(sum(low), 12);
    const high = DAUBECHIES.db2.map((tap, j) => (j % 2 === 0 ? -tap : tap));
    expect(detail[at], `detail ${at}`).toBeCloseTo(sum(high), 12);
  }
  expect(approximation.length).toBe(35_002);
});
