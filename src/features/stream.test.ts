import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { synthesise, voices } from "../synth/index.ts";
import { extractFeature } from "./recipe.ts";
import { createFeatureStream, type FeatureStream } from "./stream.ts";

const speech = synthesise({
  ...{ voice: voices[2], sentence: "dogs", emotion: "happy", intensity: "normal", take: 1, seed: 1 },
} as const);
/** It begins with its loudest sound, so that the floor of decibels is known from the first frame on. */
const loudest = Float32Array.from({ length: 2048 }, (_, i) => Math.exp(-i / 40) * Math.cos(i / 3));
const samples = Float32Array.from([...loudest, ...speech.samples]);
const audio = { samples, sampleRate: speech.sampleRate };

/** [row, frame] of all that a stream gives. */
function columnsOf(stream: FeatureStream, all: Float32Array, sizes: readonly number[]): number[][] {
  const parts = [];
  for (let at = 0, i = 0; at < all.length; at += sizes[i % sizes.length], i++) {
    parts.push(stream.push(all.subarray(at, at + sizes[i % sizes.length])));
  }
  parts.push(stream.end());
  return parts.flatMap(({ data, shape: [rows, cols] }) =>
    Array.from({ length: cols }, (_, t) => Array.from({ length: rows }, (_, row) => data[row * cols + t])),
  );
}

const SPECTRUM = { nFft: 512, hopSamples: 160, nMels: 40 };
const STEPS = [
  { id: "mel", params: SPECTRUM },
  { id: "mel", params: { ...SPECTRUM, power: 1, center: false } },
  { id: "mel", params: { ...SPECTRUM, hopSamples: 700, decibels: true } },
  { id: "mel", params: { ...SPECTRUM, nFft: 400, winSamples: 300 } },
  { id: "mfcc", params: { ...SPECTRUM, nMfcc: 13 } },
  { id: "mfcc", params: { ...SPECTRUM, nMfcc: 5, deltas: 2 } },
] as const;

describe("chunk in, frames out: as of the whole recording", () => {
  for (const step of STEPS) {
    test(`${step.id} ${JSON.stringify(step.params)}`, () => {
      const { data, shape } = extractFeature(audio, step);
      const [rows, cols] = shape;
      const expected = Array.from({ length: cols }, (_, t) =>
        Array.from({ length: rows }, (_, row) => data[row * cols + t]),
      );
      const size = fc.integer({ min: 1, max: 9000 });
      fc.assert(
        fc.property(fc.array(size, { minLength: 1, maxLength: 5 }), (sizes) => {
          fc.pre(sizes.reduce((a, b) => a + b) > 300);
          expect(columnsOf(createFeatureStream(step, audio.sampleRate), samples, sizes)).toEqual(expected);
        }),
        { numRuns: 8 },
      );
    });
  }

  test("a stream of fewer frames than a Δ looks at", () => {
    const step = { id: "mfcc", params: { ...SPECTRUM, nMfcc: 3, deltas: 1 } };
    const short = samples.subarray(0, 900);
    const { data, shape } = extractFeature({ ...audio, samples: short.slice() }, step);
    const given = columnsOf(createFeatureStream(step, audio.sampleRate), short, [100]);
    expect(given.map((column) => column[4])).toEqual([...data.subarray(4 * shape[1], 5 * shape[1])]);
  });
});

test("frames come as soon as their samples are there", () => {
  const stream = createFeatureStream({ id: "mel", params: SPECTRUM }, 16_000);
  expect(stream.push(samples.subarray(0, 255)).shape).toEqual([40, 0]);
  expect(stream.push(samples.subarray(255, 256)).shape).toEqual([40, 1]);
  expect(stream.push(samples.subarray(256, 256 + 1600)).shape).toEqual([40, 10]);
});

test("what cannot be streamed is told of", () => {
  expect(() => createFeatureStream({ id: "egemaps" }, 16_000)).toThrow(
    "feature egemaps: cannot be streamed: it looks at whole recordings; expected mel or mfcc.",
  );
  expect(() => createFeatureStream({ id: "mfcc", params: { lifter: 22 } }, 16_000)).toThrow(
    "lifter: expected 0 in a stream, got 22.",
  );
});
