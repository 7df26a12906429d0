import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { goldenSignal } from "../../test/golden-signals.ts";
import { ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { pitch } from "./pitch.ts";

const RATE = 16000;

function extract(params: object, samples: Float32Array<ArrayBuffer>, sampleRate = RATE) {
  const { shape, data } = pitch.extract(
    { samples, sampleRate },
    parseParams("feature pitch", pitch.params, params),
  );
  const frames = shape[1];
  return {
    f0: [...data.subarray(0, frames)],
    voiced: [...data.subarray(frames, 2 * frames)],
    probability: [...data.subarray(2 * frames)],
  };
}

/** Saw-like tones with silence between them: [Hz, seconds] each, 0 Hz for silence. */
function tones(...parts: readonly [hz: number, seconds: number][]): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    parts.flatMap(([hz, seconds]) =>
      Array.from({ length: seconds * RATE }, (_, n) => {
        let sum = 0;
        for (let h = 1; h <= 8; h++) sum += Math.sin((2 * Math.PI * h * hz * n) / RATE) / h;
        return 0.3 * sum;
      }),
    ),
  );
}

test("tones have their pitch to a bin, silence is unvoiced", () => {
  const { f0, voiced, probability } = extract({}, tones([0, 0.5], [150, 0.5], [0, 0.5]));
  expect(voiced.slice(2, 13).every((flag) => flag === 0)).toBe(true);
  expect(voiced[24]).toBe(1);
  expect(Math.abs(f0[24] - 150)).toBeLessThan(1);
  expect(f0[5]).toBe(0);
  expect(probability[5]).toBe(0);
  expect(probability[24]).toBeGreaterThan(0.9);
});

test("between voiced frames a line, before and after them their pitch", () => {
  const samples = tones([0, 0.5], [150, 0.5], [0, 0.3], [300, 0.5], [0, 0.5]);
  const plain = extract({}, samples);
  const { f0, voiced } = extract({ unvoiced: "interpolate" }, samples);
  const first = voiced.indexOf(1);
  const last = voiced.lastIndexOf(1);
  expect(f0.slice(0, first)).toEqual(f0.slice(0, first).fill(f0[first]));
  expect(f0.slice(last)).toEqual(f0.slice(last).fill(f0[last]));
  const from = voiced.indexOf(0, first);
  const to = voiced.indexOf(1, from);
  const steps = f0.slice(from, to + 1).map((hz, i) => hz - f0[from + i - 1]);
  assertClose(
    steps,
    steps.map(() => steps[0]),
    { absolute: 1e-3 },
  );
  expect(steps[0]).toBeGreaterThan(5);
  plain.voiced.forEach((flag, frame) => {
    if (flag === 1) expect(f0[frame]).toBe(plain.f0[frame]);
    else expect(plain.f0[frame]).toBe(0);
  });
});

test("semitones are counted from A0, and nothing voiced is 0 throughout", () => {
  const { f0 } = extract({ unit: "semitones" }, tones([220, 0.5]));
  expect(f0[8]).toBeCloseTo(36, 0);
  expect(new Set(extract({ unvoiced: "interpolate" }, new Float32Array(4000)).f0)).toEqual(new Set([0]));
});

describe("ranges that do not fit are refused", () => {
  const vowel = goldenSignal("vowel", 4000, RATE);
  test.each([
    [{ fmaxHz: 9000 }, "fmaxHz: expected at most half the sampling rate (8000 Hz), got 9000."],
    [{ fminHz: 600 }, "fminHz: expected less than fmaxHz (600 Hz), got 600."],
    [{ frameSamples: 200 }, "frameSamples: expected at least 269 for a pitch of 60 Hz at 16000 Hz, got 200."],
  ])("%j", (params, message) => {
    expect(() => extract(params, vowel)).toThrow(ConfigError);
    expect(() => extract(params, vowel)).toThrow(message);
  });
  test("the smallest frame that is asked for works", () => {
    expect(extract({ frameSamples: 269 }, vowel).f0.length).toBe(8);
  });
});
