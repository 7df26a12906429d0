import { describe, expect, test } from "vitest";
import type { Audio } from "../audio/audio.ts";
import { type EmotionName, emotionNames, type Intensity, intensities } from "./emotions.ts";
import { synthesise, type Utterance } from "./synthesise.ts";
import { vowel } from "./test-signals.ts";
import { type Voice, voices } from "./voices.ts";

const base: Utterance = {
  voice: voices[0],
  sentence: "kids",
  emotion: "neutral",
  intensity: "normal",
  take: 1,
  seed: 1,
};

/** F0 of voiced frames, Hz, by the normalised autocorrelation of 40 ms frames, 20 ms apart. */
function pitches({ samples, sampleRate }: Audio): number[] {
  const length = Math.round(0.04 * sampleRate);
  const shortest = Math.floor(sampleRate / 600);
  const longest = Math.ceil(sampleRate / 65);
  const found: number[] = [];
  const scores = new Float64Array(longest + 2);
  for (let at = 0; at + length + longest + 1 < samples.length; at += length >> 1) {
    let best = 0;
    for (let lag = shortest; lag <= longest + 1; lag++) {
      let cross = 0;
      let here = 1e-7;
      let there = 1e-7;
      for (let i = at; i < at + length; i++) {
        cross += samples[i] * samples[i + lag];
        here += samples[i] ** 2;
        there += samples[i + lag] ** 2;
      }
      scores[lag] = here < 1e-5 * length ? 0 : cross / Math.sqrt(here * there);
      best = Math.max(best, scores[lag]);
    }
    if (best < 0.8) continue;
    for (let lag = shortest + 1; lag <= longest; lag++) {
      // the first peak almost as high as the highest: not an octave below
      if (scores[lag] > 0.92 * best && scores[lag] >= scores[lag - 1] && scores[lag] >= scores[lag + 1]) {
        found.push(sampleRate / lag);
        break;
      }
    }
  }
  return found;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rmsDb({ samples }: Audio): number {
  return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

/**
 * Power of the second difference against power, dB: more where high frequencies are strong. Median of the
 * loudest quarter of 40 ms frames, so of vowels.
 */
function brightnessDb({ samples, sampleRate }: Audio): number {
  const length = Math.round(0.04 * sampleRate);
  const frames: { power: number; high: number }[] = [];
  for (let at = 2; at + length <= samples.length; at += length) {
    let power = 0;
    let high = 0;
    for (let i = at; i < at + length; i++) {
      power += samples[i] ** 2;
      high += (samples[i] - 2 * samples[i - 1] + samples[i - 2]) ** 2;
    }
    frames.push({ power, high });
  }
  const loud = frames.toSorted((a, b) => b.power - a.power).slice(0, frames.length >> 2);
  return median(loud.map(({ power, high }) => 10 * Math.log10(high / power)));
}

/** A measure of an emotion, averaged over four voices and three seeds (each with speakers of other habits). */
function average(
  emotion: EmotionName,
  measure: (audio: Audio, voice: Voice) => number,
  intensity: Intensity = "normal",
): number {
  return mean(
    voices
      .slice(0, 4)
      .flatMap((voice) =>
        [1, 2, 3].map((seed) => measure(synthesise({ ...base, voice, emotion, intensity, seed }), voice)),
      ),
  );
}

const semitonesAboveVoice = (audio: Audio, voice: Voice): number =>
  12 * Math.log2(median(pitches(audio)) / voice.f0Hz);
const seconds = (audio: Audio): number => audio.samples.length / audio.sampleRate;

describe("determinism", () => {
  test("the same utterance has the same bits", () => {
    expect(synthesise(base)).toEqual(synthesise({ ...base, sampleRate: 16000 }));
  });

  test.each<[string, Partial<Utterance>]>([
    ["seed", { seed: 2 }],
    ["take", { take: 2 }],
    ["intensity", { intensity: "strong" }],
    ["emotion", { emotion: "calm" }],
    ["sentence", { sentence: "dogs" }],
    ["voice", { voice: voices[1] }],
  ])("another %s gives another clip", (_what, change) => {
    expect(synthesise({ ...base, ...change }).samples).not.toEqual(synthesise(base).samples);
  });
});

describe("every clip", () => {
  for (const emotion of emotionNames) {
    test(`${emotion}: finite, unclipped, 1 to 2.7 s, quiet at both ends`, () => {
      for (const voice of voices) {
        for (const intensity of intensities) {
          const audio = synthesise({
            ...base,
            voice,
            emotion,
            intensity,
            sentence: "dogs",
            seed: voice.actor,
          });
          const { samples } = audio;
          expect(samples.every(Number.isFinite)).toBe(true);
          expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(
            10 ** -0.05,
          );
          expect(seconds(audio)).toBeGreaterThan(1);
          expect(seconds(audio)).toBeLessThan(2.7);
          expect(rmsDb({ ...audio, samples: samples.slice(0, 800) })).toBeLessThan(-55);
          expect(rmsDb({ ...audio, samples: samples.slice(-800) })).toBeLessThan(-55);
        }
      }
    });
  }

  test.each([8000, 22050, 44100, 48000])(
    "at %d Hz: as long, as loud and as high as at 16 kHz",
    (sampleRate) => {
      const reference = synthesise(base);
      const audio = synthesise({ ...base, sampleRate });
      expect(audio.sampleRate).toBe(sampleRate);
      expect(seconds(audio)).toBeCloseTo(seconds(reference), 2);
      expect(Math.abs(rmsDb(audio) - rmsDb(reference))).toBeLessThan(0.3);
      expect(median(pitches(audio)) / median(pitches(reference))).toBeCloseTo(1, 1);
    },
  );

  test.each([7999, 48001, Number.NaN])("refuses a sampling rate of %d", (sampleRate) => {
    expect(() => synthesise({ ...base, sampleRate })).toThrow(
      `synthesise: sampleRate: expected 8000 to 48000 Hz, got ${sampleRate}.`,
    );
  });
});

describe("pitch", () => {
  test.each([80, 150, 300])("the measure is right on a vowel of %d Hz", (f0Hz) => {
    expect(median(pitches(vowel({ f0Hz, seconds: 0.3 }))) / f0Hz).toBeCloseTo(1, 1);
  });

  for (const voice of voices) {
    test(`voice ${voice.actor} speaks neutrally at about ${voice.f0Hz} Hz`, () => {
      const measured = [1, 2, 3, 4, 5, 6].map((seed) =>
        semitonesAboveVoice(synthesise({ ...base, voice, seed }), voice),
      );
      expect(Math.abs(mean(measured))).toBeLessThan(1.5);
    });
  }
});

describe("emotions differ as they are meant to", () => {
  test("pitch: surprised, fearful and happy above neutral, disgust below", () => {
    const neutral = average("neutral", semitonesAboveVoice);
    for (const emotion of ["surprised", "fearful", "happy"] as const) {
      expect(average(emotion, semitonesAboveVoice), emotion).toBeGreaterThan(neutral + 1.5);
    }
    expect(average("disgust", semitonesAboveVoice)).toBeLessThan(neutral - 1);
  });

  test("the end: surprised rises, sad falls", () => {
    const rise = (audio: Audio): number => {
      const all = pitches(audio);
      return 12 * Math.log2(median(all.slice(-8)) / median(all));
    };
    expect(average("surprised", rise)).toBeGreaterThan(1);
    expect(average("sad", rise)).toBeLessThan(-1);
  });

  test("range: surprised and happy wide, sad narrow", () => {
    const spread = (audio: Audio): number => {
      const all = pitches(audio).toSorted((a, b) => a - b);
      return 12 * Math.log2(all[Math.floor(0.9 * all.length)] / all[Math.floor(0.3 * all.length)]);
    };
    const neutral = average("neutral", spread);
    expect(average("surprised", spread)).toBeGreaterThan(neutral + 1);
    expect(average("happy", spread)).toBeGreaterThan(neutral + 0.5);
    expect(average("sad", spread)).toBeLessThan(neutral);
  });

  test("loudness: angry above neutral above calm above sad", () => {
    const [angry, neutral, calm, sad] = (["angry", "neutral", "calm", "sad"] as const).map((emotion) =>
      average(emotion, rmsDb),
    );
    expect(angry).toBeGreaterThan(neutral + 4);
    expect(neutral).toBeGreaterThan(calm + 1);
    expect(calm).toBeGreaterThan(sad + 1);
  });

  test("tempo: fearful shorter than neutral, sad and disgust longer", () => {
    const neutral = average("neutral", seconds);
    expect(average("fearful", seconds)).toBeLessThan(0.95 * neutral);
    expect(average("sad", seconds)).toBeGreaterThan(1.1 * neutral);
    expect(average("disgust", seconds)).toBeGreaterThan(1.05 * neutral);
  });

  test("timbre: angry bright, sad dull", () => {
    const neutral = average("neutral", brightnessDb);
    expect(average("angry", brightnessDb)).toBeGreaterThan(neutral + 1);
    expect(average("sad", brightnessDb)).toBeLessThan(neutral);
  });

  test("strong is further from neutral than normal", () => {
    expect(average("angry", rmsDb, "strong")).toBeGreaterThan(average("angry", rmsDb) + 2);
    expect(average("sad", seconds, "strong")).toBeGreaterThan(1.04 * average("sad", seconds));
  });
});
