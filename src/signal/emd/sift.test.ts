import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import golden from "../../../test/golden/hht.json" with { type: "json" };
import { goldenSignal, lcgNoise, SIGNAL_NAMES } from "../../../test/golden-signals.ts";
import { AudioError } from "../../base/errors.ts";
import { type Decomposition, emd, SIFT_DEFAULTS } from "./sift.ts";

function signalOf(name: string, n: number, sampleRate: number): Float32Array {
  const known = SIGNAL_NAMES.find((one) => one === name);
  if (known === undefined) throw new Error(name);
  return goldenSignal(known, n, sampleRate);
}

function expectModes(got: Decomposition, imfs: number[][], residual: number[], every = 1): void {
  const picked = (samples: Float64Array) => samples.filter((_, i) => i % every === 0);
  expect(got.imfs.length).toBe(imfs.length);
  for (const [i, imf] of imfs.entries()) assertClose(picked(got.imfs[i]), imf, TOLERANCE, `imf ${i}`);
  assertClose(picked(got.residual), residual, TOLERANCE, "residual");
}

const TOLERANCE = { relative: 1e-7, absolute: 1e-9 };

describe("against emd.sift.sift", () => {
  for (const { signal, samples, sampleRate, settings, imfs, residual } of golden.decompositions) {
    test(`${samples} samples of ${signal}, ${JSON.stringify(settings)}`, () => {
      const got = emd(signalOf(signal, samples, sampleRate), { ...SIFT_DEFAULTS, ...settings });
      expectModes(got, imfs, residual);
    });
  }
  for (const { signal, samples, sampleRate, every, imfs, residual } of golden.long) {
    test(`every ${every}th of ${samples} samples of ${signal}`, () => {
      expectModes(emd(signalOf(signal, samples, sampleRate)), imfs, residual, every);
    });
  }
  test("noises of 3 to 32 samples: every way of mirroring at the ends", () => {
    expect(golden.short.length).toBe(60);
    for (const { samples, seed, imfs, residual } of golden.short) {
      expectModes(emd(lcgNoise(samples, seed)), imfs, residual);
    }
  });
});

const anySignal = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 })
  .map((values) => Float64Array.from(values));

test("modes and residual are finite and add up to the signal, as long as it", () => {
  fc.assert(
    fc.property(anySignal, (signal) => {
      const { imfs, residual } = emd(signal, { ...SIFT_DEFAULTS, sdThreshold: 0.5 });
      expect(imfs.length).toBeLessThanOrEqual(SIFT_DEFAULTS.maxImfs);
      const sum = residual.slice();
      for (const imf of imfs) for (let i = 0; i < sum.length; i++) sum[i] += imf[i];
      assertClose(sum, signal, { absolute: 1e-9 });
    }),
    { seed: 5, numRuns: 200 },
  );
});

test("a signal eight times as loud has modes eight times as loud", () => {
  const signal = lcgNoise(400, 9);
  const plain = emd(signal);
  const louder = emd(signal.map((value) => 8 * value));
  expect(louder.imfs).toEqual(plain.imfs.map((imf) => imf.map((value) => 8 * value)));
});

describe("what has no modes stays as it is", () => {
  const cases: Record<string, Float64Array> = {
    "1 sample": Float64Array.of(0.5),
    "2 samples": Float64Array.of(0.5, -0.5),
    silence: new Float64Array(100),
    "a constant": new Float64Array(100).fill(0.7),
    "a ramp": Float64Array.from({ length: 100 }, (_, i) => i),
    "a triangle wave whose valleys are plateaus": Float64Array.from({ length: 26_000 }, (_, i) =>
      Math.abs((i % 201) - 100.5),
    ),
    "a triangle wave whose peaks are plateaus": Float64Array.from(
      { length: 26_000 },
      (_, i) => -Math.abs((i % 201) - 100.5),
    ),
    "a square wave, which has plateaus only": Float64Array.from({ length: 100 }, (_, i) =>
      i % 20 < 10 ? 1 : -1,
    ),
  };
  for (const [name, signal] of Object.entries(cases)) {
    test(name, () => {
      const { imfs, residual } = emd(signal);
      expect(imfs).toEqual([]);
      expect(residual).toEqual(signal);
    });
  }
});

test("the input is left alone", () => {
  const signal = lcgNoise(100, 4);
  const before = signal.slice();
  emd(signal);
  expect(signal).toEqual(before);
});

test("what cannot be sifted is refused", () => {
  expect(() => emd(new Float32Array(0))).toThrow(
    new AudioError(
      "the audio has 0 samples; expected 1 to 8388608 for a Hilbert-Huang transform.",
      "Leave the empty clip out.",
    ),
  );
  expect(() => emd(new Float32Array(2 ** 23 + 1))).toThrow(
    "the audio has 8388609 samples; expected 1 to 8388608 for a Hilbert-Huang transform. Cut the clip",
  );
  expect(() => emd(lcgNoise(1000, 1), { ...SIFT_DEFAULTS, maxIterations: 1, sdThreshold: 0.001 })).toThrow(
    "sifting: mode 1 did not settle in 1 step to a change of less than 0.001.",
  );
});
