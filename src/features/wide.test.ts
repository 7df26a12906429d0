import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { correlation, median } from "../../test/agreement.ts";
import golden from "../../test/golden/wide.json" with { type: "json" };
import { goldenSignal, SIGNAL_NAMES } from "../../test/golden-signals.ts";
import type { Series } from "../functionals/index.ts";
import { delta } from "../signal/delta.ts";
import { noise, silence, vowel } from "../synth/index.ts";
import { analyseVoice } from "./egemaps/analysis.ts";
import { voiceSeries } from "./egemaps/series.ts";
import { analyseWide } from "./wide/analysis.ts";
import { createAuditory } from "./wide/auditory.ts";
import { FAMILIES, namesOf, seriesOf } from "./wide/series.ts";
import { createShapes } from "./wide/spectral-shape.ts";
import { WIDE_TABLES } from "./wide/table.ts";
import { wide } from "./wide.ts";

const NAMES = WIDE_TABLES.flatMap(({ columns }) => columns.map(({ name }) => name));

function allSeries(samples: Float32Array, sampleRate: number): Map<string, Series> {
  const analysis = analyseWide(samples, sampleRate);
  return new Map(
    FAMILIES.flatMap((family) => seriesOf(family, analysis)).map((series) => [series.name, series]),
  );
}

function seriesNamed(of: Map<string, Series>, name: string): Series {
  const found = of.get(name);
  if (found === undefined) throw new Error(`there is no series ${name}`);
  return found;
}

/** Median error over frames, as a share of the largest value, that a series may have against openSMILE's. */
const TOLERANCES: Readonly<Record<string, number>> = {
  loudness: 1e-4,
  rms: 1e-4,
  zeroCrossings: 1e-3,
  ...Object.fromEntries(Array.from({ length: 14 }, (_, k) => [`mfcc${k + 1}`, 2e-3])),
  "energy250-650": 0.05, // bins at the edges of so narrow a band
  "energy1000-4000": 0.02,
  rollOff25: 1e-5,
  rollOff50: 1e-5,
  rollOff75: 1e-5,
  rollOff90: 1e-5,
  flux: 1e-3,
  centroid: 1e-4,
  entropy: 1e-4,
  variance: 1e-3,
  skewness: 1e-3,
  kurtosis: 1e-3,
  sharpness: 0.01, // another formula for Bark
};

/** openSMILE takes every sample of digital silence for a crossing. */
const UNLIKE: readonly string[] = ["zeroCrossings of voice"];

describe.each(golden.cases)(
  `$signal at $sampleRate Hz against openSMILE ${golden.versions.opensmile}`,
  ({ signal, samples, sampleRate, series }) => {
    const name = SIGNAL_NAMES.find((one) => one === signal) ?? "silence";
    const mine = allSeries(goldenSignal(name, samples, sampleRate), sampleRate);
    const references = new Map<string, readonly number[]>(Object.entries(series));

    test.each(Object.entries(TOLERANCES))("%s", (id, tolerance) => {
      const reference = references.get(id) ?? [];
      const values = [...seriesNamed(mine, id).values];
      expect(values.length).toBe(reference.length);
      const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const errors = values.map((value, frame) => Math.abs(value - reference[frame]) / largest);
      expect(median(errors)).toBeLessThan(tolerance);
      if (UNLIKE.includes(`${id} of ${signal}`)) return;
      expect(correlation(values, reference)).toBeGreaterThan(0.995);
    });

    test("the slope, up to its unit", () => {
      const reference = references.get("slope") ?? [];
      expect(correlation(seriesNamed(mine, "slope").values, reference)).toBeGreaterThan(0.995);
    });
  },
);

test("pitch is openSMILE's where both hear a voice", () => {
  for (const { signal, samples, sampleRate, series } of golden.cases) {
    if (signal !== "vowel" && signal !== "voice") continue;
    const { values, mask } = seriesNamed(
      allSeries(goldenSignal(signal, samples, sampleRate), sampleRate),
      "f0",
    );
    const errors = series.f0.flatMap((hz, frame) =>
      hz > 0 && mask?.[frame] === 1 ? [Math.abs(12 * Math.log2(hz / 27.5) - values[frame])] : [],
    );
    expect(errors.length).toBeGreaterThan(10);
    expect(median(errors)).toBeLessThan(0.1);
  }
});

describe("names", () => {
  test("there are 70 series with as many Δ, and 5884 numbers", () => {
    expect(FAMILIES.flatMap(({ series }) => series).length).toBe(70);
    expect(NAMES.length).toBe(5884);
    expect(new Set(NAMES).size).toBe(5884);
    expect(wide.summary).toContain("5884 functionals of 70 series");
  });

  test("say the series, Δ and the functional", () => {
    for (const name of ["mfcc14_delta_p99", "f0_mean", "band26_above_75", "voiced_segment_s_mean"])
      expect(NAMES).toContain(name);
  });
});

