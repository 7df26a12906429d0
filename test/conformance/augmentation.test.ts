/** What holds for every augmentation of the registry. */
import { describe, expect, test } from "vitest";
import type { Audio } from "../../src/audio/audio.ts";
import { augmentations } from "../../src/augment/index.ts";
import { describeParams, parseParams } from "../../src/base/params.ts";
import { createRandom } from "../../src/base/random.ts";
import { goldenSignal } from "../golden-signals.ts";

const vowel: Audio = { samples: goldenSignal("vowel", 8000, 16000), sampleRate: 16000 };

const HARD_CASES: Record<string, Audio> = {
  silence: { samples: new Float32Array(1000), sampleRate: 16000 },
  "no sample": { samples: new Float32Array(0), sampleRate: 16000 },
  "1 sample": { samples: Float32Array.of(0.5), sampleRate: 44100 },
  "full scale": { samples: new Float32Array(500).fill(1), sampleRate: 48000 },
};

for (const augmentation of augmentations.list) {
  describe(augmentation.id, () => {
    const params = parseParams(`augmentation ${augmentation.id}`, augmentation.params, {});

    test("describes itself", () => {
      expect(augmentation.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(augmentation.summary).not.toBe("");
      for (const { name, default: value, summary } of describeParams(augmentation.params)) {
        expect(value, `default of ${name}`).not.toBeUndefined();
        expect(summary, `description of ${name}`).not.toBe("");
      }
    });

    test("changes a copy by default, and leaves its input alone", () => {
      const before = vowel.samples.slice();
      const result = augmentation.apply(vowel, params, createRandom(3));
      expect(result.samples).not.toEqual(before);
      expect(result.samples.buffer).not.toBe(vowel.samples.buffer);
      expect(vowel.samples).toEqual(before);
    });

    test("is the same for the same seed", () => {
      const first = augmentation.apply(vowel, params, createRandom(5));
      expect(augmentation.apply(vowel, params, createRandom(5))).toEqual(first);
    });

    test("says whether another seed makes another copy", () => {
      const [first, second] = [5, 6].map((seed) => augmentation.apply(vowel, params, createRandom(seed)));
      if (augmentation.deterministic === true) expect(second).toEqual(first);
      else expect(second).not.toEqual(first);
    });

    for (const [name, audio] of Object.entries(HARD_CASES)) {
      test(`${name} stays finite, at its rate`, () => {
        const result = augmentation.apply(audio, params, createRandom(1));
        expect(result.sampleRate).toBe(audio.sampleRate);
        expect(result.samples.every(Number.isFinite)).toBe(true);
        expect(result.samples.length > 0).toBe(audio.samples.length > 0);
      });
    }
  });
}
