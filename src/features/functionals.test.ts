import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { functionalSignals, FUNCTIONALS_RATE as RATE } from "../../test/functional-signals.ts";
import golden from "../../test/golden/functionals.json" with { type: "json" };
import type { Audio } from "../audio/audio.ts";
import { parseParams } from "../base/params.ts";
import { autocorrelationPitch } from "../signal/autocorrelation-pitch.ts";
import { cepstrumOfLevels } from "../signal/cepstrum.ts";
import { powerToDb } from "../signal/decibel.ts";
import { MEL_DEFAULTS } from "../signal/mel.ts";
import { melSpectrogram } from "../signal/mel-spectrogram.ts";
import { mean, percentiles, populationSd } from "../signal/statistics.ts";
import { STFT_DEFAULTS } from "../signal/stft.ts";
import { frameRms, zeroCrossingShare } from "../signal/waveform.ts";
import { rowColumns } from "./columns.ts";
import { functionals } from "./functionals.ts";
import { layoutOf } from "./layout-of.ts";

const signals = functionalSignals();

function extract(audio: Audio, raw: unknown = {}): Float32Array {
  const feature = functionals.extract(audio, parseParams("feature functionals", functionals.params, raw));
  expect(feature.axes).toEqual(["descriptor"]);
  expect(feature.shape).toEqual([feature.data.length]);
  return feature.data;
}

function functionalNames(set: "full" | "core"): string[] {
  const params = parseParams("feature functionals", functionals.params, { set });
  const audio = { samples: signals.vowel, sampleRate: RATE };
  return rowColumns("functionals", layoutOf(functionals, audio, params, [])).map(({ name }) => name);
}

describe.each(golden.cases)("$signal, topDb $topDb", ({ signal, topDb, groups }) => {
  const data = extract({ samples: signals[signal], sampleRate: RATE }, { topDb });
  let at = 0;
  for (const [group, expected] of Object.entries(groups)) {
    const from = at;
    at += expected.length;
    test(`group ${group} is numpy's`, () => {
      assertClose(data.subarray(from, from + expected.length), expected, { relative: 1e-6, absolute: 1e-6 });
    });
  }
  test("there are 1342 numbers", () => expect([at, data.length]).toEqual([1342, 1342]));
});

describe("names", () => {
  test("are unique, one per number, the core first", () => {
    const full = functionalNames("full");
    expect(full.length).toBe(1342);
    expect(new Set(full).size).toBe(1342);
    expect(functionalNames("core")).toEqual(full.slice(0, 870));
  });

  test("say what the numbers are", () => {
    const data = extract({ samples: signals.vowel, sampleRate: RATE });
    const value = (name: string): number => data[functionalNames("full").indexOf(name)];
    expect(value("full_s")).toBeCloseTo(1.5, 6);
    expect(value("trimmed_s")).toBeGreaterThan(1);
    expect(value("trimmed_s")).toBeLessThan(1.3);
    expect(value("voiced_share")).toBeGreaterThan(0.7);
    const medianHz = 100 * 2 ** value("f0_octaves_p50");
    expect(medianHz).toBeGreaterThan(100);
    expect(medianHz).toBeLessThan(180);
    expect(value("rmsDb_mean")).toBeLessThan(0);
    expect(value("mfcc1_p95")).toBeGreaterThan(value("mfcc1_p5"));
    expect(value("mfcc1_part2of2_mean")).not.toBe(value("mfcc1_part1of2_mean"));
    expect(value("centroidKhz_mean")).toBeGreaterThan(value("centroidKhz_p5"));
  });
});

test("frames 30 dB below the loudest are not voiced, however periodic", () => {
  const samples = new Float32Array(36000).map((_, i) => {
    const gain = i > 12000 && i < 24000 ? 0.004 : 0.4;
    return gain * (Math.sin(i / 25) + Math.sin(i / 12.5));
  });
  const data = extract({ samples, sampleRate: RATE }, { set: "core" });
  const share = data[functionalNames("core").indexOf("voiced_share")];
  expect(share).toBeGreaterThan(0.65);
  expect(share).toBeLessThan(0.75);
});

test("where fewer than 6 frames are voiced, all count as voiced", () => {
  const data = extract({ samples: new Float32Array(24000), sampleRate: RATE }, { set: "core" });
  expect(data[functionalNames("core").indexOf("voiced_share")]).toBe(1);
});

test("the core set is the beginning of the full one", () => {
  const audio = { samples: signals.sweep, sampleRate: RATE };
  expect(extract(audio, { set: "core" })).toEqual(extract(audio).slice(0, 870));
});

test("the same input gives the same bits and is left as it was", () => {
  const samples = signals.vowel.slice();
  expect(extract({ samples, sampleRate: RATE })).toEqual(extract({ samples, sampleRate: RATE }));
  expect(samples).toEqual(signals.vowel);
});

