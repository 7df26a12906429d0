import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/wavelets.json" with { type: "json" };
import { lcgNoise } from "../../test/golden-signals.ts";
import { AudioError, ConfigError } from "../base/errors.ts";
import { type ContinuousWavelet, GABOR_DEFAULTS } from "./continuous-wavelet.ts";
import { cwt, geometricScales, scalogram } from "./cwt.ts";

function waveletOf(golden: {
  kind: string;
  bandwidth?: number;
  center?: number;
  order?: number;
}): ContinuousWavelet {
  const { bandwidth, center, order } = golden;
  if (order !== undefined) return { kind: "gaussian", order };
  if (bandwidth === undefined || center === undefined) throw new Error(golden.kind);
  return { kind: "gabor", bandwidth, center };
}

for (const { wavelet, scales, samples, seed, re, im } of golden.cwt) {
  test(`sampling pywt equals pywt.cwt: ${JSON.stringify(wavelet)}`, () => {
    const got = cwt(lcgNoise(samples, seed), scales, waveletOf(wavelet), "pywt");
    assertClose(got.re, re, { relative: 1e-8 });
    assertClose(got.im, im, { relative: 1e-8, absolute: 1e-12 });
  });
}

for (const { wavelet, scales, samples, seed, re, im } of golden.exact) {
  test(`the definition, by direct sums: ${JSON.stringify(wavelet)}`, () => {
    const got = cwt(lcgNoise(samples, seed), scales, waveletOf(wavelet));
    assertClose(got.re, re, { relative: 1e-8 });
    assertClose(got.im, im, { relative: 1e-8 });
  });
}

describe("PyWavelets' discretisation", () => {
  const slow = Float64Array.from({ length: 2000 }, (_, i) => Math.cos((2 * Math.PI * i) / 40));
  const distance = (scale: number): number => {
    const exact = cwt(slow, [scale], GABOR_DEFAULTS);
    const pywt = cwt(slow, [scale], GABOR_DEFAULTS, "pywt");
    let worst = 0;
    let peak = 0;
    for (let i = 500; i < 1500; i++) {
      worst = Math.max(worst, Math.hypot(exact.re[i] - pywt.re[i], exact.im[i] - pywt.im[i]));
      peak = Math.max(peak, Math.hypot(exact.re[i], exact.im[i]));
    }
    return worst / peak;
  };
  test("is within a tenth at the scale of a tone", () => expect(distance(40)).toBeLessThan(0.1));
  test("lets a 64 times higher frequency through at a large scale, the exact wavelet does not", () => {
    const fast = Float64Array.from({ length: 8000 }, (_, i) => Math.cos((2 * Math.PI * 63 * i) / 640));
    const exact = cwt(fast, [640], GABOR_DEFAULTS);
    const pywt = cwt(fast, [640], GABOR_DEFAULTS, "pywt");
    const at = (c: { re: Float64Array; im: Float64Array }) => Math.hypot(c.re[4000], c.im[4000]);
    expect(at(exact)).toBeLessThan(1e-6);
    expect(at(pywt)).toBeGreaterThan(1);
  });
});

const anySignal = fc.integer({ min: 1, max: 2 ** 31 }).map((seed) => lcgNoise(120, seed));
const anyWavelet = fc.constantFrom<ContinuousWavelet>(
  GABOR_DEFAULTS,
  { kind: "gabor", bandwidth: 0.7, center: 2 },
  { kind: "gaussian", order: 2 },
  { kind: "gaussian", order: 5 },
);
const SCALES = [2, 5.5, 30];

test("it is linear", () => {
  fc.assert(
    fc.property(anySignal, anySignal, anyWavelet, (a, b, wavelet) => {
      const both = cwt(
        a.map((value, i) => 2 * value - 3 * b[i]),
        SCALES,
        wavelet,
      );
      const ofA = cwt(a, SCALES, wavelet);
      const ofB = cwt(b, SCALES, wavelet);
      assertClose(
        both.re,
        ofA.re.map((value, i) => 2 * value - 3 * ofB.re[i]),
        { absolute: 1e-9 },
      );
      assertClose(
        both.im,
        ofA.im.map((value, i) => 2 * value - 3 * ofB.im[i]),
        { absolute: 1e-9 },
      );
    }),
    { seed: 1, numRuns: 20 },
  );
});

