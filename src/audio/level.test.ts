import { describe, expect, test } from "vitest";
import { AudioError, NoSpeechError } from "../base/errors.ts";
import { assertAudible, audioDigest, formatDb, loudDb, peakDb, rmsDb } from "./level.ts";

const sine = {
  samples: Float32Array.from({ length: 16000 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 100 * i) / 16000)),
  sampleRate: 16000,
};

test("a sine of amplitude 0.5 peaks at -6.02 dBFS and has an rms of -9.03 dBFS", () => {
  expect(peakDb(sine)).toBeCloseTo(20 * Math.log10(0.5), 5);
  expect(rmsDb(sine)).toBeCloseTo(20 * Math.log10(0.5 / Math.SQRT2), 5);
});

test("a level a hair below full scale has no sign", () => {
  expect([-0.04, -0, 0.04, -0.05, -6.02].map(formatDb)).toEqual(
    ["0.0", "0.0", "0.0", "0.0", "-6.0"].map((db) => `${db} dBFS`),
  );
  expect(formatDb(-0.06)).toBe("-0.1 dBFS");
});

test("the loud sounds' level does not depend on the silence around them", () => {
  expect(loudDb(sine)).toBeCloseTo(rmsDb(sine), 3);
  const samples = new Float32Array(5 * 16000);
  samples.set(sine.samples, 16000);
  expect(loudDb({ ...sine, samples })).toBeCloseTo(rmsDb(sine), 3);
  expect(rmsDb({ ...sine, samples })).toBeLessThan(rmsDb(sine) - 6);
  expect(loudDb({ ...sine, samples: sine.samples.subarray(0, 100) })).toBeLessThan(0);
  expect(loudDb({ ...sine, samples: new Float32Array(16000) })).toBe(-200);
});

test("a negative peak counts, and levels are those around the mean", () => {
  expect(peakDb({ samples: Float32Array.of(0.5, 0.5, -1, 0), sampleRate: 8000 })).toBe(0);
  const offset = { ...sine, samples: sine.samples.map((sample) => sample + 0.25) };
  expect(peakDb(offset)).toBeCloseTo(peakDb(sine), 5);
  expect(rmsDb(offset)).toBeCloseTo(rmsDb(sine), 5);
});

test("silence and no samples have -200 dBFS", () => {
  for (const length of [0, 10]) {
    const audio = { samples: new Float32Array(length), sampleRate: 8000 };
    expect(peakDb(audio)).toBe(-200);
    expect(rmsDb(audio)).toBe(-200);
  }
});

test("the digest is that of sampling rate and samples", async () => {
  // printf of float64 8000 and float32 1, -0.5, little-endian, through sha256sum
  const audio = { samples: Float32Array.of(1, -0.5), sampleRate: 8000 };
  const known = "738bb0357631b403b1dca59fd81177f80cbe839521277a553aa29c0b895bb842";
  expect(await audioDigest(audio)).toBe(known);
  const within = Float32Array.of(9, 1, -0.5, 9).subarray(1, 3);
  expect(await audioDigest({ samples: within, sampleRate: 8000 })).toBe(known);
  expect(await audioDigest({ ...audio, sampleRate: 16000 })).not.toBe(known);
  expect(await audioDigest({ ...audio, samples: Float32Array.of(1, 0.5) })).not.toBe(known);
});

describe("assertAudible", () => {
  const tone = (length: number, peak: number) => ({
    samples: new Float32Array(length).fill(-peak, 0, 1).fill(peak, 1, 2),
    sampleRate: 16000,
  });

  test("passes 50 ms with a peak of -80 dBFS", () => {
    expect(() => assertAudible(tone(800, 1.0001e-4), "a")).not.toThrow();
  });

  test("refuses what is shorter", () => {
    const refusal = (length: number) => () => assertAudible(tone(length, 1), "a.wav");
    expect(refusal(80)).toThrow(
      new AudioError(
        "a.wav: lasts 5 ms; expected at least 50 ms of speech.",
        "Leave the clip out or record it again.",
      ),
    );
    expect(refusal(799)).toThrow("a.wav: lasts 49.9 ms;");
    expect(refusal(0)).toThrow("a.wav: lasts 0 ms;");
  });

  test("refuses the offset of a dead microphone", () => {
    const dead = tone(800, 0.9e-4).samples.map((sample) => sample + 0.1);
    expect(() => assertAudible({ samples: dead, sampleRate: 16000 }, "a.wav")).toThrow(
      "is silent (peak -80.9 dBFS)",
    );
  });

  test("refuses silence", () => {
    expect(() => assertAudible(tone(800, 0), "a.wav")).toThrow(
      new NoSpeechError(
        "a.wav: is silent (peak -200.0 dBFS); expected speech.",
        "Leave the clip out, or check the microphone and record it again.",
      ),
    );
    expect(() => assertAudible(tone(800, 0.9e-4), "a.wav")).toThrow("(peak -80.9 dBFS)");
  });
});
