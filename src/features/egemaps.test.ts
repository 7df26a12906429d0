import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { correlation, median } from "../../test/agreement.ts";
import golden from "../../test/golden/egemaps.json" with { type: "json" };
import { goldenFiles } from "../../test/golden-features.ts";
import { goldenSignal } from "../../test/golden-signals.ts";
import { noise, silence, vowel } from "../synth/index.ts";
import { DESCRIPTORS } from "./egemaps/series.ts";
import { EGEMAPS_COLUMNS } from "./egemaps/table.ts";
import { egemaps } from "./egemaps.ts";
import { egemapsSeries } from "./egemaps-series.ts";
import { extractFeature } from "./recipe.ts";

const cases = goldenFiles().find(({ name }) => name === "egemaps.json")?.cases ?? [];

test("the names are the standard ones", () => {
  expect(EGEMAPS_COLUMNS.map(({ name }) => name)).toEqual(golden.functionals);
  expect(DESCRIPTORS.map(({ name }) => name)).toEqual(golden.series);
});

/** Series of spectra are the reference's up to its rounding of samples to 16 bits, which is heard where it is quiet. */
const SPECTRAL = 10;
const F0_ROW = 10;
const rowOf = (data: ArrayLike<number>, row: number, frames: number): number[] =>
  Array.from({ length: frames }, (_, frame) => data[row * frames + frame]);

describe.each(cases.filter(({ step }) => step.id === "egemaps-series"))(
  "series of $of",
  ({ step, audio, shape, data }) => {
    const feature = extractFeature(audio(), step);
    const frames = shape[1];

    test("have the reference's frames", () => expect(feature.shape).toEqual(shape));

    test.each(golden.series.slice(0, SPECTRAL).map((name, row) => [name, row] as const))("%s", (_, row) => {
      const [mine, reference] = [feature.data, data].map((one) => rowOf(one, row, frames));
      const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(correlation(mine, reference)).toBeGreaterThan(0.99);
      expect(median(mine.map((value, frame) => Math.abs(value - reference[frame])))).toBeLessThan(
        2e-3 * largest,
      );
    });

    test("F0 is voiced in the same frames but one in fifty, and within a tenth of a semitone", () => {
      const [mine, reference] = [feature.data, data].map((one) => rowOf(one, F0_ROW, frames));
      const differ = mine.filter((value, frame) => value > 0 !== reference[frame] > 0);
      expect(differ.length).toBeLessThanOrEqual(frames / 50);
      const errors = mine.flatMap((value, frame) =>
        value > 0 && reference[frame] > 0 ? [Math.abs(value - reference[frame])] : [],
      );
      if (errors.length > 0) expect(median(errors)).toBeLessThan(0.1);
    });
  },
);

test("series of a voice follow the reference's: HNR, harmonics and formants", () => {
  for (const { step, audio, shape, data } of cases) {
    if (step.id !== "egemaps-series" || shape[1] < 50 || data[F0_ROW * shape[1] + 30] === 0) continue;
    const feature = extractFeature(audio(), step);
    for (const name of [
      "HNRdBACF_sma3nz",
      "F1frequency_sma3nz",
      "F2frequency_sma3nz",
      "F3frequency_sma3nz",
    ]) {
      const row = golden.series.indexOf(name);
      const [mine, reference] = [feature.data, data].map((one) => rowOf(one, row, shape[1]));
      expect(correlation(mine, reference), name).toBeGreaterThan(0.93);
    }
  }
});

describe.each(cases.filter(({ step }) => step.id === "egemaps"))(
  "functionals of $of",
  ({ step, audio, data }) => {
    const mine = extractFeature(audio(), step).data;
    test.each([
      "loudness_sma3_amean",
      "loudness_sma3_stddevNorm",
      "loudness_sma3_percentile20.0",
      "loudness_sma3_percentile50.0",
      "loudness_sma3_percentile80.0",
      "spectralFlux_sma3_amean",
      "mfcc1_sma3_amean",
      "mfcc4_sma3_stddevNorm",
      "equivalentSoundLevel_dBp",
    ])("%s", (name) => {
      const at = golden.functionals.indexOf(name);
      expect(Math.abs(mine[at] - data[at])).toBeLessThan(2e-3 * Math.abs(data[at]) + 1e-4);
    });
  },
);