describe("extreme audio", () => {
  test.each([
    ["digital silence", new Float32Array(24000)],
    ["one click", new Float32Array(24000).map((_, i) => (i === 9000 ? 1 : 0))],
    ["a constant", new Float32Array(24000).fill(0.5)],
    ["full-scale squares", new Float32Array(24000).map((_, i) => (i % 200 < 100 ? 1 : -1))],
    ["the shortest clip", new Float32Array(2048).map((_, i) => Math.sin(i / 9))],
    ["ten seconds", new Float32Array(240000).map((_, i) => Math.sin(i / 30) * Math.sin(i / 9000))],
  ])("%s gives finite numbers", (_, samples) => {
    const data = extract({ samples, sampleRate: RATE });
    expect(data.findIndex((value) => !Number.isFinite(value))).toBe(-1);
  });

  test("less than a frame is refused", () => {
    expect(() => extract({ samples: new Float32Array(480), sampleRate: 48000 })).toThrow(
      "the audio lasts 10.0 ms; expected at least 85.3 ms. Leave the clip out or pad it.",
    );
  });
});

test.each([16000, 44100, 48000])(
  "a clip at %d Hz has nearly the pitch of the clip at 24 kHz",
  (sampleRate) => {
    const samples = Float32Array.from({ length: sampleRate }, (_, i) => {
      const phase = (2 * Math.PI * 150 * i) / sampleRate;
      return 0.3 * Math.sin(phase) + 0.2 * Math.sin(2 * phase) + 0.1 * Math.sin(5 * phase);
    });
    const data = extract({ samples, sampleRate }, { set: "core" });
    const median = data[functionalNames("core").indexOf("f0_octaves_p50")];
    expect(100 * 2 ** median).toBeCloseTo(150, 3);
  },
);

test.each([{ set: "half" }, { topDb: 0 }])("%o is refused", (raw) => {
  expect(() => parseParams("feature functionals", functionals.params, raw)).toThrow(
    `feature functionals: ${Object.keys(raw)[0]}`,
  );
});

test("a clip that goes on as it began has the modulation that it began with", () => {
  const names = functionalNames("full");
  const modulation = names.flatMap((name, i) => (name.startsWith("modulation_") ? [i] : []));
  const [short, long] = [8, 24].map((seconds) => {
    const samples = Float32Array.from({ length: seconds * RATE }, (_, i) => {
      const loudness = 0.3 + 0.2 * Math.cos((2 * Math.PI * 3 * i) / RATE);
      return loudness * (Math.sin(i / 4) + Math.sin(i / 40));
    });
    const data = extract({ samples, sampleRate: RATE });
    return modulation.map((i) => data[i]);
  });
  expect(modulation).toHaveLength(96);
  assertClose(long, short, { absolute: 0.05 });
});

describe("a long clip, gone through in many chunks,", () => {
  // louder and louder, so that every chunk is cut at another floor at first; 48 s are more than ten chunks
  const samples = Float32Array.from({ length: 48 * RATE }, (_, i) => {
    const loudness = 10 ** (-4 + (4 * i) / (48 * RATE));
    return (
      loudness *
      (Math.sin(i / 25) + 0.3 * Math.sin(i / 3.1) + (i % 9000 < 4000 ? 0.5 * Math.sin((i * i) / 9e6) : 0))
    );
  });
  const data = extract({ samples, sampleRate: RATE }, { topDb: 100 });
  const names = functionalNames("full");
  const of = (name: string): number => data[names.indexOf(name)];

  test("has the MFCC and bands of its whole spectrogram", () => {
    const settings = { ...STFT_DEFAULTS, ...MEL_DEFAULTS, hopSamples: 256, nMels: 128 };
    const { cols, data: mel } = melSpectrogram(samples, RATE, settings);
    const levels = powerToDb(mel);
    const { data: cepstra } = cepstrumOfLevels({ rows: 128, cols, data: new Float64Array(levels) }, 40);
    for (const row of [0, 1, 5, 39]) {
      const values = cepstra.subarray(row * cols, (row + 1) * cols);
      expect(of(`mfcc${row + 1}_mean`)).toBeCloseTo(mean(values), 3);
      expect(of(`mfcc${row + 1}_sd`)).toBeCloseTo(populationSd(values), 3);
    }
    for (const band of [0, 60, 127]) {
      const values = levels.subarray(band * cols, (band + 1) * cols);
      expect(of(`melDb${band + 1}_mean`)).toBeCloseTo(mean(values), 3);
      expect(of(`melDb${band + 1}_sd`)).toBeCloseTo(populationSd(values), 3);
    }
  });

  test("has the pitch, level and zero crossings of the whole", () => {
    const { strength } = autocorrelationPitch(samples, {
      frameSamples: 2048,
      hopSamples: 256,
      minLag: 40,
      maxLag: 319,
      octaveCost: 0.02,
    });
    const level = frameRms(samples, { nFft: 2048, hopSamples: 256, center: true });
    const loudest = level.reduce((a, b) => Math.max(a, b));
    const voiced = strength.filter((value, t) => value > 0.5 && level[t] > loudest * 10 ** -1.5);
    expect(of("voiced_share")).toBeCloseTo(voiced.length / strength.length, 6);
    expect(of("f0_strength_mean")).toBeCloseTo(mean(voiced), 6);
    expect(of("rmsDb_p50")).toBeCloseTo(
      percentiles(
        level.map((one) => 20 * Math.log10(Math.max(one, 1e-5))),
        [50],
      )[0],
      4,
    );
    expect(of("zero_crossing_rate")).toBeCloseTo(zeroCrossingShare(samples), 7);
  });
});
