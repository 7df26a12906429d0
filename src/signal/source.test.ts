import { expect, test } from "vitest";
import { noise } from "../synth/index.ts";
import { bandEnergies } from "./band-energies.ts";
import { BOUNDARY_MODES } from "./boundary.ts";
import { MEL_DEFAULTS, melFilterBank } from "./mel.ts";
import { resample, resampledSource } from "./resample.ts";
import { endToEnd, partOf, type SampleSource, sourceOf } from "./source.ts";
import { eachPowerSpectrum, STFT_DEFAULTS } from "./stft.ts";
import { soundingPart, trimSilence } from "./trim.ts";
import { waveletSequence, waveletSource } from "./wavelet.ts";

const { samples } = noise({ seconds: 20, sampleRate: 32_000 });

/** The source's samples, read in stretches of that length, from before its begin to behind its end. */
function readAll(source: SampleSource, stretch: number): Float64Array {
  const margin = 10;
  const all = new Float64Array(source.length + 2 * margin).fill(Number.NaN);
  for (let at = 0; at < all.length; at += stretch) {
    source.read(at - margin, all.subarray(at, Math.min(all.length, at + stretch)));
  }
  expect([...all.subarray(0, margin), ...all.subarray(all.length - margin)]).toEqual(
    new Array(2 * margin).fill(0),
  );
  return all.subarray(margin, all.length - margin);
}

test.each([
  [32_000, 24_000],
  [32_000, 48_000],
  [31_999, 24_000],
  [48_000, 24_000],
  [24_000, 24_000],
])("resampled from %d to %d Hz, stretch by stretch, the bits are those of the whole", (from, to) => {
  const whole = Float64Array.from(resample(samples, from, to));
  for (const stretch of [1001, 65_536]) {
    expect(readAll(resampledSource(samples, from, to), stretch)).toEqual(whole);
  }
  // and in any order
  const source = resampledSource(samples, from, to);
  const some = new Float32Array(1000);
  for (const at of [300_001, 7, 250_000, 300_000]) {
    source.read(at, some);
    expect(some).toEqual(Float32Array.from(whole.subarray(at, at + 1000)));
  }
});

test.each(BOUNDARY_MODES)("wavelet coefficients with mode %s are those of the whole", (mode) => {
  for (const length of [40_001, 200, 40]) {
    const part = samples.subarray(0, length);
    const levels = length === 40 ? 1 : 3;
    expect(readAll(waveletSource(part, "db4", levels, mode), 999)).toEqual(
      waveletSequence(part, "db4", levels, mode),
    );
  }
});

test("parts and signals end to end are read across their seams", () => {
  const source = endToEnd([
    partOf(samples, 100, 1100),
    sourceOf(samples.subarray(0, 50)),
    partOf(samples, 7, 9),
  ]);
  const joined = [...samples.subarray(100, 1100), ...samples.subarray(0, 50), samples[7], samples[8]];
  for (const stretch of [1, 33, 5000]) expect([...readAll(source, stretch)]).toEqual(joined);
});

test("spectra, bands and trimming of a source are those of its samples", () => {
  const part = samples.subarray(0, 100_000);
  const source = partOf(samples, 0, 100_000);
  for (const nFft of [2048, 1200]) {
    const settings = { ...STFT_DEFAULTS, nFft, winSamples: 1000 };
    const held: number[] = [];
    eachPowerSpectrum(part, settings, (power) => held.push(...power));
    let at = 0;
    let differing = 0;
    eachPowerSpectrum(source, settings, (power) => {
      for (const value of power) if (value !== held[at++]) differing++;
    });
    expect([at, differing]).toEqual([held.length, 0]);
  }
  const bank = melFilterBank(32_000, 2048, MEL_DEFAULTS);
  for (const exponent of [1, 2]) {
    expect(bandEnergies(source, STFT_DEFAULTS, bank, exponent)).toEqual(
      bandEnergies(part, STFT_DEFAULTS, bank, exponent),
    );
  }
  const quiet = part.map((value, i) => (i > 20_000 && i < 60_000 ? value : 1e-4 * value));
  const { from, to } = soundingPart(sourceOf(quiet), 32_000, 30);
  expect(quiet.subarray(from, to)).toEqual(trimSilence(quiet, 32_000, 30));
});
