/** The small parts that Praat's measures are made of. */
import { describe, expect, test } from "vitest";
import { createRootFinder } from "../roots.ts";
import { resampleBand } from "./band-limited.ts";
import { evenFrames } from "./even-frames.ts";
import { sincAt, sincPeak } from "./sinc.ts";
import { VOICE_PITCH_DEFAULTS, voicePitch } from "./voice-pitch.ts";

const wave = (x: number): number => Math.sin(0.7 * x + 0.2);

describe("sinc", () => {
  const values = Float64Array.from({ length: 400 }, (_, i) => wave(i));
  test("gives what lies between the samples, next to one too", () => {
    for (const x of [200, 200.5, 203.25, 200 + 1e-12, 201 - 1e-12]) {
      expect(Math.abs(sincAt(values, x, 70) - wave(x))).toBeLessThan(1e-4);
    }
    expect(sincAt(values, 17, 70)).toBe(values[17]);
  });
  test("finds the top of a wave", () => {
    const top = (Math.PI / 2 - 0.2 + 2 * Math.PI * 20) / 0.7;
    const { at, height } = sincPeak(values, Math.round(top), 70);
    expect(Math.abs(at - top)).toBeLessThan(1e-3);
    expect(Math.abs(height - 1)).toBeLessThan(1e-4);
  });
  test("near an end it is a line", () => {
    expect(sincAt(Float64Array.of(1, 3, 4), 0.5, 70)).toBe(2);
  });
});

test("roots of a polynomial, real and complex", () => {
  // (z - 0.5) (z + 0.25) (z² - 1.2 z + 0.81)
  const a = Float64Array.of(-0.25 - 1.2, -0.125 + 0.3 + 0.81, 0.15 - 0.2025, -0.10125);
  const { re, im } = createRootFinder(4)(a);
  const found = Array.from(re, (one, i) => [one, im[i]]).sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const root = Math.sqrt(0.81 - 0.36);
  const expected = [
    [-0.25, 0],
    [0.5, 0],
    [0.6, -root],
    [0.6, root],
  ];
  for (const [i, pair] of found.entries()) {
    expect(pair[0]).toBeCloseTo(expected[i][0], 12);
    expect(pair[1]).toBeCloseTo(expected[i][1], 12);
  }
});

describe("frames", () => {
  test("lie about the middle", () => {
    const { count, firstS } = evenFrames(1, 0.1, 0.2);
    expect(count).toBe(5);
    expect(firstS).toBeCloseTo(0.1, 12);
  });
  test("a sound that is shorter than one has one", () => {
    const { count, firstS } = evenFrames(0.01, 0.1, 0.2);
    expect(count).toBe(1);
    expect(firstS).toBeCloseTo(0.005, 12);
  });
});

test("a tone keeps its place at another rate, and what lies above is gone", () => {
  const tone = (hz: number, rate: number, firstS: number): number[] =>
    Array.from({ length: rate }, (_, n) => Math.sin(2 * Math.PI * hz * (firstS + n / rate)));
  for (const [from, to] of [
    [16000, 11000],
    [8000, 11000],
    [48000, 11000],
  ]) {
    const { samples, firstS } = resampleBand(Float64Array.from(tone(440, from, 0.5 / from)), from, to);
    const expected = tone(440, to, firstS);
    for (let n = to * 0.1; n < to * 0.9; n++) expect(Math.abs(samples[n] - expected[n])).toBeLessThan(2e-3);
  }
  const high = resampleBand(Float64Array.from(tone(7000, 16000, 0.5 / 16000)), 16000, 11000).samples;
  const middle = high.subarray(2000, 9000);
  expect(middle.reduce((most, one) => Math.max(most, Math.abs(one)), 0)).toBeLessThan(1e-2);
});

test("a floor that is not below the ceiling is refused", () => {
  const samples = new Float64Array(1000);
  expect(() => voicePitch(samples, 16000, { ...VOICE_PITCH_DEFAULTS, floorHz: 700 })).toThrow(
    "floorHz: expected less than ceilingHz and half the sampling rate (600 Hz), got 700.",
  );
  expect(() => voicePitch(samples, 100, VOICE_PITCH_DEFAULTS)).toThrow("(50 Hz), got 75.");
});