const number = (data: Float32Array, name: string): number =>
  data[EGEMAPS_COLUMNS.findIndex((one) => one.name === name)];

describe("of voices that are known", () => {
  test.each([90, 120, 210, 330])("F0 of %d Hz is right within a tenth of a semitone", (f0Hz) => {
    const { data } = egemaps.extract(vowel({ f0Hz, seconds: 1, sampleRate: 16000 }), {});
    const expected = 12 * Math.log2(f0Hz / 27.5);
    expect(Math.abs(number(data, "F0semitoneFrom27.5Hz_sma3nz_percentile50.0") - expected)).toBeLessThan(0.1);
  });

  test("a steady voice has next to no jitter and shimmer", () => {
    const { data } = egemaps.extract(vowel({ f0Hz: 125, seconds: 1 }), {});
    expect(number(data, "jitterLocal_sma3nz_amean")).toBeLessThan(0.003);
    expect(number(data, "shimmerLocaldB_sma3nz_amean")).toBeLessThan(0.2);
  });

  test("twice the amplitude is 6 dB more and the same pitch", () => {
    const [soft, loud] = [0.2, 0.4].map((peak) => egemaps.extract(vowel({ peak }), {}).data);
    const level = "equivalentSoundLevel_dBp";
    expect(number(loud, level) - number(soft, level)).toBeCloseTo(20 * Math.log10(2), 3);
    const pitch = "F0semitoneFrom27.5Hz_sma3nz_amean";
    expect(number(loud, pitch)).toBeCloseTo(number(soft, pitch), 3);
  });
});

describe("hard input", () => {
  test("silence has no voice and a level of -100 dB", () => {
    const { data } = egemaps.extract(silence({ seconds: 0.5 }), {});
    expect(number(data, "F0semitoneFrom27.5Hz_sma3nz_amean")).toBe(0);
    expect(number(data, "VoicedSegmentsPerSec")).toBe(0);
    expect(number(data, "equivalentSoundLevel_dBp")).toBe(-100);
    expect(number(data, "F1amplitudeLogRelF0_sma3nz_amean")).toBe(-201);
  });

  test("noise is hardly voiced", () => {
    const { data } = egemapsSeries.extract(noise({ seconds: 1, peak: 0.2 }), {});
    const frames = data.length / DESCRIPTORS.length;
    expect(rowOf(data, F0_ROW, frames).filter((value) => value > 0).length).toBeLessThan(frames / 20);
  });

  test.each([8000, 11025, 96000])("a voice at %d Hz has its pitch", (sampleRate) => {
    const { data } = egemaps.extract(vowel({ f0Hz: 150, seconds: 0.5, sampleRate }), {});
    expect(data.every(Number.isFinite)).toBe(true);
    const height = number(data, "F0semitoneFrom27.5Hz_sma3nz_percentile50.0");
    expect(Math.abs(height - 12 * Math.log2(150 / 27.5))).toBeLessThan(0.1);
  });

  test("any length and rate gives finite numbers", () => {
    const lengths = fc.integer({ min: 1, max: 6000 });
    const rates = fc.constantFrom(8000, 16000, 22050, 44100, 96000);
    fc.assert(
      fc.property(lengths, rates, fc.double({ min: 0, max: 1, noNaN: true }), (length, sampleRate, gain) => {
        const samples = goldenSignal("noise", length, sampleRate).map((value) => gain * value);
        const audio = { samples, sampleRate };
        expect(egemaps.extract(audio, {}).data.every(Number.isFinite)).toBe(true);
        expect(egemapsSeries.extract(audio, {}).data.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