describe("the shape of a spectrum", () => {
  const shapeOf = (...frames: (readonly number[])[]) => {
    const bins = frames[0].length;
    const { series, add } = createShapes(frames.length, bins, 100);
    frames.forEach((power, frame) => {
      add(Float64Array.from(power), frame);
    });
    return series;
  };

  test("two equal lines", () => {
    // 100 and 300 Hz, power 4 each
    const shape = shapeOf([0, 4, 0, 4, 0]);
    expect(shape.centroid[0]).toBeCloseTo(200);
    expect(shape.variance[0]).toBeCloseTo(100 ** 2);
    expect(shape.skewness[0]).toBeCloseTo(0);
    expect(shape.kurtosis[0]).toBeCloseTo(1);
    expect(shape.entropy[0]).toBeCloseTo(1); // one bit: this line or that
    expect([shape.rollOff25[0], shape.rollOff50[0], shape.rollOff75[0]]).toEqual([100, 100, 300]);
    expect(shape.lowEnergy[0]).toBeCloseTo(4 / 4); // only 300 Hz lies in 250 to 650 Hz
    expect(shape.slope[0]).toBeCloseTo((-1.5 * 4 + 0.5 * 4) / 5 / 100); // of bins 1 to 4
    expect(shape.harmonicity[0]).toBeCloseTo((4 + 4) / 8); // down to 0 and up to 4
  });

  test("of a straight line of powers the slope is its own, whatever lies at 0 Hz", () => {
    expect(shapeOf([8, 3, 5, 7, 9]).slope[0]).toBeCloseTo(2 / 100);
  });

  test("flux is the root mean square change of magnitudes", () => {
    const { flux } = shapeOf([4, 4, 4, 4, 4], [9, 16, 4, 4, 4]);
    expect([...flux]).toEqual([0, 1]); // one of four by 2
  });

  test("a high tone is sharper than a low one", () => {
    const tone = (bin: number) => Array.from({ length: 81 }, (_, i) => (i === bin ? 1 : 0));
    const { sharpness } = shapeOf(tone(10), tone(60));
    expect(sharpness[0]).toBeCloseTo(0.11 * ((26.81 * 1000) / 2960 - 0.53)); // 1 kHz: about one acum
    expect(sharpness[1]).toBeGreaterThan(2 * sharpness[0]);
  });

  test("silence is 0 throughout", () => {
    for (const values of Object.values(shapeOf([0, 0, 0, 0]))) expect([...values]).toEqual([0]);
  });
});

describe("auditory bands", () => {
  const bandsOf = (levels: readonly number[]) => {
    const { series, add } = createAuditory(levels.length, 16000, 512);
    levels.forEach((level, frame) => {
      add(new Float64Array(257).fill(level), frame);
    });
    return series;
  };

  test("hear nothing of what stays as it is", () => {
    const { bands, change } = bandsOf([1, 1, 1, 1, 1, 1]);
    for (const values of [...bands, change]) for (const one of values) expect(one).toBeCloseTo(0, 10);
  });

  test("answer a step of a neper by the filter's weights", () => {
    const { bands, change } = bandsOf([1, 1, Math.E, Math.E, Math.E, Math.E, Math.E, Math.E]);
    // sums of the weights up to each frame, and 0.94 of the answer before
    const sums = [0, 0, 0.2, 0.3, 0.3, 0.2, 0, 0];
    const expected: number[] = [];
    for (const sum of sums) expected.push(sum + 0.94 * (expected.at(-1) ?? 0));
    for (const values of [bands[0], bands[25], change])
      values.forEach((one, frame) => {
        expect(one).toBeCloseTo(expected[frame], 10);
      });
  });
});

