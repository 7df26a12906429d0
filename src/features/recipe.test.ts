import { describe, expect, test } from "vitest";
import { goldenSignal } from "../../test/golden-signals.ts";
import { AudioError, ConfigError } from "../base/errors.ts";
import { preEmphasis } from "../signal/pre-emphasis.ts";
import type { Axis, Feature } from "./feature.ts";
import {
  extractFeature,
  extractParts,
  extractRecipe,
  joinFeatures,
  padFrames,
  parseRecipe,
  prepareAudio,
} from "./recipe.ts";

const audio = { samples: goldenSignal("vowel", 8000, 16000), sampleRate: 16000 };
const recipe = (raw: object) => parseRecipe("recipe", raw);

function image(first: Axis, rows: number, frames: number, start = 0): Feature {
  const data = Float32Array.from({ length: rows * frames }, (_, i) => start + i);
  return { axes: [first, "frame"], shape: [rows, frames], data };
}

describe("parseRecipe", () => {
  test("fills in every default, those of the features too", () => {
    const { features, ...rest } = recipe({
      features: [{ id: "mfcc", params: { nMfcc: 13 } }, { id: "mel" }],
    });
    expect(rest).toEqual({
      sampleRate: null,
      trimDb: null,
      levelDb: null,
      preEmphasis: 0,
      seconds: null,
      frames: null,
    });
    expect(features[0].params).toMatchObject({ nMfcc: 13, nFft: 2048, hopSamples: 512, deltas: 0 });
    expect(features[1].params).toMatchObject({ nMels: 128, decibels: false });
    expect(recipe({}).features.map((step) => step.id)).toEqual(["mfcc"]);
  });

  test("a parsed recipe parses to itself", () => {
    const once = recipe({ seconds: 3, frames: "longest", features: [{ id: "w-mfcc" }] });
    expect(recipe(once)).toEqual(once);
  });

  const wrong: [object, string][] = [
    [{ sampelRate: 1 }, 'recipe: the key "sampelRate" is unknown; expected one of sampleRate,'],
    [{ preEmphasis: 2 }, "recipe: preEmphasis: too big: expected number to be <=1; got 2."],
    [{ sampleRate: 500 }, "recipe: sampleRate: too small"],
    [{ trimDb: 0 }, "recipe: trimDb: too small"],
    [{ seconds: -1 }, "recipe: seconds: too small"],
    [{ frames: "long" }, 'recipe: frames: expected a number of frames, "longest" or null; got "long".'],
    [{ features: [] }, "recipe: features: too small"],
    [{ features: [{ id: "mfc" }] }, 'recipe.features.0.id: feature "mfc" is unknown; expected one of '],
    [
      { features: [{ id: "mel" }, { id: "mfcc", params: { nmfcc: 3 } }] },
      'recipe.features.1: feature mfcc: the key "nmfcc" is unknown; expected one of nMfcc,',
    ],
    [
      { features: [{ id: "mfcc", params: { nMfcc: 0 } }] },
      "recipe.features.0: feature mfcc: nMfcc: too small",
    ],
  ];
  for (const [raw, message] of wrong) {
    test(`refuses ${JSON.stringify(raw)}`, () => {
      expect(() => recipe(raw)).toThrow(ConfigError);
      expect(() => recipe(raw)).toThrow(message);
    });
  }
});