test("a signal that comes later has the same coefficients later", () => {
  fc.assert(
    fc.property(anySignal, anyWavelet, fc.integer({ min: 1, max: 40 }), (signal, wavelet, shift) => {
      const padded = new Float64Array(400);
      padded.set(signal, 100);
      const later = new Float64Array(400);
      later.set(signal, 100 + shift);
      const first = cwt(padded, SCALES, wavelet);
      const second = cwt(later, SCALES, wavelet);
      for (let row = 0; row < SCALES.length; row++) {
        const from = row * 400;
        assertClose(
          second.re.subarray(from + shift, from + 400),
          first.re.subarray(from, from + 400 - shift),
          { absolute: 1e-8 },
        );
      }
    }),
    { seed: 2, numRuns: 20 },
  );
});

test("a tone is strongest at the scale of its frequency", () => {
  const sampleRate = 16000;
  const tone = Float32Array.from({ length: 4096 }, (_, i) => Math.sin((2 * Math.PI * 500 * i) / sampleRate));
  const scales = geometricScales(5, 125, 2000, 1, sampleRate);
  assertClose(scales, [128, 64, 32, 16, 8], { absolute: 1e-9 });
  const { data, frames } = scalogram(tone, scales, GABOR_DEFAULTS, { hopSamples: 512, power: 1 });
  const middle = scales.map((_, row) => data[row * frames + 4]);
  expect(middle.indexOf(Math.max(...middle))).toBe(2);
  // half the tone is at +500 Hz, where the wavelet's gain is √scale
  expect(middle[2]).toBeCloseTo(0.5 * Math.sqrt(32), 3);
});

test("a frame that is not a multiple of a stride has the mean of every coefficient", () => {
  const signal = lcgNoise(100, 8);
  const full = cwt(signal, [50], GABOR_DEFAULTS);
  const { frames, data } = scalogram(signal, [50], GABOR_DEFAULTS, { hopSamples: 33, power: 2 });
  expect(frames).toBe(4);
  let sum = 0;
  for (let i = 33; i < 66; i++) sum += full.re[i] ** 2 + full.im[i] ** 2;
  expect(data[1]).toBeCloseTo(sum / 33, 9);
});

test("what is kept of one scalogram does not reach into another", () => {
  const settings = { hopSamples: 32, power: 1 } as const;
  const wider = { ...GABOR_DEFAULTS, center: 2 };
  const asks = [64, 300, 900, 2000, 5000, 300].flatMap((length) =>
    [GABOR_DEFAULTS, wider].flatMap((wavelet) =>
      [[4, 9], [6]].map((scales) => {
        const signal = Float32Array.from({ length }, (_, i) => Math.sin(i * i * 1e-3));
        return () => scalogram(signal, scales, wavelet, settings);
      }),
    ),
  );
  const forwards = asks.map((ask) => ask());
  const backwards = asks.toReversed().map((ask) => ask());
  expect(backwards.toReversed()).toEqual(forwards);
  expect(new Set(forwards.map(({ data }) => data[0])).size).toBeGreaterThan(15);
});

test("one frequency is the lowest", () => expect(geometricScales(1, 100, 500, 1, 1000)).toEqual([10]));

test("what cannot be transformed is refused", () => {
  expect(() => cwt(new Float32Array(0), [2], GABOR_DEFAULTS)).toThrow(AudioError);
  expect(() => cwt(new Float32Array(9), [2, -1], GABOR_DEFAULTS)).toThrow(
    "scales: expected positive numbers, got -1.",
  );
  expect(() => cwt(new Float32Array(9), [2], { kind: "gaussian", order: 9 })).toThrow(
    "wavelet: expected an order of 1 to 8, got 9.",
  );
  expect(() => cwt(new Float32Array(9), [2], { kind: "gabor", bandwidth: 0, center: 1 })).toThrow(
    ConfigError,
  );
  expect(() => cwt(new Float32Array(9), [0.01], GABOR_DEFAULTS, "pywt")).toThrow(
    "PyWavelets has no tap there.",
  );
  expect(() => cwt(new Float32Array(9), [1e8], GABOR_DEFAULTS)).toThrow(
    "the audio has 9 samples; with the largest scale, expected at most 16777216 values",
  );
  expect(() => cwt(new Float32Array(2 ** 20), new Array(200).fill(2), GABOR_DEFAULTS)).toThrow(
    "scales: the wavelet coefficients would hold 419430400 numbers",
  );
});
