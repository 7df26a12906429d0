import { test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { lcgNoise } from "../../test/golden-signals.ts";
import { chroma, chromaFilters } from "./chroma.ts";
import { eachPowerSpectrum, STFT_DEFAULTS } from "./stft.ts";

for (const nFft of [1024, 1000]) {
  test(`the filters' weights times the power spectra, nFft ${nFft}`, () => {
    const settings = { ...STFT_DEFAULTS, nFft, nChroma: 12, tuning: 0.1, chromaNorm: "none" as const };
    const samples = lcgNoise(90_000, 3);
    const { rows, cols, data } = chroma(samples, 16000, settings);
    const { nBins, weights } = chromaFilters(16000, nFft, 12, 0.1);
    const expected = new Float64Array(rows * cols);
    eachPowerSpectrum(samples, settings, (power, frame) => {
      for (let row = 0; row < rows; row++) {
        expected[row * cols + frame] = power.reduce(
          (sum, one, bin) => sum + one * weights[row * nBins + bin],
          0,
        );
      }
    });
    assertClose(data, expected, { relative: 2e-6 });
  });
}