describe("prepareAudio", () => {
  test("leaves audio alone by default", () => {
    expect(prepareAudio(audio, recipe({})).samples).toBe(audio.samples);
  });

  test("resamples", () => {
    const prepared = prepareAudio(audio, recipe({ sampleRate: 8000 }));
    expect(prepared.sampleRate).toBe(8000);
    expect(prepared.samples.length).toBe(4000);
  });

  test("trims, then pre-emphasises, then pads", () => {
    const samples = new Float32Array(32000);
    samples.set(audio.samples, 12000);
    const clip = { samples, sampleRate: 16000 };
    const trimmed = prepareAudio(clip, recipe({ trimDb: 30 })).samples;
    expect(trimmed.length).toBeLessThan(11000);
    const sharpened = prepareAudio(clip, recipe({ trimDb: 30, preEmphasis: 0.97 })).samples;
    expect(sharpened).toEqual(preEmphasis(trimmed, 0.97));
    const padded = prepareAudio(clip, recipe({ trimDb: 30, preEmphasis: 0.97, seconds: 1 })).samples;
    expect(padded.length).toBe(16000);
    expect(padded.subarray(0, sharpened.length)).toEqual(sharpened);
    expect(padded.subarray(sharpened.length).every((sample) => sample === 0)).toBe(true);
  });

  test("brings what is left after trimming to a level, whatever it was", () => {
    const samples = new Float32Array(32000);
    samples.set(audio.samples, 12000);
    const at = (gain: number): Float32Array => {
      const clip = { samples: samples.map((sample) => gain * sample), sampleRate: 16000 };
      return prepareAudio(clip, recipe({ trimDb: 30, levelDb: -26 })).samples;
    };
    const energy = at(1).reduce((sum, sample) => sum + sample ** 2, 0);
    expect(10 * Math.log10(energy / at(1).length)).toBeCloseTo(-26, 4);
    const quiet = at(0.01);
    expect(quiet.length).toBe(at(1).length);
    const loud = at(1);
    expect(quiet.every((sample, n) => Math.abs(sample - loud[n]) < 1e-7)).toBe(true);
    const silence = { samples: new Float32Array(500), sampleRate: 16000 };
    expect(prepareAudio(silence, recipe({ levelDb: -26 })).samples).toEqual(silence.samples);
  });

  test("cuts what is longer than `seconds`, counted at the new rate", () => {
    const { samples } = prepareAudio(audio, recipe({ seconds: 0.25 }));
    expect(samples).toEqual(audio.samples.slice(0, 4000));
    expect(prepareAudio(audio, recipe({ seconds: 0.25, sampleRate: 8000 })).samples.length).toBe(2000);
  });

  test("refuses more samples than memory holds", () => {
    const rate384 = recipe({ sampleRate: 384_000, seconds: 3600 });
    expect(() => prepareAudio(audio, rate384)).toThrow(
      new ConfigError(
        "seconds: the audio would hold 1382400000 numbers; expected at most 268435456.",
        "Lower seconds or sampleRate.",
      ),
    );
    const slow = { samples: new Float32Array(800_000), sampleRate: 1000 };
    expect(() => prepareAudio(slow, recipe({ sampleRate: 384_000 }))).toThrow(
      "sampleRate: the resampled audio would hold 307200000 numbers;",
    );
  });

  test("does not change its input", () => {
    const before = audio.samples.slice();
    prepareAudio(audio, recipe({ sampleRate: 8000, trimDb: 20, preEmphasis: 0.5, seconds: 2 }));
    expect(audio.samples).toEqual(before);
  });
});

describe("joinFeatures", () => {
  test("one feature stays as it is", () => {
    const one = image("band", 2, 3);
    expect(joinFeatures([one])).toBe(one);
  });

  test("images with the same first axis lie side by side along the frames", () => {
    const joined = joinFeatures([image("coefficient", 2, 3), image("coefficient", 2, 1, 100)]);
    expect(joined.axes).toEqual(["coefficient", "frame"]);
    expect(joined.shape).toEqual([2, 4]);
    expect([...joined.data]).toEqual([0, 1, 2, 100, 3, 4, 5, 101]);
  });

  test("anything else is flattened, in order", () => {
    const vector: Feature = { axes: ["descriptor"], shape: [2], data: Float32Array.of(7, 8) };
    const joined = joinFeatures([image("coefficient", 1, 2), vector]);
    expect(joined.axes).toEqual(["descriptor"]);
    expect([...joined.data]).toEqual([0, 1, 7, 8]);
    expect(joinFeatures([vector, vector]).shape).toEqual([4]);
    expect(joinFeatures([image("coefficient", 2, 2), image("coefficient", 1, 2)]).axes).toEqual([
      "descriptor",
    ]);
    expect(joinFeatures([image("band", 2, 2), image("coefficient", 2, 2)]).axes).toEqual(["descriptor"]);
  });
});

