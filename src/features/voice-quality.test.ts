import { describe, expect, test } from "vitest";
import { lcgNoise } from "../../test/golden-signals.ts";
import { pulsedVoice } from "../../test/pulsed-voice.ts";
import { parseParams } from "../base/params.ts";
import { phonemes } from "../synth/phonemes.ts";
import { vowel } from "../synth/test-signals.ts";
import { rowColumns } from "./columns.ts";
import { layoutOf } from "./layout-of.ts";
import { voiceQuality } from "./voice-quality.ts";

function measure(samples: Float32Array<ArrayBuffer>, sampleRate: number): Record<string, number> {
  const audio = { samples, sampleRate };
  const params = parseParams("feature voice-quality", voiceQuality.params, {});
  const { data, shape } = voiceQuality.extract(audio, params);
  const columns = rowColumns("voice-quality", layoutOf(voiceQuality, audio, params, shape));
  expect(columns.length).toBe(data.length);
  return Object.fromEntries(columns.map(({ name }, i) => [name.replace("voice_quality_", ""), data[i]]));
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Mean |x_i - mean of the `width` about it| over the mean, by the book. */
function quotient(values: readonly number[], width: number): number {
  const half = (width - 1) / 2;
  const middle = values.slice(half, values.length - half);
  return mean(middle.map((one, i) => Math.abs(one - mean(values.slice(i, i + width))))) / mean(values);
}
const step = (values: readonly number[]): number =>
  mean(values.slice(1).map((one, i) => Math.abs(one - values[i])));

describe.each([
  [100, 16000, 0.01, 0.05],
  [100, 48000, 0.02, 0.1],
  [150, 48000, 0.015, 0.15],
  [130, 44100, 0.03, 0.2],
])("a voice of %d Hz at %d Hz, periods up to %d off, pulses up to %d", (f0Hz, sampleRate, sway, swell) => {
  const n = 3 * sampleRate;
  const [ofPeriods, ofPulses] = [lcgNoise(2000, 5), lcgNoise(2000, 6)];
  const { samples, times, amplitudes } = pulsedVoice(n, sampleRate, {
    f0Hz,
    periodOf: (pulse) => 1 + sway * ofPeriods[pulse],
    amplitudeOf: (pulse) => 1 + swell * ofPulses[pulse],
  });
  const found = measure(samples, sampleRate);
  const periods = times.slice(1).map((time, i) => time - times[i]);
  const levels = amplitudes.map((amplitude) => 20 * Math.log10(amplitude));
  test.each([
    ["jitter_local", step(periods) / mean(periods)],
    ["jitter_localAbsolute", step(periods)],
    ["jitter_rap", quotient(periods, 3)],
    ["jitter_ppq5", quotient(periods, 5)],
    ["jitter_ddp", 3 * quotient(periods, 3)],
    ["shimmer_local", step(amplitudes) / mean(amplitudes)],
    ["shimmer_localDb", step(levels)],
    ["shimmer_apq3", quotient(amplitudes, 3)],
    ["shimmer_apq5", quotient(amplitudes, 5)],
    ["shimmer_apq11", quotient(amplitudes, 11)],
    ["shimmer_dda", 3 * quotient(amplitudes, 3)],
  ])("%s is right within 5 %%", (name, expected) => {
    expect(Math.abs(found[name] / expected - 1)).toBeLessThan(0.05);
  });
  test("its periods and pitch are found", () => {
    expect(Math.abs(found.periods - periods.length)).toBeLessThan(3);
    expect(Math.abs(found.F0_p50 * mean(periods) - 1)).toBeLessThan(0.01);
  });
});

test("formants and the first harmonics are those of the sound", () => {
  const rate = 16000;
  const harmonics = Float32Array.from(
    { length: rate },
    (_, i) => 0.4 * Math.sin((2 * Math.PI * 150 * i) / rate) + 0.2 * Math.sin((2 * Math.PI * 300 * i) / rate),
  );
  expect(measure(harmonics, rate).H1H2_mean).toBeCloseTo(20 * Math.log10(2), 2);
  const found = measure(vowel({ f0Hz: 120, phoneme: "AA", sampleRate: rate }).samples, rate);
  const [{ formantsHz }] = phonemes.AA.phases;
  expect(Math.abs(found.F1_p50 / formantsHz[0] - 1)).toBeLessThan(0.05);
  expect(Math.abs(found.F2_p50 / formantsHz[1] - 1)).toBeLessThan(0.05);
  expect(found.jitter_local).toBeLessThan(1e-4);
  expect(found.HNR_mean).toBeGreaterThan(40);
});

describe("what the clip does not have is 0", () => {
  test("silence", () => {
    expect(new Set(Object.values(measure(new Float32Array(16000), 16000)))).toEqual(new Set([0]));
  });

  test("a whisper has no periods and no pitch, but noise", () => {
    const whisper = Float32Array.from(lcgNoise(16000, 9), (value) => 0.2 * value);
    const found = measure(whisper, 16000);
    expect(found.voiced_share).toBeLessThan(0.05);
    expect(found.HNR_mean).toBeLessThan(0);
  });

  test("two periods have jitter, not ppq5 or shimmer over 11", () => {
    const { samples } = pulsedVoice(1120, 16000, { f0Hz: 100, periodOf: () => 1, amplitudeOf: () => 1 });
    const found = measure(samples, 16000);
    expect(found.jitter_ppq5).toBe(0);
    expect(found.shimmer_apq11).toBe(0);
  });

  test.each([8000, 96000])("a voice at %d Hz has finite numbers and its jitter", (sampleRate) => {
    const sway = lcgNoise(400, 5);
    const { samples, times } = pulsedVoice(2 * sampleRate, sampleRate, {
      f0Hz: 120,
      periodOf: (pulse) => 1 + 0.03 * sway[pulse],
      amplitudeOf: () => 1,
    });
    const found = measure(samples, sampleRate);
    const periods = times.slice(1).map((time, i) => time - times[i]);
    expect(Object.values(found).every(Number.isFinite)).toBe(true);
    expect(Math.abs(found.jitter_local / (step(periods) / mean(periods)) - 1)).toBeLessThan(0.05);
  });
});
