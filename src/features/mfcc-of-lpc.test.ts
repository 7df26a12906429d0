import { expect, test } from "vitest";
import { goldenSignal } from "../../test/golden-signals.ts";
import { AudioError, ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { mfccOfLpc } from "./mfcc-of-lpc.ts";

const extract = (params: object, samples = goldenSignal("vowel", 4000, 16000)) =>
  mfccOfLpc.extract({ samples, sampleRate: 16000 }, parseParams("feature", mfccOfLpc.params, params));

test("a clip of any length gives one frame; windows give as many as their weights make", () => {
  expect(extract({}).shape).toEqual([20, 1]);
  expect(extract({}, goldenSignal("vowel", 20000, 16000)).shape).toEqual([20, 1]);
  // 40 windows of 17 weights: 680 samples
  expect(extract({ windowSamples: 100 }).shape).toEqual([20, 2]);
  expect(extract({ deltas: 1 }).shape).toEqual([40, 1]);
});

test("too short a clip, or window, is refused", () => {
  const short = new Float32Array(16);
  expect(() => extract({}, short)).toThrow(AudioError);
  expect(() => extract({}, short)).toThrow(
    "the audio has 16 samples; expected at least 17 for the order 16. Leave the clip out.",
  );
  expect(extract({}, new Float32Array(17)).shape).toEqual([20, 1]);
  expect(() => extract({ windowSamples: 5000 })).toThrow("expected at least 5000 for one window.");
  expect(() => extract({ windowSamples: 16 })).toThrow(ConfigError);
  expect(() => extract({ windowSamples: 16 })).toThrow(
    "order: expected less than windowSamples (16), got 16.",
  );
});
