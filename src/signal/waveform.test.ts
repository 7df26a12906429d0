import { expect, test } from "vitest";
import { zeroCrossingRate, zeroCrossingShare } from "./waveform.ts";

/** librosa.zero_crossings(x, pad=False) of librosa 0.11 of these: [F, F, T, F, T, F, F] after the first. */
const samples = Float64Array.of(0.5, -1e-11, 0, -0.1, -0.2, 0.3, 1e-12, -1e-10);

test("samples next to zero count as positive, for frames and the whole alike", () => {
  expect(zeroCrossingShare(samples)).toBe(2 / 7);
  expect([...zeroCrossingRate(samples, { nFft: 8, hopSamples: 8, center: false })]).toEqual([2 / 8]);
});

test("one sample and none have no crossings", () => {
  expect([zeroCrossingShare(samples.subarray(0, 1)), zeroCrossingShare(samples.subarray(0, 0))]).toEqual([
    0, 0,
  ]);
});
