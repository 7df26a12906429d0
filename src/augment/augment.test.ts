import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { goldenSignal } from "../../test/golden-signals.ts";
import type { Audio } from "../audio/audio.ts";
import { ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { createRandom } from "../base/random.ts";
import { createRealFft } from "../signal/fft.ts";
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

/** Noise: as loud at all frequencies. */
const white = { samples: goldenSignal("noise", 16384, 16000), sampleRate: 16000 };

/** Mean power of the bins from one frequency to another, dB. */
function bandDb({ samples, sampleRate }: Audio, fromHz: number, toHz: number): number {
  const fft = createRealFft(samples.length);
  const [re, im] = [new Float64Array(fft.bins), new Float64Array(fft.bins)];
  fft.forward(Float64Array.from(samples), re, im);
  const [from, to] = [fromHz, toHz].map((hz) => Math.round((hz * samples.length) / sampleRate));
  let power = 0;
  for (let bin = from; bin < to; bin++) power += re[bin] ** 2 + im[bin] ** 2;
  return 10 * Math.log10(power / (to - from));
}

/** How much louder a band is than it was, dB. */
function changeDb(changed: Audio, from: Audio, fromHz: number, toHz: number): number {
  return bandDb(changed, fromHz, toHz) - bandDb(from, fromHz, toHz);
}

/** Level of what was added, dB re the clip. */
function differenceDb(changed: Audio, from: Audio): number {
  const difference = changed.samples.map((sample, n) => sample - from.samples[n]);
  return 20 * Math.log10(rms(difference) / rms(from.samples));
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

describe("band-limit", () => {
  test("keeps what lies below the cutoff, to a hundredth of a decibel, and nothing above", () => {
    const limited = apply("band-limit", { minHz: 4000, maxHz: 4000 }, 1, white);
    expect(limited.samples.length).toBe(white.samples.length);
    expect(changeDb(limited, white, 100, 3500)).toBeCloseTo(0, 2);
    expect(changeDb(limited, white, 4100, 7900)).toBeLessThan(-50);
  });

  test("draws its cutoff", () => {
    const cutoffs = Array.from({ length: 40 }, (_, seed) => {
      const limited = apply("band-limit", { minHz: 2000, maxHz: 6000 }, seed, white);
      expect(changeDb(limited, white, 100, 1700)).toBeCloseTo(0, 1);
      expect(changeDb(limited, white, 6100, 7900)).toBeLessThan(-45);
      return changeDb(limited, white, 3900, 4100);
    });
    const open = cutoffs.filter((db) => db > -3).length;
    expect(open).toBeGreaterThan(8);
    expect(open).toBeLessThan(32);
  });

  test("above the clip's own band changes nothing", () => {
    expect(apply("band-limit", { minHz: 9000, maxHz: 9000 }, 1, white)).toEqual(white);
  });
});

describe("gain", () => {
  test("makes louder or softer by as much as it says", () => {
    const changes = Array.from(
      { length: 50 },
      (_, seed) =>
        20 * Math.log10(rms(apply("gain", { minDb: -20, maxDb: 10 }, seed).samples) / rms(audio.samples)),
    );
    expect(Math.min(...changes)).toBeGreaterThan(-20.001);
    expect(Math.min(...changes)).toBeLessThan(-15);
    expect(Math.max(...changes)).toBeLessThan(10.001);
    expect(Math.max(...changes)).toBeGreaterThan(5);
  });

  test("leaves full scale alone, or cuts it off", () => {
    const loud = { samples: Float32Array.of(0.5, -0.5, 0.125), sampleRate: 8000 };
    const by4 = { minDb: 20 * Math.log10(4), maxDb: 20 * Math.log10(4) };
    expect([...apply("gain", by4, 1, loud).samples]).toEqual([2, -2, 0.5]);
    expect([...apply("gain", { ...by4, clip: true }, 1, loud).samples]).toEqual([1, -1, 0.5]);
  });
});

describe("room", () => {
  const impulse = { samples: new Float32Array(16000), sampleRate: 16000 };
  impulse.samples[1000] = 1;
  const hall = { minRt60S: 0.4, maxRt60S: 0.4, minDirectDb: 6, maxDirectDb: 6 };

  test("keeps the direct sound, and puts as much behind it as it says", () => {
    const { samples } = apply("room", hall, 1, impulse);
    expect(samples.length).toBe(16000);
    expect(samples.subarray(0, 1000).every((sample) => Math.abs(sample) < 1e-7)).toBe(true);
    expect(samples[1000]).toBeCloseTo(1, 6);
    const tail = samples.subarray(1001).reduce((sum, sample) => sum + sample ** 2, 0);
    expect(10 * Math.log10(tail)).toBeCloseTo(-6, 3);
  });

  test("decays by 60 dB within the reverberation time", () => {
    const { samples } = apply("room", hall, 2, impulse);
    const level = (s: number): number =>
      20 * Math.log10(rms(samples.subarray(1000 + s * 16000, 1000 + (s + 0.05) * 16000)));
    // 150 dB per second
    expect((level(0.025) - level(0.325)) / 0.3).toBeGreaterThan(140);
    expect((level(0.025) - level(0.325)) / 0.3).toBeLessThan(160);
    expect(samples.subarray(1000 + 0.41 * 16000).every((sample) => Math.abs(sample) < 1e-6)).toBe(true);
  });

  test("is another room for another seed", () => {
    const ratios = Array.from({ length: 30 }, (_, seed) =>
      differenceDb(apply("room", { minDirectDb: 0, maxDirectDb: 12 }, seed, white), white),
    );
    expect(Math.min(...ratios)).toBeLessThan(-9);
    expect(Math.max(...ratios)).toBeGreaterThan(-3);
  });
});

describe("tilt", () => {
  test("has 0 dB at 1 kHz and the slope around it, without delay", () => {
    const tilted = apply("tilt", { minDbPerOctave: -3, maxDbPerOctave: -3 }, 1, white);
    expect(tilted.samples.length).toBe(white.samples.length);
    expect(changeDb(tilted, white, 990, 1010)).toBeCloseTo(0, 0);
    expect(changeDb(tilted, white, 245, 255)).toBeCloseTo(6, 0);
    expect(changeDb(tilted, white, 3900, 4100)).toBeCloseTo(-6, 0);
    const flat = apply("tilt", { minDbPerOctave: 0, maxDbPerOctave: 0 }, 1, white);
    expect(differenceDb(flat, white)).toBeLessThan(-100);
  });

  test("draws its slope", () => {
    const changes = Array.from({ length: 30 }, (_, seed) =>
      changeDb(apply("tilt", {}, seed, white), white, 3900, 4100),
    );
    expect(Math.min(...changes)).toBeLessThan(-3);
    expect(Math.max(...changes)).toBeGreaterThan(3);
    expect(changes.every((db) => Math.abs(db) < 6.5)).toBe(true);
  });
});

describe("telephone", () => {
  // audioop.ulaw2lin(audioop.lin2ulaw(sample, 2), 2) of Python 3.11
  const known = [
    [0, 0],
    [7, 8],
    [-100, -104],
    [1000, 988],
    [-1000, -988],
    [8000, 7932],
    [-20000, -19836],
    [32767, 32124],
    [-32768, -32124],
  ];
  for (const [sent, heard] of known) {
    test(`${sent} comes out as ${heard}`, () => {
      const clip = { samples: Float32Array.of(sent / 32768), sampleRate: 8000 };
      expect(apply("telephone", {}, 1, clip).samples[0] * 32768).toBeCloseTo(heard, 6);
    });
  }

  test("ends at 4 kHz", () => {
    const called = apply("telephone", {}, 1, white);
    expect(called.samples.length).toBe(white.samples.length);
    expect(changeDb(called, white, 100, 3500)).toBeCloseTo(0, 1);
    expect(changeDb(called, white, 4100, 7900)).toBeLessThan(-50);
  });
});

describe("lossy", () => {
  const at = (kbps: number, from: Audio): Audio => apply("lossy", { minKbps: kbps, maxKbps: kbps }, 1, from);

  test("loses more at a lower bit rate", () => {
    const lost = [256, 64, 32, 16, 8].map((kbps) => differenceDb(at(kbps, audio), audio));
    expect(lost).toEqual(lost.toSorted((a, b) => a - b));
    expect(lost[0]).toBeLessThan(-60);
    expect(lost[4]).toBeGreaterThan(-30);
    expect(lost[4]).toBeLessThan(-6);
  });

  test("spoils quiet bands more than loud ones", () => {
    const dull = apply("tilt", { minDbPerOctave: -18, maxDbPerOctave: -18 }, 1, white);
    const coded = at(8, dull);
    const lost = { ...dull, samples: coded.samples.map((sample, n) => sample - dull.samples[n]) };
    expect(changeDb(lost, dull, 200, 800)).toBeLessThan(-15);
    expect(changeDb(lost, dull, 7000, 7900)).toBeGreaterThan(-8);
  });

  test("draws its bit rate, and leaves silence silent", () => {
    const lost = Array.from({ length: 20 }, (_, seed) => differenceDb(apply("lossy", {}, seed), audio));
    expect(Math.max(...lost) - Math.min(...lost)).toBeGreaterThan(5);
    const silence = { samples: new Float32Array(3000), sampleRate: 8000 };
    expect(apply("lossy", {}, 1, silence)).toEqual(silence);
  });
});

for (const [id, params, range] of [
  ["band-limit", { minHz: 5000, maxHz: 4000 }, "minHz: expected at most maxHz (4000), got 5000"],
  ["gain", { minDb: 1, maxDb: 0 }, "minDb: expected at most maxDb (0), got 1"],
  ["room", { minRt60S: 2, maxRt60S: 1 }, "minRt60S: expected at most maxRt60S (1), got 2"],
  ["room", { minDirectDb: 2, maxDirectDb: 1 }, "minDirectDb: expected at most maxDirectDb (1), got 2"],
  [
    "tilt",
    { minDbPerOctave: 2, maxDbPerOctave: 1 },
    "minDbPerOctave: expected at most maxDbPerOctave (1), got 2",
  ],
  ["lossy", { minKbps: 20, maxKbps: 10 }, "minKbps: expected at most maxKbps (10), got 20"],
] as const) {
  test(`${id} refuses a range the wrong way round`, () => {
    expect(() => apply(id, params)).toThrow(new ConfigError(`augmentation ${id}: ${range}.`));
  });
}

describe("clipping", () => {
  test("cuts off as many samples as it says, and leaves the others", () => {
    const { samples } = apply("clipping", { minShare: 0.1, maxShare: 0.1 }, 1, white);
    const most = Math.max(...samples.map(Math.abs));
    const changed = samples.filter((sample, n) => sample !== white.samples[n]).length;
    expect(Math.abs(changed - 0.1 * samples.length)).toBeLessThanOrEqual(1);
    samples.forEach((sample, n) => {
      if (sample !== white.samples[n]) expect(sample).toBe(Math.sign(white.samples[n]) * most);
    });
  });

  test("of no share changes nothing", () => {
    expect(apply("clipping", { minShare: 0, maxShare: 0 })).toEqual(audio);
  });
});

describe("silence", () => {
  test("stands before and behind the clip", () => {
    const { samples } = apply("silence", { beforeS: 0.1, afterS: 0.25 });
    expect(samples).toHaveLength(1600 + 16000 + 4000);
    expect(samples.subarray(1600, 17600)).toEqual(audio.samples);
    expect(samples.subarray(0, 1600).every((sample) => sample === 0)).toBe(true);
    expect(samples.subarray(17600).every((sample) => sample === 0)).toBe(true);
  });
});
