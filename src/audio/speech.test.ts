import { describe, expect, test } from "vitest";
import { NoSpeechError, TooShortError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import { emotionNames, noise, silence, sweep, synthesise, tone, voices, vowel } from "../synth/index.ts";
import type { Audio } from "./audio.ts";
import { assertSpeech, speechActivity } from "./speech.ts";

const RATE = 16_000;
const SECONDS = 3;

function sound(of: (s: number) => number): Audio {
  const samples = Float32Array.from({ length: SECONDS * RATE }, (_, i) => 0.2 * of(i / RATE));
  return { samples, sampleRate: RATE };
}

/** Harmonics that fade, as of a string. */
function string(hz: number, s: number, fade = 2): number {
  let sum = 0;
  for (let h = 1; h <= 8; h++) sum += Math.sin(2 * Math.PI * h * hz * s) / h;
  return 0.4 * sum * Math.exp(-fade * s);
}

const semitones = (n: number): number => 220 * 2 ** (n / 12);
const random = createRandom(5);
const notes = Array.from({ length: 12 }, () => Math.floor(24 * random.uniform()) - 12);
const melody = sound((s) => string(semitones(notes[Math.floor(4 * s)]), s % 0.25, 5));

const SOUNDS: Record<string, [Audio, RegExp]> = {
  silence: [silence({ seconds: SECONDS }), /nothing in it is louder than -65 dBFS/],
  "white noise": [noise({ seconds: SECONDS }), /it is noise: hardly anything/],
  "noise in waves": [sound((s) => (1 + Math.sin(25 * s)) * (2 * random.uniform() - 1)), /it is noise: /],
  "a sine": [tone({ seconds: SECONDS }), /its tones stand still or leap/],
  "a sweep": [sweep({ seconds: SECONDS, fromHz: 100, toHz: 400 }), /its tones/],
  beeps: [sound((s) => (s % 0.5 < 0.25 ? Math.sin(2 * Math.PI * 800 * s) : 0)), /no speech/],
  hum: [sound((s) => string(50, s, 0)), /its tones stand still or leap/],
  "a chord": [sound((s) => [0, 4, 7].reduce((sum, n) => sum + string(semitones(n), s) / 3, 0)), /no speech/],
  "a string": [sound((s) => string(220, s)), /its tones stand still or leap/],
  melody: [melody, /its tones stand still or leap/],
  "chords, one after the other": [
    sound((s) =>
      [0, 4, 7].reduce((sum, n) => sum + string(semitones(n + notes[Math.floor(2 * s)]), s % 0.5) / 3, 0),
    ),
    /no speech/,
  ],
  "a vowel without end": [vowel({ seconds: SECONDS }), /no speech/],
};

describe("nobody speaks in", () => {
  for (const [name, [audio, why]] of Object.entries(SOUNDS)) {
    test(name, () => {
      const check = () => assertSpeech(audio, "a.wav");
      expect(check).toThrow(NoSpeechError);
      expect(check).toThrow(/^a\.wav: no speech: /);
      expect(check).toThrow(why);
    });
  }
});

describe("somebody speaks in", () => {
  for (const voice of voices) {
    for (const emotion of emotionNames) {
      const utterance = { voice, sentence: "kids", emotion, intensity: "normal", take: 1, seed: 1 } as const;
      test(`what ${voice.actor} says, ${emotion}, in noise too`, () => {
        const audio = synthesise(utterance);
        expect(() => assertSpeech(audio, "a.wav")).not.toThrow();
        const level = Math.sqrt(audio.samples.reduce((sum, x) => sum + x * x, 0) / audio.samples.length);
        const noisy = audio.samples.map((x) => x + 0.55 * level * (2 * random.uniform() - 1)); // 10 dB
        expect(() => assertSpeech({ ...audio, samples: noisy }, "a.wav")).not.toThrow();
      });
    }
  }

  test("the distance, a few seconds after who is near", () => {
    const [near, far] = [voices[0], voices[1]].map((voice) =>
      synthesise({ voice, sentence: "kids", emotion: "happy", intensity: "normal", take: 1, seed: 1 }),
    );
    const samples = new Float32Array(10 * RATE);
    samples.set(near.samples);
    samples.set(
      far.samples.map((x) => x / 60),
      7 * RATE,
    );
    const { frames } = speechActivity({ samples, sampleRate: RATE });
    expect(frames.subarray(0, 300)).toContain(1);
    expect(frames.subarray(700)).toContain(1);
  });

  test("a long recording, at its end", () => {
    const spoken = synthesise({
      voice: voices[0],
      sentence: "kids",
      emotion: "angry",
      intensity: "normal",
      take: 1,
      seed: 1,
    });
    const rate = spoken.sampleRate;
    const samples = new Float32Array(40 * rate);
    samples.set(spoken.samples, 35 * rate);
    expect(() => assertSpeech({ samples, sampleRate: rate }, "a.wav")).not.toThrow();
    const frames = speechActivity({ samples, sampleRate: rate }).frames;
    expect(frames.subarray(0, 3400).some((one) => one === 1)).toBe(false);
    expect(frames.length).toBe(4001);
  });
});

describe("somebody speaks too little in", () => {
  const { samples, sampleRate } = synthesise({
    voice: voices[0],
    sentence: "kids",
    emotion: "angry",
    intensity: "normal",
    take: 1,
    seed: 1,
  });
  const from = speechActivity({ samples, sampleRate }).frames.indexOf(1) / 100 - 0.05;
  const cut = (seconds: number): Audio => ({
    samples: samples.slice(from * sampleRate, (from + seconds) * sampleRate),
    sampleRate,
  });

  test("a piece of a word", () => {
    const check = () => assertSpeech(cut(0.35), "a.wav");
    expect(check).toThrow(TooShortError);
    expect(check).toThrow(/^a\.wav: too short: 0\.[123]\d s of speech; expected at least 0\.4 s/);
  });

  test("but not in a few words, nor in pieces of words again and again", () => {
    expect(() => assertSpeech(cut(1.2), "a.wav")).not.toThrow();
    const piece = cut(0.35).samples;
    const again = new Float32Array(12 * sampleRate);
    for (let at = 0; at < 12; at += 2) again.set(piece, at * sampleRate);
    expect(() => assertSpeech({ samples: again, sampleRate }, "a.wav")).not.toThrow();
  });
});
