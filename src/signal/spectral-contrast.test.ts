import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { lcgNoise } from "../../test/golden-signals.ts";
import { ConfigError } from "../base/errors.ts";
import { spectralContrast } from "./spectral-contrast.ts";
import { eachPowerSpectrum, STFT_DEFAULTS } from "./stft.ts";

const RATE = 16000;
const BAND = { fminHz: 2000, nBands: 1, linear: true };

for (const nFft of [512, 500]) {
  for (const quantile of [0.001, 0.02, 0.45, 0.999]) {
    test(`the share ${quantile} of the bins at both ends of every band, nFft ${nFft}`, () => {
      const settings = { ...STFT_DEFAULTS, nFft, hopSamples: 160, ...BAND, quantile };
      const samples = lcgNoise(40_000, 3);
      const { rows, cols, data } = spectralContrast(samples, RATE, settings);
      const binOf = (hz: number) => (hz * nFft) / RATE;
      const bands = [
        { from: 0, to: Math.floor(binOf(2000)), counted: Math.floor(binOf(2000)) + 1 },
        {
          from: Math.ceil(binOf(2000)) - 1,
          to: nFft / 2 + 1,
          counted: nFft / 2 + 2 - Math.ceil(binOf(2000)),
        },
      ];
      const expected = new Float64Array(rows * cols);
      eachPowerSpectrum(samples, settings, (power, frame) => {
        for (const [band, { from, to, counted }] of bands.entries()) {
          const magnitudes = power.slice(from, to).map(Math.sqrt).sort();
          const ends = Math.min(magnitudes.length, Math.max(1, Math.round(quantile * counted)));
          const mean = (values: Float64Array) => values.reduce((a, b) => a + b) / values.length;
          expected[band * cols + frame] = mean(magnitudes.slice(-ends)) - mean(magnitudes.slice(0, ends));
        }
      });
      assertClose(data, expected, { absolute: 1e-12 });
    });
  }
}

test("a band without a bin is refused", () => {
  const settings = { ...STFT_DEFAULTS, nFft: 64, fminHz: 100, nBands: 2, quantile: 0.02, linear: false };
  expect(() => spectralContrast(lcgNoise(1000, 1), RATE, settings)).toThrow(ConfigError);
});
