import { expect, test } from "vitest";
import { audioDigest, peakDb, rmsDb } from "./level.ts";

const sine = {
  samples: Float32Array.from({ length: 16000 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 100 * i) / 16000)),
  sampleRate: 16000,
};

test("a sine of amplitude 0.5 peaks at -6.02 dBFS and has an rms of -9.03 dBFS", () => {
  expect(peakDb(sine)).toBeCloseTo(20 * Math.log10(0.5), 5);
  expect(rmsDb(sine)).toBeCloseTo(20 * Math.log10(0.5 / Math.SQRT2), 5);
});

test("a negative peak counts", () => {
  expect(peakDb({ samples: Float32Array.of(0.1, -1), sampleRate: 8000 })).toBe(0);
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
