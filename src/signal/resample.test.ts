import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resample } from "./resample.ts";

const AMPLITUDE = 0.5;

function tone(frequencyHz: number, sampleRate: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => at(frequencyHz, i / sampleRate));
}

function at(frequencyHz: number, timeS: number): number {
  return AMPLITUDE * Math.sin(2 * Math.PI * frequencyHz * timeS + 0.3);
}

/** Power of `error(sample index)` over the middle of a signal, in dB re the tone's own power. */
function powerDb(length: number, error: (m: number) => number): number {
  let sum = 0;
  let count = 0;
  for (let m = Math.floor(0.3 * length); m < 0.7 * length; m++) {
    sum += error(m) ** 2;
    count++;
  }
  return 10 * Math.log10(sum / count / (AMPLITUDE ** 2 / 2));
}

/** What is left of a tone after the ideal tone at the new rate is taken away. */
function residualDb(frequencyHz: number, fromRate: number, toRate: number): number {
  const converted = resample(tone(frequencyHz, fromRate, fromRate / 2), fromRate, toRate);
  return powerDb(converted.length, (m) => converted[m] - at(frequencyHz, m / toRate));
}

const CONVERSIONS = [
  [44100, 16000],
  [48000, 24000],
  [48000, 16000],
  [16000, 48000],
  [48000, 48000 * 0.95],
  [48000, 48000 / 1.1],
  [48000, 48000 * Math.SQRT1_2],
  [16000, 16000 * 1.0372342],
] as const;

describe("resample", () => {
  for (const [fromRate, toRate] of CONVERSIONS) {
    const nyquist = Math.min(fromRate, toRate) / 2;
    test(`${fromRate} -> ${toRate}: in-band tones are kept in place and in level`, () => {
      for (const part of [0.01, 0.3, 0.7, 0.85]) {
        expect(residualDb(part * nyquist, fromRate, toRate), `${part} of Nyquist`).toBeLessThan(-130);
      }
      expect(residualDb(0.9 * nyquist, fromRate, toRate)).toBeLessThan(-120);
    });
  }

  for (const [fromRate, toRate] of CONVERSIONS.filter(([from, to]) => to < from)) {
    test(`${fromRate} -> ${toRate}: tones above the new Nyquist frequency are removed`, () => {
      for (const part of [1, 1.02, 1.2].filter((one) => one * toRate < fromRate)) {
        const frequencyHz = (part * toRate) / 2;
        const converted = resample(tone(frequencyHz, fromRate, fromRate / 2), fromRate, toRate);
        expect(
          powerDb(converted.length, (m) => converted[m]),
          `${part} of Nyquist`,
        ).toBeLessThan(-115);
      }
    });
  }

  test("a constant keeps its level away from the ends", () => {
    const converted = resample(new Float32Array(4800).fill(0.25), 48000, 22050);
    expect(Math.abs(converted[1100] - 0.25)).toBeLessThan(1e-7);
  });

  test("an impulse stays where it was", () => {
    const impulse = new Float32Array(2000);
    impulse[1000] = 1;
    const up = resample(impulse, 8000, 24000);
    expect(up.indexOf(Math.max(...up))).toBe(3000);
    expect(up[3000 - 7]).toBeCloseTo(up[3000 + 7], 7);
  });

  test("one sample becomes ceil(toRate / fromRate) samples", () => {
    expect([...resample(Float32Array.of(1), 8000, 8000 / 7)].length).toBe(1);
    const up = resample(Float32Array.of(1), 8000, 20000);
    expect(up.length).toBe(3);
    expect(up[0]).toBeCloseTo(0.95, 3); // the kernel's peak is its cutoff
  });

  test("no samples stay no samples", () => expect(resample(new Float32Array(0), 8000, 16000).length).toBe(0));

  test("equal rates give a copy", () => {
    const samples = Float32Array.of(0.1, -0.2, 0.3);
    const copy = resample(samples, 16000, 16000);
    expect(copy).toEqual(samples);
    expect(copy.buffer).not.toBe(samples.buffer);
  });

  test("the borders of the blocks leave no trace in a long signal", () => {
    for (const toRate of [24000, 48000 * Math.SQRT1_2]) {
      const long = resample(tone(1000, 48000, 60000), 48000, toRate);
      let worst = 0;
      for (let m = 500; m < long.length - 500; m++) {
        worst = Math.max(worst, Math.abs(long[m] - at(1000, m / toRate)));
      }
      expect(worst).toBeLessThan(1e-6);
    }
  });

  test("silence in the middle of a voice stays silence, and begins where it began", () => {
    const samples = tone(1000, 48000, 30000);
    samples.fill(0, 10000, 20000);
    const converted = resample(samples, 48000, 24000);
    const reach = converted.indexOf(0, 5001) - 5000;
    expect(reach).toBeGreaterThan(80);
    expect(reach).toBeLessThan(90);
    expect(converted.subarray(5000 + reach, 10000 - reach).every((value) => value === 0)).toBe(true);
    expect(converted.subarray(4000, 5000).some((value) => value === 0)).toBe(false);
  });

  test("silence follows the end: zeros appended to the signal change nothing before them", () => {
    for (const toRate of [24000, 48000 * Math.SQRT1_2]) {
      const samples = tone(1000, 48000, 20001);
      const longer = new Float32Array(40000);
      longer.set(samples);
      const alone = resample(samples, 48000, toRate);
      expect(alone).toEqual(resample(longer, 48000, toRate).subarray(0, alone.length));
    }
  });

  test("length is ceil(n * toRate / fromRate), values are finite, the input stays as it was", () => {
    fc.assert(
      fc.property(
        fc.float32Array({ min: -1, max: 1, noNaN: true, maxLength: 300 }),
        fc.integer({ min: 1000, max: 96000 }),
        fc.double({ min: 1000, max: 96000, noNaN: true }),
        (samples, fromRate, toRate) => {
          const before = samples.slice();
          const converted = resample(samples, fromRate, toRate);
          expect(converted.length).toBe(Math.ceil((samples.length * toRate) / fromRate));
          expect(converted.every(Number.isFinite)).toBe(true);
          expect(samples).toEqual(before);
        },
      ),
      { numRuns: 30, seed: 7 },
    );
  });

  test("refuses rates that are not positive", () => {
    for (const [fromRate, toRate] of [
      [0, 16000],
      [16000, -1],
      [Number.NaN, 16000],
      [16000, Number.POSITIVE_INFINITY],
    ]) {
      expect(() => resample(new Float32Array(4), fromRate, toRate)).toThrow(
        `resample: expected sampling rates above 0 Hz, got ${fromRate} and ${toRate}.`,
      );
    }
  });
});