describe("padFrames", () => {
  test("adds zero frames, cuts frames, or leaves all", () => {
    const feature = image("band", 2, 2, 1);
    expect(padFrames(feature, 2)).toBe(feature);
    expect([...padFrames(feature, 3).data]).toEqual([1, 2, 0, 3, 4, 0]);
    expect([...padFrames(feature, 1).data]).toEqual([1, 3]);
    expect(padFrames(feature, 3).shape).toEqual([2, 3]);
  });

  test("refuses more frames than memory holds", () => {
    expect(() => padFrames(image("band", 300, 1), 1_000_000)).toThrow(
      new ConfigError(
        "frames: the padded features would hold 300000000 numbers; expected at most 268435456.",
        "Lower frames.",
      ),
    );
  });

  test("needs frames", () => {
    const vector: Feature = { axes: ["descriptor"], shape: [2], data: new Float32Array(2) };
    expect(() => padFrames(vector, 3)).toThrow(
      new ConfigError(
        "frames: the features, joined, are [descriptor] and have no frames to pad.",
        'Use "seconds" instead, or features with equally many rows.',
      ),
    );
  });
});

describe("extractRecipe", () => {
  const sideBySide = { features: [{ id: "mfcc" }, { id: "w-mfcc", params: { splits: 1 } }] };

  test("is prepare, extract, join and pad", () => {
    const plan = recipe({ ...sideBySide, preEmphasis: 0.9, frames: 40 });
    const parts = extractParts(prepareAudio(audio, plan), plan);
    expect(parts.map((part) => part.shape)).toEqual([
      [20, 16],
      [20, 16],
    ]);
    expect(extractRecipe(audio, plan)).toEqual(padFrames(joinFeatures(parts), 40));
    expect(extractRecipe(audio, plan).shape).toEqual([20, 40]);
  });

  test('"longest" is left to the caller', () => {
    expect(extractRecipe(audio, recipe({ ...sideBySide, frames: "longest" })).shape).toEqual([20, 32]);
  });
});

test("a feature that is not finite is refused", () => {
  const samples = Float32Array.from({ length: 2048 }, (_, n) => 1e20 * Math.sin(n));
  for (const [id, got] of [
    ["mel", "Infinity"],
    ["mfcc", "NaN"],
  ] as const) {
    const run = (): Feature => extractFeature({ samples, sampleRate: 16000 }, { id, params: {} });
    expect(run).toThrow(AudioError);
    expect(run).toThrow(`feature ${id}: expected finite values, got ${got}`);
  }
});

describe("errors name the feature once", () => {
  const long = { samples: new Float32Array(400_000), sampleRate: 16000 };
  const short = { samples: new Float32Array(1), sampleRate: 16000 };
  const cases: [string, typeof audio, Record<string, unknown>, ConfigError | AudioError][] = [
    [
      "mfcc",
      audio,
      { nMfcc: 41, nMels: 40 },
      new ConfigError("feature mfcc: nMfcc: expected at most nMels (40), got 41."),
    ],
    [
      "mel",
      short,
      { center: false },
      new AudioError(
        "feature mel: the audio has 1 sample; expected at least 2048 for one frame without centring.",
        "Set center, lower nFft or leave the clip out.",
      ),
    ],
    [
      "functionals",
      short,
      {},
      new AudioError(
        "feature functionals: the audio lasts 0.1 ms; expected at least 85.3 ms.",
        "Leave the clip out or pad it.",
      ),
    ],
    [
      "mfcc",
      long,
      { hopSamples: 1, nMels: 512, nMfcc: 512, deltas: 2 },
      new ConfigError(
        "feature mfcc: hopSamples, nMfcc, deltas: the coefficients would hold 614401536 numbers; expected at most 268435456.",
        "Raise hopSamples or lower nMfcc.",
      ),
    ],
    [
      "mel",
      audio,
      { hopSamples: 0 },
      new ConfigError("feature mel: hopSamples: too small: expected number to be >=1; got 0."),
    ],
  ];
  for (const [id, clip, params, expected] of cases) {
    test(expected.message, () => {
      expect(() => extractFeature(clip, { id, params })).toThrow(expected);
    });
  }
});
