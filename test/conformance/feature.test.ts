/** What holds for every feature of the registry. */
import { describe, expect, test } from "vitest";
import type { Audio } from "../../src/audio/audio.ts";
import { AudioError, ConfigError } from "../../src/base/errors.ts";
import { describeParams, parseParams } from "../../src/base/params.ts";
import { type Feature, features } from "../../src/features/index.ts";
import { layoutOf, rowsOfParts } from "../../src/features/layout.ts";
import { goldenSignal } from "../golden-signals.ts";

const vowel = (n: number, sampleRate: number): Audio => ({
  samples: goldenSignal("vowel", n, sampleRate),
  sampleRate,
});
const filled = (n: number, value: number): Audio => ({
  samples: new Float32Array(n).fill(value),
  sampleRate: 16000,
});

const HARD_CASES: Record<string, Audio> = {
  silence: filled(8000, 0),
  "no sample": filled(0, 0),
  "1 sample": filled(1, 0.5),
  "10 ms": vowel(160, 16000),
  clipped: {
    samples: vowel(8000, 16000).samples.map((x) => Math.max(-1, Math.min(1, 50 * x))),
    sampleRate: 16000,
  },
  DC: filled(8000, 0.7),
  "one click": { samples: goldenSignal("impulse", 8000, 16000), sampleRate: 16000 },
};

for (const feature of features.list) {
  describe(feature.id, () => {
    const params = parseParams(`feature ${feature.id}`, feature.params, {});
    const check = (result: Feature): void => {
      expect(result.axes).toEqual(feature.axes);
      expect(result.shape.length).toBe(result.axes.length);
      expect(result.shape.reduce((product, length) => product * length, 1)).toBe(result.data.length);
      expect(result.data.length).toBeGreaterThan(0);
      expect(result.data.every(Number.isFinite)).toBe(true);
    };

    test("describes itself", () => {
      expect(feature.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(feature.summary).not.toBe("");
      expect(feature.source).not.toBe("");
      expect(feature.version).toBeGreaterThanOrEqual(1);
      for (const { name, default: value, summary } of describeParams(feature.params)) {
        expect(value, `default of ${name}`).not.toBeUndefined();
        expect(summary, `description of ${name}`).not.toBe("");
      }
    });

    for (const sampleRate of [16000, 44100, 48000]) {
      test(`works at ${sampleRate} Hz`, () => check(feature.extract(vowel(sampleRate, sampleRate), params)));
    }

    test("its layout has every row once, and frames where there are some", () => {
      const audio = vowel(12000, 16000);
      const { shape, axes } = feature.extract(audio, params);
      const layout = layoutOf(feature, audio, params, shape);
      const hasFrames = axes.at(-1) === "frame";
      expect(layout.frames !== null).toBe(hasFrames);
      const rows = rowsOfParts(layout).flat();
      const count = shape
        .slice(0, hasFrames ? -1 : undefined)
        .reduce((product, length) => product * length, 1);
      expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, row) => row));
      for (const { name, scale, value } of layout.parts) {
        for (const text of [name, scale.name, value.name]) expect(text).not.toBe("");
        expect(scale.at.every((at) => typeof at === "string" || Number.isFinite(at))).toBe(true);
      }
    });

    test("gives the same bits twice, of other audio in between, and leaves its input alone", () => {
      const audio = vowel(12000, 16000);
      const before = audio.samples.slice();
      const first = feature.extract(audio, params);
      feature.extract(vowel(9000, 44100), params);
      expect(feature.extract(audio, params)).toEqual(first);
      expect(audio.samples).toEqual(before);
    });

    for (const [name, audio] of Object.entries(HARD_CASES)) {
      test(`${name}: finite values or an error that says why`, () => {
        let result: Feature;
        try {
          result = feature.extract(audio, params);
        } catch (error) {
          if (!(error instanceof AudioError || error instanceof ConfigError)) throw error;
          expect(error.message.length).toBeGreaterThan(20);
          return;
        }
        check(result);
      });
    }
  });
}
