import { describe, expect, test } from "vitest";
import { impulse, noise, silence, sweep, tone, vowel } from "./test-signals.ts";

/** Amplitude of one frequency, by its Fourier sum under a Hann window. */
function amplitudeAt(samples: Float32Array, hz: number, sampleRate: number): number {
  let re = 0;
  let im = 0;
  for (let i = 0; i < samples.length; i++) {
    const weighted = samples[i] * (1 - Math.cos((2 * Math.PI * i) / samples.length));
    re += weighted * Math.cos((2 * Math.PI * hz * i) / sampleRate);
    im += weighted * Math.sin((2 * Math.PI * hz * i) / sampleRate);
  }
  return (2 * Math.hypot(re, im)) / samples.length;
}

describe("length, rate and level", () => {
  for (const make of [silence, impulse, tone, sweep, noise, vowel]) {
    test(make.name, () => {
      const short = make({ seconds: 0.25, sampleRate: 22050 });
      expect(short.samples).toHaveLength(5513);
      expect(short.sampleRate).toBe(22050);
      expect(make().samples).toHaveLength(16000);
      expect(make({ seconds: 0 }).samples).toHaveLength(0);
      expect(make()).toEqual(make());
    });
  }

  for (const make of [impulse, tone, sweep, noise, vowel]) {
    test(`${make.name}: peak`, () => {
      const peakOf = (samples: Float32Array): number =>
        samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      expect(peakOf(make().samples)).toBeCloseTo(0.5, 2);
      expect(peakOf(make({ peak: 0.9 }).samples)).toBeCloseTo(0.9, 2);
    });
  }
});

test("silence is zeros, an impulse one sample", () => {
  expect(silence().samples.every((sample) => sample === 0)).toBe(true);
  expect([...impulse({ seconds: 0.001 }).samples].filter((sample) => sample !== 0)).toEqual([0.5]);
});

test("a tone has its frequency only", () => {
  const { samples, sampleRate } = tone({ hz: 1000 });
  expect(amplitudeAt(samples, 1000, sampleRate)).toBeCloseTo(0.5, 3);
  expect(amplitudeAt(samples, 1500, sampleRate)).toBeLessThan(1e-4);
});

test("a sweep passes its frequencies in order", () => {
  const { samples, sampleRate } = sweep({ fromHz: 1000, toHz: 3000 });
  const parts = [samples.subarray(0, 3200), samples.subarray(6400, 9600), samples.subarray(12800)];
  const strongest = parts.map((part) =>
    [1200, 2000, 2800].reduce((best, hz) =>
      amplitudeAt(part, hz, sampleRate) > amplitudeAt(part, best, sampleRate) ? hz : best,
    ),
  );
  expect(strongest).toEqual([1200, 2000, 2800]);
});

test("noise depends on its seed and is centred", () => {
  expect(noise({ seed: 2 }).samples).not.toEqual(noise().samples);
  expect(Math.abs(noise().samples.reduce((sum, sample) => sum + sample, 0) / 16000)).toBeLessThan(0.01);
});

test("a vowel has harmonics of its pitch and its own formants", () => {
  const open = vowel({ f0Hz: 100 });
  const front = vowel({ f0Hz: 100, phoneme: "IY" });
  const at = ({ samples, sampleRate }: typeof open, hz: number): number =>
    amplitudeAt(samples, hz, sampleRate);
  expect(at(open, 700)).toBeGreaterThan(50 * at(open, 650));
  expect(at(open, 700)).toBeGreaterThan(at(open, 400));
  expect(at(open, 1100)).toBeGreaterThan(3 * at(open, 1700));
  expect(at(front, 300)).toBeGreaterThan(5 * at(front, 700));
  expect(at(front, 2300)).toBeGreaterThan(3 * at(front, 1500));
});
