import { describe, expect, test } from "vitest";
import { lcgNoise } from "../../test/golden-signals.ts";
import { soundingPart, trimSilence } from "./trim.ts";

/** Silence with noise of rms about 0.17 from `startS` to `endS`. */
function burst(rate: number, lengthS: number, startS: number, endS: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(lengthS * rate);
  const noise = lcgNoise(samples.length).map((value) => 0.3 * value);
  const [from, to] = [Math.round(startS * rate), Math.round(endS * rate)];
  samples.set(Float32Array.from(noise.subarray(from, to)), from);
  return samples;
}

describe("keeps the loud part with 50 ms and part of a frame on each side", () => {
  for (const rate of [16000, 24000, 48000]) {
    test(`${rate} Hz`, () => {
      const samples = burst(rate, 3, 1, 2);
      const kept = trimSilence(samples, rate, 30);
      const startS = (kept.byteOffset - samples.byteOffset) / 4 / rate;
      const endS = startS + kept.length / rate;
      // the first loud frame overlaps the burst: it starts up to 85.3 ms before it, then 50 ms more
      expect(startS).toBeGreaterThan(1 - 0.0854 - 0.051);
      expect(startS).toBeLessThan(1 - 0.05);
      expect(endS).toBeGreaterThan(2 + 0.05);
      expect(endS).toBeLessThan(2 + 0.0854 + 0.051);
    });
  }
});

test("frames at 24 kHz are 2048 samples every 512, with 1200 samples of margin", () => {
  const samples = new Float32Array(512 * 40);
  samples[512 * 20] = 1; // frames 17 to 20 hold it
  const kept = trimSilence(samples, 24000, 30);
  expect((kept.byteOffset - samples.byteOffset) / 4).toBe(17 * 512 - 1200);
  expect(kept.length).toBe(3 * 512 + 2048 + 2 * 1200);
});

test("a constant offset changes nothing", () => {
  const samples = burst(16000, 3, 1, 2);
  const plain = trimSilence(samples, 16000, 30);
  const offset = trimSilence(
    samples.map((sample) => sample + 0.25),
    16000,
    30,
  );
  expect(offset.byteOffset).toBe(plain.byteOffset);
  expect(offset.length).toBe(plain.length);
  // a level that wanders slowly as well
  const drifting = samples.map((sample, n) => sample + 0.05 * Math.sin((2 * Math.PI * n) / samples.length));
  expect(trimSilence(drifting, 16000, 30).length).toBe(plain.length);
});

test("topDb decides what is quiet", () => {
  const samples = burst(16000, 3, 1, 2);
  const hum = lcgNoise(samples.length, 8);
  for (let n = 0; n < samples.length; n++) samples[n] += 0.001 * hum[n]; // about -50 dB below the burst
  expect(trimSilence(samples, 16000, 30).length).toBeLessThan(1.3 * 16000);
  expect(trimSilence(samples, 16000, 60).length).toBe(samples.length);
});

test("silence and clips shorter than a frame come back whole, empty ones too", () => {
  for (const length of [0, 1, 1000, 48000]) {
    expect(trimSilence(new Float32Array(length), 16000, 30).length).toBe(length);
  }
});

test("the loudest frames are named by their middles, and silence has none", () => {
  const rate = 24000;
  const samples = Float32Array.from({ length: 10 * rate }, (_, n) => 0.01 * Math.sin(n / 5));
  const bursts = [2 * rate, 7 * rate];
  for (const at of bursts) samples.fill(0.5, at, at + 1024).fill(-0.5, at + 1024, at + 2048);
  const { loud } = soundingPart(samples, rate, 30);
  expect(loud.length).toBe(8);
  for (const middle of loud) {
    expect(Math.min(...bursts.map((at) => Math.abs(at + 1024 - middle)))).toBeLessThan(2048);
  }
  for (const at of bursts) expect(loud.some((middle) => Math.abs(at + 1024 - middle) <= 256)).toBe(true);
  expect(soundingPart(new Float32Array(rate), rate, 30).loud).toEqual([]);
});
