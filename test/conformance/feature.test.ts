/** What holds for every feature of the registry. */
import { describe, expect, test } from "vitest";
import type { Audio } from "../../src/audio/audio.ts";
import { AudioError } from "../../src/base/errors.ts";
import { describeParams, parseParams } from "../../src/base/params.ts";
import { recipeColumns } from "../../src/features/columns.ts";
import { type Feature, features } from "../../src/features/index.ts";
import { rowsOfParts } from "../../src/features/layout.ts";
import { layoutOf } from "../../src/features/layout-of.ts";
import { parseRecipe, runRecipe } from "../../src/features/recipe.ts";
import { packagedNetworks } from "../encoders.ts";
import { goldenSignal } from "../golden-signals.ts";

const vowel = (n: number, sampleRate: number): Audio => ({
  samples: goldenSignal("vowel", n, sampleRate),
  sampleRate,
});
const filled = (n: number, value: number): Audio => ({
  samples: new Float32Array(n).fill(value),
  sampleRate: 16000,
});

const networks = packagedNetworks();

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

const NO_FRAME = {
  "no sample": "the audio has 0 samples; expected at least 1 for one frame. Leave the empty clip out.",
};
const NO_SAMPLE = { "no sample": "the audio has no sample. Leave the empty clip out." };
const NO_HHT = {
  "no sample":
    "the audio has 0 samples; expected 1 to 8388608 for a Hilbert-Huang transform. Leave the empty clip out.",
};
const splitting = (samples: string): string =>
  `the audio has ${samples}; expected at least 28 for 2 splits with db4, or at most 0 splits. ` +
  "Use fewer splits or leave the clip out.";
const NO_SPLITS = { "no sample": splitting("0 samples"), "1 sample": splitting("1 sample") };
const lasting = (ms: string): string =>
  `the audio lasts ${ms} ms; expected at least 85.3 ms. Leave the clip out or pad it.`;
const ordered = (samples: string): string =>
  `the audio has ${samples}; expected at least 17 for the order 16. Leave the clip out.`;

/** What a feature refuses, and how it says so; it gives finite values of all other hard cases. */
const REFUSED: Record<string, Record<string, string | undefined>> = {
  chroma: NO_FRAME,
  egemaps: NO_SAMPLE,
  "egemaps-series": NO_SAMPLE,
  encoder: NO_SAMPLE,
  "first-consonant": { "no sample": "the audio has no samples; expected at least one for the pitch." },
  functionals: { "no sample": lasting("0.0"), "1 sample": lasting("0.1"), "10 ms": lasting("10.0") },
  "gabor-filter-bank": NO_FRAME,
  "gabor-mfcc": NO_SAMPLE,
  "gabor-scalogram": NO_SAMPLE,
  "h-mfcc": NO_HHT,
  "hilbert-spectrum": NO_HHT,
  "imf-spectrum": NO_HHT,
  "imf-stats": NO_HHT,
  lpc: NO_FRAME,
  lpcc: NO_FRAME,
  mel: NO_FRAME,
  mfcc: NO_FRAME,
  "mfcc-of-lpc": { "no sample": ordered("0 samples"), "1 sample": ordered("1 sample") },
  pcen: NO_FRAME,
  pitch: NO_FRAME,
  "praat-formants": NO_SAMPLE,
  "praat-harmonicity": NO_SAMPLE,
  "praat-pitch": NO_SAMPLE,
  spectral: NO_FRAME,
  "spectral-contrast": NO_FRAME,
  "voice-quality": NO_SAMPLE,
  "w-lpcc": NO_SPLITS,
  "w-mfcc": NO_SPLITS,
  "w-mfcc-bands": NO_SPLITS,
  wide: NO_SAMPLE,
};

test("it is known of every feature what it refuses", () => {
  expect(Object.keys(REFUSED)).toEqual(features.ids.toSorted());
});

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
      const refusal = REFUSED[feature.id]?.[name];
      if (refusal === undefined) {
        test(`${name} gives finite values`, () => check(feature.extract(audio, params)));
      } else {
        test(`${name} is refused`, () => {
          const extract = () => feature.extract(audio, params);
          expect(extract).toThrow(AudioError);
          expect(extract).toThrow(refusal);
        });
      }
    }

    test("every number has a name of its own, and every statistic over time", async () => {
      const audio = vowel(12000, 16000);
      const hasFrames = (feature.network?.axes ?? feature.axes).at(-1) === "frame";
      const overTime = { functionals: ["mean", "quadratic-fit", "p20-p80"], parts: [1, 2] };
      for (const step of [{ id: feature.id }, ...(hasFrames ? [{ id: feature.id, overTime }] : [])]) {
        const recipe = parseRecipe("recipe", { features: [step] });
        const names = recipeColumns(recipe, audio).map(({ name }) => name);
        expect(names.length).toBe((await runRecipe(audio, recipe, networks)).feature.data.length);
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) expect(name).toMatch(/^[A-Za-z0-9.-]+(_[A-Za-z0-9.-]+)*$/);
      }
    });
  });
}
