import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/signal.json" with { type: "json" };
import { goldenSignal, lcgNoise } from "../../test/golden-signals.ts";
import { AudioError, ConfigError } from "../base/errors.ts";
import { createRealFft } from "./fft.ts";
import { countFrames, eachPowerSpectrum, raisePower, STFT_DEFAULTS, spectrogram } from "./stft.ts";
import { createWindow, WINDOW_NAMES } from "./window.ts";

describe("against librosa.stft", () => {
  for (const { samples, settings, exponent, shape, data } of golden.spectrograms) {
    test(`nFft ${settings.nFft}, window ${settings.window}, exponent ${exponent}`, () => {
      const window = WINDOW_NAMES.find((one) => one === settings.window);
      if (window === undefined) throw new Error(settings.window);
      const result = spectrogram(goldenSignal("noise", samples, 16000), { ...settings, window }, exponent);
      expect([result.frames, result.bins]).toEqual(shape);
      assertClose(result.data, data, { relative: 1e-8 });
    });
  }
});

test("a frame is centred on its sample, with zeros beyond the ends", () => {
  const impulse = new Float32Array(1000);
  impulse[512] = 1;
  const energies: number[] = [];
  eachPowerSpectrum(impulse, { ...STFT_DEFAULTS, nFft: 256, hopSamples: 128 }, (power) => {
    energies.push(power[0]);
  });
  expect(energies).toEqual([0, 0, 0, 0, 1, 0, 0, 0]); // Hann is 1 in the middle, 0 at its start
});

test("the visitor may change the spectrum it gets", () => {
  const samples = goldenSignal("noise", 400, 16000);
  const settings = { ...STFT_DEFAULTS, nFft: 64, hopSamples: 64 };
  const expected = spectrogram(samples, settings).data;
  const seen: number[] = [];
  const frames = eachPowerSpectrum(samples, settings, (power) => {
    seen.push(...power);
    power.fill(-1);
  });
  expect(frames).toBe(7);
  expect(seen).toEqual([...expected]);
});

test("frames are counted as librosa counts them", () => {
  const centred = { ...STFT_DEFAULTS, nFft: 100, hopSamples: 30 };
  expect([1, 29, 30, 59, 60].map((n) => countFrames(n, centred))).toEqual([1, 1, 2, 2, 3]);
  expect([100, 129, 130].map((n) => countFrames(n, { ...centred, center: false }))).toEqual([1, 1, 2]);
  expect([1, 2, 3].map((n) => countFrames(n, { ...centred, nFft: 101 }))).toEqual([1, 1, 1]);
});

test("too few samples and too long windows are refused by name", () => {
  const whole = { ...STFT_DEFAULTS, nFft: 100, center: false };
  expect(() => countFrames(99, whole)).toThrow(
    new AudioError(
      "the audio has 99 samples; expected at least 100 for one frame without centring.",
      "Set center, lower nFft or leave the clip out.",
    ),
  );
  expect(() => countFrames(1, whole)).toThrow("the audio has 1 sample;");
  expect(() => countFrames(0, STFT_DEFAULTS)).toThrow(
    new AudioError(
      "the audio has 0 samples; expected at least 1 for one frame.",
      "Leave the empty clip out.",
    ),
  );
  expect(() => eachPowerSpectrum(new Float32Array(200), { ...whole, winSamples: 101 }, () => {})).toThrow(
    new ConfigError("winSamples: expected at most nFft (100), got 101."),
  );
});

test("power is raised to any exponent of the magnitude", () => {
  for (const [exponent, expected] of [
    [2, 16],
    [1, 4],
    [3, 64],
    [0.5, 2],
  ]) {
    const power = Float64Array.of(16);
    raisePower(power, exponent);
    expect(power[0]).toBeCloseTo(expected, 12);
  }
});

test("power spectra of any length and hop are those of single transforms", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.integer({ min: 1, max: 13 }).map((exponent) => 2 ** exponent),
        fc.integer({ min: 2, max: 3000 }),
      ),
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 0, max: 20000 }),
      (nFft, hop, more) => {
        const samples = lcgNoise(nFft + more, more + 1);
        const hopSamples = Math.max(hop, Math.ceil(more / 80));
        const settings = { ...STFT_DEFAULTS, nFft, hopSamples, center: false, window: "hamming" } as const;
        const fft = createRealFft(nFft);
        const window = createWindow("hamming", nFft);
        const re = new Float64Array(fft.bins);
        const im = new Float64Array(fft.bins);
        eachPowerSpectrum(samples, settings, (power, frame) => {
          const start = frame * hopSamples;
          fft.forward(
            window.map((weight, n) => weight * samples[start + n]),
            re,
            im,
          );
          const expected = re.map((value, bin) => value ** 2 + im[bin] ** 2);
          assertClose(power, expected, { relative: 1e-13 }, `frame ${frame}`);
        });
      },
    ),
    { seed: 3, numRuns: 60 },
  );
});

test("a visitor may look at other spectra meanwhile", () => {
  const samples = goldenSignal("noise", 6000, 16000);
  const expected = spectrogram(samples, { ...STFT_DEFAULTS, nFft: 64, hopSamples: 32 });
  const seen: number[] = [];
  eachPowerSpectrum(samples, { ...STFT_DEFAULTS, nFft: 64, hopSamples: 32 }, (power) => {
    eachPowerSpectrum(samples.subarray(0, 900), { ...STFT_DEFAULTS, nFft: 256 }, () => {});
    seen.push(...power);
  });
  expect(seen).toEqual([...expected.data]);
});
