import { expect, test } from "vitest";
import { createRandom } from "../base/random.ts";
import { firstConsonant } from "./first-consonant.ts";

const RATE = 16000;
const PARAMS = firstConsonant.params.parse({});

/** 0.3 s of silence, then the consonant, then 0.4 s of a vowel. */
function syllable(consonant: Float32Array, sampleRate = RATE): Float32Array<ArrayBuffer> {
  const vowel = Float32Array.from({ length: Math.round(0.4 * sampleRate) }, (_, i) =>
    [1, 2, 3, 4, 5, 6].reduce(
      (sum, k) => sum + (0.2 / k) * Math.cos((2 * Math.PI * 150 * k * i) / sampleRate + k),
      0,
    ),
  );
  const start = Math.round(0.3 * sampleRate);
  const samples = new Float32Array(start + consonant.length + vowel.length);
  samples.set(consonant, start);
  samples.set(vowel, start + consonant.length);
  return samples;
}

/** A burst and breath. */
function hiss(seconds: number): Float32Array<ArrayBuffer> {
  const random = createRandom(1);
  return Float32Array.from({ length: Math.round(seconds * RATE) }, () => 0.06 * random.normal());
}

/** A voice behind closed lips. */
function hum(seconds: number): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * RATE) },
    (_, i) => 0.03 * Math.sin((2 * Math.PI * 120 * i) / RATE),
  );
}

const describeStart = (samples: Float32Array<ArrayBuffer>, sampleRate = RATE, params = PARAMS) => {
  const [duration, voiced, periodicity, low, centroidHz, levelDb] = firstConsonant.extract(
    { samples, sampleRate },
    params,
  ).data;
  return { duration, voiced, periodicity, low, centroidHz, levelDb };
};

test("an unvoiced consonant is a high hiss, a voiced one a low hum", () => {
  const k = describeStart(syllable(hiss(0.08)));
  const d = describeStart(syllable(hum(0.08)));
  for (const { duration } of [k, d]) expect(Math.abs(duration - 0.08)).toBeLessThan(0.03);
  expect(k.voiced).toBeLessThan(0.4);
  expect(d.voiced).toBeGreaterThan(0.75);
  expect(k.low).toBeLessThan(0.4);
  expect(d.low).toBeGreaterThan(0.8);
  expect(k.centroidHz).toBeGreaterThan(2500);
  expect(d.centroidHz).toBeLessThan(600);
  expect(d.periodicity).toBeGreaterThan(k.periodicity + 0.3);
  for (const { levelDb } of [k, d]) expect(levelDb).toBeLessThan(-5);
});

test("how loud it is changes nothing", () => {
  const samples = syllable(hiss(0.08));
  const loud = describeStart(samples);
  const quiet = describeStart(samples.map((one) => one / 100));
  for (const [name, value] of Object.entries(loud)) {
    expect(Object.entries(quiet).find(([one]) => one === name)?.[1]).toBeCloseTo(value, 2);
  }
});

test("silence, hiss alone and a vowel without anything before it are zeros", () => {
  expect([
    ...firstConsonant.extract({ samples: new Float32Array(8000), sampleRate: RATE }, PARAMS).data,
  ]).toEqual(Array(6).fill(0));
  expect(describeStart(hiss(0.5)).duration).toBe(0);
  const soon = describeStart(syllable(new Float32Array(0)));
  expect(soon.duration).toBeLessThan(0.03);
});

test("how far it is looked for, and what counts as speech", () => {
  const long = syllable(hiss(0.4));
  expect(describeStart(long).duration).toBeCloseTo(0.25, 5);
  expect(describeStart(long, RATE, { ...PARAMS, maxSeconds: 0.1 }).duration).toBeCloseTo(0.1, 5);
  const faint = syllable(hiss(0.08).map((one) => one / 20));
  expect(describeStart(faint, RATE, { ...PARAMS, onsetDb: 60 }).duration).toBeGreaterThan(0.05);
  expect(describeStart(faint, RATE, { ...PARAMS, onsetDb: 20 }).duration).toBeLessThan(0.04);
  const rising = syllable(hiss(0.08)).map((one, i, all) => one * Math.min(1, i / all.length) ** 2);
  const late = describeStart(rising, RATE, { ...PARAMS, maxSeconds: 1, vowelDb: 3 }).duration;
  expect(late).toBeGreaterThan(describeStart(rising).duration + 0.05);
});

test.each([8000, 96000])("at %i Hz", (rate) => {
  const random = createRandom(2);
  const breath = Float32Array.from({ length: Math.round(0.08 * rate) }, () => 0.06 * random.normal());
  const { duration, voiced } = describeStart(syllable(breath, rate), rate);
  expect(Math.abs(duration - 0.08)).toBeLessThan(0.03);
  expect(voiced).toBeLessThan(0.5);
});
