import fc from "fast-check";
import { expect, test } from "vitest";
import {
  lnSpectralFlatness,
  spectralBandwidth,
  spectralCentroid,
  spectralFlux,
  spectralRolloff,
} from "./spectral-shape.ts";

function shapeOf(magnitude: readonly number[], binHz: number, share: number) {
  const spectrum = Float64Array.from(magnitude);
  const centroidHz = spectralCentroid(spectrum, binHz);
  return {
    centroidHz,
    bandwidthHz: spectralBandwidth(spectrum, binHz, centroidHz),
    rolloffHz: spectralRolloff(spectrum, binHz, share),
  };
}

test("a single line is its own centroid and roll-off, without width", () => {
  expect(shapeOf([0, 0, 0, 4, 0], 10, 0.85)).toEqual({ centroidHz: 30, bandwidthHz: 0, rolloffHz: 30 });
});

test("two equal lines: the middle, half their distance, and the one that holds the share", () => {
  expect(shapeOf([0, 2, 0, 0, 0, 2], 10, 0.5)).toEqual({ centroidHz: 30, bandwidthHz: 20, rolloffHz: 10 });
  expect(shapeOf([0, 2, 0, 0, 0, 2], 10, 0.51).rolloffHz).toBe(50);
});

test("silence has no shape, is flat and does not change", () => {
  const silence = new Float64Array(5);
  expect(shapeOf([0, 0, 0], 10, 0.85)).toEqual({ centroidHz: 0, bandwidthHz: 0, rolloffHz: 0 });
  expect(lnSpectralFlatness(silence)).toBeCloseTo(0, 12);
  expect(spectralFlux(silence, silence)).toBe(0);
});

test("flatness is the logarithm of the geometric over the arithmetic mean", () => {
  const power = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(power, fc.constantFrom(1e-10, 1e-3), (values, floor) => {
      const floored = values.map((value) => Math.max(value, floor));
      const logs = floored.reduce((sum, value) => sum + Math.log(value), 0) / values.length;
      const mean = floored.reduce((sum, value) => sum + value, 0) / values.length;
      expect(lnSpectralFlatness(Float64Array.from(values), floor)).toBeCloseTo(logs - Math.log(mean), 9);
    }),
    { seed: 1 },
  );
});

test("flux does not depend on level and is √2 between spectra that share nothing", () => {
  const a = Float64Array.of(1, 2, 0, 0);
  expect(spectralFlux(a, Float64Array.of(0, 0, 3, 1))).toBeCloseTo(Math.SQRT2, 12);
  expect(spectralFlux(a, Float64Array.of(7, 14, 0, 0))).toBeCloseTo(0, 7);
  expect(spectralFlux(a, Float64Array.of(2, 1, 0, 0))).toBeCloseTo(Math.sqrt(2 - 8 / 5), 12);
  expect(spectralFlux(a, new Float64Array(4))).toBe(1);
});