describe("series", () => {
  const samples = new Float32Array(24000); // half a second of silence behind a vowel
  samples.set(goldenSignal("vowel", 16000, 16000));
  const all = allSeries(samples, 16000);

  test("are all of one length, and named as the table says", () => {
    expect([...all.keys()]).toEqual(FAMILIES.flatMap(namesOf).map(({ name }) => name));
    expect(new Set([...all.values()].map(({ values }) => values.length)).size).toBe(1);
  });

  test("Δ is the slope over five frames", () => {
    const { values } = seriesNamed(all, "mfcc2");
    const expected = [-2, -1, 0, 1, 2].reduce((sum, k) => sum + (k * values[50 + k]) / 10, 0);
    expect(seriesNamed(all, "mfcc2_delta").values[50]).toBeCloseTo(expected, 10);
    expect([...seriesNamed(all, "f0_delta").values]).toEqual([
      ...delta(seriesNamed(all, "f0").values, values.length, { width: 5, order: 1, mode: "nearest" }),
    ]);
  });

  test("of the voice and of balance are those of eGeMAPS", () => {
    const standard = new Map(
      voiceSeries(analyseVoice(samples, 16000)).map(({ name, values }) => [name, values]),
    );
    for (const [name, other] of [
      ["loudness", "Loudness_sma3"],
      ["alphaRatio", "alphaRatio_sma3"],
      ["hammarbergIndex", "hammarbergIndex_sma3"],
      ["f0", "F0semitoneFrom27.5Hz_sma3nz"],
      ["jitter", "jitterLocal_sma3nz"],
      ["shimmer", "shimmerLocaldB_sma3nz"],
      ["h1H2", "logRelF0-H1-H2_sma3nz"],
      ["formant1", "F1frequency_sma3nz"],
      ["formant3", "F3frequency_sma3nz"],
    ] as const)
      expect(seriesNamed(all, name).values, name).toEqual(standard.get(other));
    const hnrDb = standard.get("HNRdBACF_sma3nz") ?? [];
    expect(seriesNamed(all, "logHnr").values[40]).toBeCloseTo((hnrDb[40] * Math.LN10) / 10, 10);
  });

  test("voicing is the share of the power that comes back after a period", () => {
    const { values } = seriesNamed(all, "voicing");
    const { values: logHnr, mask } = seriesNamed(all, "logHnr");
    const middle = Math.floor(values.length / 3);
    expect(mask?.[middle]).toBe(1);
    expect(values[middle]).toBeCloseTo(1 / (1 + Math.exp(-logHnr[middle])), 2);
    expect(values.every((one) => one >= 0 && one <= 1)).toBe(true);
  });

  test("voiced frames count in series of the voice, and in their Δ those with voiced neighbours", () => {
    const mask = [...(seriesNamed(all, "f0").mask ?? [])];
    const near = [...(seriesNamed(all, "f0_delta").mask ?? [])];
    expect(near).toEqual(
      mask.map((_, i) => (mask.slice(Math.max(0, i - 2), i + 3).every((one) => one === 1) ? 1 : 0)),
    );
    expect(new Set(mask)).toEqual(new Set([0, 1]));
    expect(seriesNamed(all, "mfcc1").mask).toBeUndefined();
  });
});

const number = (data: Float32Array, name: string): number => data[NAMES.indexOf(name)];

describe("of signals that are known", () => {
  test("the pitch of a steady vowel, all of it voiced", () => {
    const { data } = wide.extract(vowel({ f0Hz: 125, seconds: 1, sampleRate: 16000 }), {});
    expect(number(data, "f0_p50")).toBeCloseTo(12 * Math.log2(125 / 27.5), 1);
    expect(number(data, "voiced_share")).toBeGreaterThan(0.9);
    expect(number(data, "jitter_mean")).toBeLessThan(0.003);
  });

  test("twice the amplitude is twice the level, the same cepstra and the same bands", () => {
    const [soft, loud] = [0.2, 0.4].map((peak) => wide.extract(vowel({ peak }), {}).data);
    expect(number(loud, "rms_mean") / number(soft, "rms_mean")).toBeCloseTo(2, 4);
    expect(number(loud, "centroid_mean")).toBeCloseTo(number(soft, "centroid_mean"), 1);
    expect(number(loud, "band10_sd")).toBeCloseTo(number(soft, "band10_sd"), 3);
  });

  test("a tone has its crossings, its centroid and its roll-offs", () => {
    const samples = Float32Array.from(
      { length: 16000 },
      (_, n) => 0.5 * Math.sin((2 * Math.PI * 2000 * n) / 16000 + 0.1),
    );
    const { data } = wide.extract({ samples, sampleRate: 16000 }, {});
    expect(number(data, "zeroCrossings_mean")).toBeCloseTo(0.25, 2);
    expect(number(data, "rms_mean")).toBeCloseTo(0.5 * Math.SQRT1_2, 3);
    expect(number(data, "centroid_mean") / 2000).toBeCloseTo(1, 1);
    expect(Math.abs(number(data, "rollOff50_p50") - 2000)).toBeLessThan(40);
  });
});

describe("hard input", () => {
  test("silence has no voice and no level", () => {
    const { data } = wide.extract(silence({ seconds: 0.5 }), {});
    for (const name of ["f0_mean", "voiced_share", "rms_mean", "loudness_mean", "centroid_p99", "band3_sd"])
      expect(number(data, name), name).toBe(0);
  });

  test("noise is hardly voiced", () => {
    expect(number(wide.extract(noise({ seconds: 1, peak: 0.2 }), {}).data, "voiced_share")).toBeLessThan(
      0.05,
    );
  });

  test("any length and rate gives finite numbers", () => {
    const lengths = fc.integer({ min: 1, max: 6000 });
    const rates = fc.constantFrom(8000, 16000, 22050, 44100, 96000);
    fc.assert(
      fc.property(lengths, rates, fc.double({ min: 0, max: 1, noNaN: true }), (length, sampleRate, gain) => {
        const samples = goldenSignal("noise", length, sampleRate).map((value) => gain * value);
        expect(wide.extract({ samples, sampleRate }, {}).data.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
