import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/signal.json" with { type: "json" };
import { lcgNoise } from "../../test/golden-signals.ts";
import { createComplexFft, createRealFft } from "./fft.ts";

describe("against numpy.fft", () => {
  for (const { length, realRe, realIm, re, im } of golden.fft) {
    test(`length ${length}`, () => {
      const samples = lcgNoise(length, length);
      const real = createRealFft(length);
      const gotRe = new Float64Array(real.bins);
      const gotIm = new Float64Array(real.bins);
      real.forward(samples, gotRe, gotIm);
      assertClose(gotRe, realRe, { relative: 1e-8 }, "real transform, re");
      assertClose(gotIm, realIm, { relative: 1e-8, absolute: 1e-12 }, "real transform, im");
      expect(samples).toEqual(lcgNoise(length, length));

      const z = lcgNoise(length, length);
      const imaginary = lcgNoise(length, length + 1000);
      createComplexFft(length).forward(z, imaginary);
      assertClose(z, re, { relative: 1e-8 }, "complex transform, re");
      assertClose(imaginary, im, { relative: 1e-8 }, "complex transform, im");
    });
  }
});

const anyLength = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(512, 1000, 1024, 2048, 4096));

test("inverse undoes forward, for real and complex input of any length", () => {
  fc.assert(
    fc.property(anyLength, fc.nat(), (length, seed) => {
      const x = lcgNoise(length, seed);
      const y = lcgNoise(length, seed + 1);
      const complex = createComplexFft(length);
      const re = x.slice();
      const im = y.slice();
      complex.forward(re, im);
      complex.inverse(re, im);
      assertClose(re, x, { absolute: 1e-13 }, "re");
      assertClose(im, y, { absolute: 1e-13 }, "im");

      const real = createRealFft(length);
      const binRe = new Float64Array(real.bins);
      const binIm = new Float64Array(real.bins);
      const back = new Float64Array(length);
      real.forward(x, binRe, binIm);
      const keptRe = binRe.slice();
      real.inverse(binRe, binIm, back);
      assertClose(back, x, { absolute: 1e-13 }, "real");
      expect(binRe).toEqual(keptRe);
    }),
    { numRuns: 60 },
  );
});

test("energy is kept (Parseval)", () => {
  fc.assert(
    fc.property(anyLength, (length) => {
      const re = lcgNoise(length, 5);
      const im = lcgNoise(length, 6);
      const energy = (): number => re.reduce((sum, value, i) => sum + value ** 2 + im[i] ** 2, 0);
      const before = energy();
      createComplexFft(length).forward(re, im);
      assertClose([energy() / length], [before], { relative: 1e-12 });
    }),
    { numRuns: 40 },
  );
});

test("one plan gives the same bits again after other input", () => {
  for (const length of [64, 100, 101]) {
    const plan = createRealFft(length);
    const run = (seed: number): Float64Array[] => {
      const re = new Float64Array(plan.bins);
      const im = new Float64Array(plan.bins);
      plan.forward(lcgNoise(length, seed), re, im);
      return [re, im];
    };
    const first = run(1);
    run(2);
    expect(run(1)).toEqual(first);
  }
});

test("lengths and arrays that do not fit are refused", () => {
  for (const length of [0, -4, 2.5, Number.NaN]) {
    expect(() => createRealFft(length)).toThrow(`expected a positive integer, got ${length}`);
    expect(() => createComplexFft(length)).toThrow(RangeError);
  }
  const short = new Float64Array(4);
  const full = new Float64Array(8);
  for (const length of [8, 7]) {
    const plan = createRealFft(length);
    expect(() => plan.forward(short, full, full)).toThrow(`expected ${length} values, got 4`);
    expect(() => plan.forward(full, full, short.subarray(1))).toThrow(RangeError);
    expect(() => plan.inverse(short.subarray(1), full, full)).toThrow(RangeError);
  }
  expect(() => createComplexFft(8).forward(full, short)).toThrow("expected 8 values, got 4");
});
