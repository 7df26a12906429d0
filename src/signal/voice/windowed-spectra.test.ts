import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { lcgNoise } from "../../../test/golden-signals.ts";
import { createWindow } from "../window.ts";
import { countWindowed, eachWindowedSpectrum, transformLength } from "./windowed-spectra.ts";

test.each([
  ["hamming", 20, 5],
  ["gauss", 30, 17],
] as const)(
  "power and lowest bins under a %s window are those of the definition",
  (window, frameSamples, nLow) => {
    const samples = lcgNoise(1234, 7);
    const settings = { frameSamples, hopSamples: 11, window };
    const nFft = transformLength(frameSamples);
    const weights = createWindow(window, frameSamples, "symmetric");
    const before = Math.floor((nFft - frameSamples) / 2);
    const frames = countWindowed(samples.length, settings);
    const binOf = (frame: number, bin: number) => {
      let [re, im] = [0, 0];
      for (let n = 0; n < frameSamples; n++) {
        const value = weights[n] * (samples[frame * 11 + n] ?? 0);
        const angle = (-2 * Math.PI * bin * (before + n)) / nFft;
        re += value * Math.cos(angle);
        im += value * Math.sin(angle);
      }
      return { re, im };
    };
    const powers: Float64Array[] = [];
    const low = eachWindowedSpectrum(samples, settings, nLow, (power) => powers.push(power.slice()));
    expect(powers.length).toBe(frames);
    for (const [frame, power] of powers.entries()) {
      const expected = Array.from(power, (_, bin) => binOf(frame, bin));
      assertClose(
        power,
        expected.map(({ re, im }) => re * re + im * im),
        { absolute: 1e-12 },
      );
      for (let bin = 0; bin < nLow; bin++) {
        expect(low[bin * frames + frame]).toBeCloseTo(expected[bin].re, 6);
        expect(low[(nLow + bin) * frames + frame]).toBeCloseTo(expected[bin].im, 6);
      }
    }
  },
);
