import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { goldenSignal } from "../../test/golden-signals.ts";
import { ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { createRandom } from "../base/random.ts";
import { augmentations } from "./index.ts";

const audio = { samples: goldenSignal("vowel", 16000, 16000), sampleRate: 16000 };

function apply(id: string, params: object, seed = 1, from = audio) {
  const augmentation = augmentations.find(id);
  return augmentation.apply(
    from,
    parseParams(`augmentation ${id}`, augmentation.params, params),
    createRandom(seed),
  );
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

describe("shift", () => {
  const impulse = { samples: new Float32Array(1000), sampleRate: 1000 };
  impulse.samples[500] = 1;

  test("moves by up to maxMs, either way, evenly", () => {
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 2000; seed++) {
      const { samples } = apply("shift", { maxMs: 5 }, seed, impulse);
      const by = samples.indexOf(1) - 500;
      counts.set(by, (counts.get(by) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5]);
    expect(Math.min(...counts.values())).toBeGreaterThan(120);
  });

  test("keeps the length, fills in zeros and loses what leaves", () => {
    const ramp = { samples: Float32Array.of(1, 2, 3, 4), sampleRate: 1000 };
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed++) seen.add(apply("shift", { maxMs: 6 }, seed, ramp).samples.join());
    expect(seen).toEqual(
      new Set(["1,2,3,4", "0,1,2,3", "0,0,1,2", "0,0,0,1", "2,3,4,0", "3,4,0,0", "4,0,0,0", "0,0,0,0"]),
    );
  });

  test("of 0 ms changes nothing", () => {
    expect(apply("shift", { maxMs: 0 }, 1, impulse)).toEqual(impulse);
  });
});

describe("noise", () => {
  const signalRms = rms(audio.samples);

  test("has its level from minDb to maxDb below the clip's rms", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const noisy = apply("noise", { minDb: 10, maxDb: 20 }, seed).samples;
        const ratioDb = 20 * Math.log10(signalRms / rms(noisy.map((sample, n) => sample - audio.samples[n])));
        expect(ratioDb).toBeGreaterThan(9.8);
        expect(ratioDb).toBeLessThan(20.2);
      }),
      { numRuns: 50 },
    );
  });

  test("at a fixed ratio is as loud as it says", () => {
    const noisy = apply("noise", { minDb: 6, maxDb: 6 }).samples;
    const noiseRms = rms(noisy.map((sample, n) => sample - audio.samples[n]));
    expect(20 * Math.log10(signalRms / noiseRms)).toBeCloseTo(6, 0);
  });

  test("leaves silence silent", () => {
    const silence = { samples: new Float32Array(100), sampleRate: 8000 };
    expect(apply("noise", {}, 1, silence)).toEqual(silence);
  });

  test("refuses a range the wrong way round", () => {
    expect(() => apply("noise", { minDb: 20, maxDb: 10 })).toThrow(
      new ConfigError("augmentation noise: minDb: expected at most maxDb (10), got 20."),
    );
  });
});

describe("speed", () => {
  /** Crossings of zero per second, of a tone twice its frequency. */
  function crossingsPerSecond(samples: Float32Array, sampleRate: number): number {
    let count = 0;
    for (let n = 1; n < samples.length; n++) if (samples[n] >= 0 !== samples[n - 1] >= 0) count++;
    return (count * sampleRate) / samples.length;
  }

  for (const rate of [0.5, 0.9, 1.25, 2]) {
    test(`${rate} changes tempo and pitch together`, () => {
      const tone = {
        samples: Float32Array.from({ length: 16000 }, (_, n) => Math.sin((2 * Math.PI * 440 * n) / 16000)),
        sampleRate: 16000,
      };
      const played = apply("speed", { rate }, 1, tone);
      expect(played.sampleRate).toBe(16000);
      expect(Math.abs(played.samples.length - 16000 / rate)).toBeLessThanOrEqual(1);
      expect(crossingsPerSecond(played.samples, 16000) / 880).toBeCloseTo(rate, 1);
    });
  }

  test("refuses rates out of range", () => {
    expect(() => apply("speed", { rate: 3 })).toThrow("augmentation speed: rate: too big");
  });
});
