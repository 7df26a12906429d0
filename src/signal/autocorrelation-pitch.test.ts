import fc from "fast-check";
import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { createRandom } from "../base/random.ts";
import { autocorrelationPitch } from "./autocorrelation-pitch.ts";
import { createWindow } from "./window.ts";

const SETTINGS = { frameSamples: 512, hopSamples: 100, minLag: 20, maxLag: 201, octaveCost: 0.02 };

/** The definition, by sums over samples. */
function reference(
  samples: Float64Array,
  t: number,
  frameSamples: number,
): { lag: number; strength: number } {
  const { hopSamples, minLag, maxLag, octaveCost } = SETTINGS;
  const window = createWindow("hann", frameSamples, "symmetric");
  const frame = window.map((weight, n) => weight * (samples[t * hopSamples - frameSamples / 2 + n] ?? 0));
  const at = (values: Float64Array, lag: number): number => {
    let sum = 0;
    for (let n = lag; n < values.length; n++) sum += values[n] * values[n - lag];
    return sum;
  };
  let best = { lag: 0, strength: 0, score: Number.NEGATIVE_INFINITY };
  for (let lag = minLag; lag <= maxLag; lag++) {
    const strength = at(frame, lag) / at(frame, 0) / (at(window, lag) / at(window, 0));
    const score = strength - octaveCost * Math.log2(lag / minLag);
    if (score > best.score) best = { lag, strength, score };
  }
  return best;
}

test.each([512, 450])(
  "lags and strengths of frames of %i samples are those of the definition",
  (frameSamples) => {
    const random = createRandom(3);
    const samples = new Float64Array(1234).map((_, n) => Math.sin(n / 9) + 0.5 * random.normal());
    const { lag, strength } = autocorrelationPitch(samples, { ...SETTINGS, frameSamples });
    expect(lag.length).toBe(13);
    const expected = Array.from(lag, (_, t) => reference(samples, t, frameSamples));
    expect(Array.from(lag)).toEqual(expected.map((one) => one.lag));
    assertClose(
      strength,
      expected.map((one) => one.strength),
      { absolute: 1e-10 },
    );
  },
);

test("the period of a pulse train is found, not its double", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 21, max: 90 }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      (period, gain) => {
        const samples = new Float32Array(2000).map((_, n) => (n % period === 0 ? gain : 0));
        const { lag, strength } = autocorrelationPitch(samples, SETTINGS);
        for (let t = 3; t < 17; t++) {
          expect(lag[t]).toBe(period);
          expect(strength[t]).toBeGreaterThan(0.8);
        }
      },
    ),
    { numRuns: 25, seed: 1 },
  );
});

test("a dearer octave keeps the higher pitch", () => {
  // Every second pulse is weaker: the true period is 100, half of it fits almost as well.
  const samples = new Float32Array(2000).map((_, n) => (n % 100 === 0 ? 1 : n % 50 === 0 ? 0.75 : 0));
  expect(autocorrelationPitch(samples, { ...SETTINGS, octaveCost: 0.01 }).lag[10]).toBe(100);
  expect(autocorrelationPitch(samples, { ...SETTINGS, octaveCost: 0.2 }).lag[10]).toBe(50);
});

test("digital silence is not periodic", () => {
  const { lag, strength } = autocorrelationPitch(new Float32Array(600), SETTINGS);
  expect(Array.from(strength)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  expect(Array.from(lag)).toEqual([20, 20, 20, 20, 20, 20, 20]);
});

test("no samples are refused", () => {
  expect(() => autocorrelationPitch(new Float32Array(0), SETTINGS)).toThrow(
    "the audio has no samples; expected at least one for the pitch.",
  );
});
