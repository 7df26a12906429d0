import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { lcgNoise } from "../../test/golden-signals.ts";
import { ConfigError } from "../base/errors.ts";
import { createPredictor, LPC_METHODS, linearPrediction, lpcCepstrum } from "./linear-prediction.ts";

/** Noise through 1 / A(z). */
function resonance(n: number, a: readonly number[]): Float64Array {
  const samples = lcgNoise(n);
  for (let i = 0; i < n; i++)
    a.forEach((weight, k) => {
      if (i > k) samples[i] -= weight * samples[i - 1 - k];
    });
  return samples;
}

describe.each(LPC_METHODS)("%s", (method) => {
  test("finds the filter that made the samples", () => {
    const a = [-1.6, 0.81];
    assertClose(createPredictor(method, 20000, 2)(resonance(20000, a)), a, { absolute: 0.02 });
  });

  test("does not depend on level", () => {
    const samples = resonance(500, [-0.9]);
    const weights = createPredictor(method, 500, 5)(samples).slice();
    assertClose(createPredictor(method, 500, 5)(samples.map((x) => 1e-3 * x)), weights, { relative: 1e-9 });
  });

  test("silence, a constant and single impulses have finite weights", () => {
    const predict = createPredictor(method, 64, 20);
    expect([...predict(new Float64Array(64))]).toEqual(new Array(20).fill(0));
    expect(predict(new Float64Array(64).fill(1)).every(Number.isFinite)).toBe(true);
    for (const at of [0, 31, 63]) {
      const impulse = new Float64Array(64);
      impulse[at] = 1;
      expect(predict(impulse).every(Number.isFinite)).toBe(true);
    }
  });

  test("of any samples the filter is stable: its cepstrum stays finite", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 12, maxLength: 60 }),
        (values) => {
          const a = createPredictor(method, values.length, 8)(Float64Array.from(values));
          const cepstrum = lpcCepstrum({ rows: 8, cols: 1, data: a }, 200).data;
          expect(cepstrum.every((c) => Math.abs(c) < 10)).toBe(true);
        },
      ),
      { seed: 1 },
    );
  });
});

test("the cepstrum of one pole p is p^n / n", () => {
  const { data } = lpcCepstrum({ rows: 1, cols: 2, data: Float64Array.of(-0.5, 0.8) }, 4);
  assertClose(data, [0.5, -0.8, 0.125, 0.32, 0.125 / 3, -0.512 / 3, 0.0625 / 4, 0.4096 / 4], {
    absolute: 1e-12,
  });
});

test("an order that does not fit its frame is refused", () => {
  const settings = {
    order: 20,
    method: "burg",
    frameSamples: 20,
    hopSamples: 10,
    window: "hann",
    center: true,
  } as const;
  expect(() => linearPrediction(new Float32Array(100), settings)).toThrow(ConfigError);
  expect(() => linearPrediction(new Float32Array(100), settings)).toThrow(
    "order: expected less than frameSamples (20), got 20.",
  );
  expect(linearPrediction(new Float32Array(100), { ...settings, order: 19 })).toMatchObject({
    rows: 19,
    cols: 11,
  });
});
