import fc from "fast-check";
import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { lcgNoise } from "../../test/golden-signals.ts";
import { applyMel, MEL_DEFAULTS, type MelSettings, melFilterBank } from "./mel.ts";
import { melSpectrogram } from "./mel-spectrogram.ts";
import { countFrames, eachPowerSpectrum, raisePower, STFT_DEFAULTS, type StftSettings } from "./stft.ts";

const RATE = 16000;

/** The same in float64, [band, frame]. */
function inFloat64(
  samples: Float32Array | Float64Array,
  settings: StftSettings & MelSettings,
  exponent = 2,
): Float64Array {
  const frames = countFrames(samples.length, settings);
  const bank = melFilterBank(RATE, settings.nFft, settings);
  const bands = new Float64Array(settings.nMels * frames);
  eachPowerSpectrum(samples, settings, (power, frame) => {
    raisePower(power, exponent);
    applyMel(bank, power, bands, frame, frames);
  });
  return bands;
}

test("float32 energies are those of float64, whatever the length of frames and signal", () => {
  fc.assert(
    fc.property(
      fc.record({
        nFft: fc.integer({ min: 2, max: 12 }).map((exponent) => 2 ** exponent),
        hopSamples: fc.integer({ min: 1, max: 3000 }),
        winShare: fc.double({ min: 0, max: 1, noNaN: true }),
        center: fc.boolean(),
        nSamples: fc.integer({ min: 1, max: 20000 }),
        nMels: fc.integer({ min: 1, max: 40 }),
        exponent: fc.constantFrom(1, 1.5, 2, 2),
      }),
      ({ nFft, hopSamples, winShare, center, nSamples, nMels, exponent }) => {
        const samples = Float32Array.from(lcgNoise(center ? nSamples : nFft + nSamples, nSamples));
        const winSamples = 1 + Math.floor(winShare * (nFft - 1));
        const hop = Math.max(hopSamples, Math.ceil(samples.length / 600)); // frames of more than one chunk, not thousands
        const settings = {
          ...STFT_DEFAULTS,
          ...MEL_DEFAULTS,
          nFft,
          hopSamples: hop,
          winSamples,
          center,
          nMels,
        };
        const { rows, cols, data } = melSpectrogram(samples, RATE, settings, exponent);
        expect([rows, cols]).toEqual([nMels, countFrames(samples.length, settings)]);
        assertClose(data, inFloat64(samples, settings, exponent), { relative: 2e-6 });
      },
    ),
    { seed: 5, numRuns: 60 },
  );
});

test("float64 samples give the same as float32 ones", () => {
  const samples = Float32Array.from(lcgNoise(3000, 2));
  const settings = { ...STFT_DEFAULTS, ...MEL_DEFAULTS, nFft: 512, nMels: 20 };
  expect(melSpectrogram(Float64Array.from(samples), RATE, settings)).toEqual(
    melSpectrogram(samples, RATE, settings),
  );
});

test("bands 110 dB below a loud tone are right to 1 %", () => {
  const samples = Float64Array.from(
    lcgNoise(16000, 1),
    (value, n) => 0.9 * Math.sin(0.3 * n) + 2e-4 * value * Math.cos(n),
  );
  const settings = { ...STFT_DEFAULTS, ...MEL_DEFAULTS, center: false };
  const expected = inFloat64(Float32Array.from(samples), settings);
  const { data } = melSpectrogram(Float32Array.from(samples), RATE, settings);
  const loudest = Math.max(...expected);
  const quietest = Math.min(...expected);
  expect(10 * Math.log10(quietest / loudest)).toBeLessThan(-110);
  const errors = data.map((value, i) => Math.abs(value / expected[i] - 1));
  expect(Math.max(...errors)).toBeLessThan(0.01);
});
