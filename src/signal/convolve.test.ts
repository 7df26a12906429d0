import { expect, test } from "vitest";
import { goldenSignal } from "../../test/golden-signals.ts";
import { convolve } from "./convolve.ts";

function direct(samples: Float32Array, taps: Float64Array, delay: number): Float32Array {
  return samples.map((_, n) => taps.reduce((sum, tap, k) => sum + tap * (samples[n + delay - k] ?? 0), 0));
}

for (const [length, count, delay] of [
  [10_000, 300, 0],
  [10_000, 301, 150],
  [100, 3000, 0],
  [5000, 1, 0],
  [40, 81, 40],
]) {
  test(`${length} samples by ${count} taps, ${delay} back, as the sum says`, () => {
    const signal = goldenSignal("vowel", length, 16000);
    const taps = Float64Array.from({ length: count }, (_, k) => Math.cos(k * k) / (1 + k));
    const filtered = convolve(signal, taps, delay);
    expect(filtered.length).toBe(length);
    const expected = direct(signal, taps, delay);
    const worst = filtered.reduce((most, sample, n) => Math.max(most, Math.abs(sample - expected[n])), 0);
    expect(worst).toBeLessThan(1e-6);
  });
}
