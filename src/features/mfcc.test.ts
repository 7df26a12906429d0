import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { goldenSignal } from "../../test/golden-signals.ts";
import { AudioError, ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { features } from "./index.ts";

const audio = { samples: goldenSignal("vowel", 4000, 16000), sampleRate: 16000 };

function extract(id: string, params: object, from = audio) {
  const feature = features.find(id);
  return feature.extract(from, parseParams(`feature ${id}`, feature.params, params));
}

test("deltas are rows below the coefficients, which stay as they are", () => {
  const plain = extract("mfcc", { nMfcc: 5, hopSamples: 100 });
  const withDeltas = extract("mfcc", { nMfcc: 5, hopSamples: 100, deltas: 2 });
  expect(plain.shape).toEqual([5, 41]);
  expect(withDeltas.shape).toEqual([15, 41]);
  expect(withDeltas.data.subarray(0, 5 * 41)).toEqual(plain.data);
});

test("deltas of fewer than 9 frames repeat the edge frames: a constant has none", () => {
  const silence = { samples: new Float32Array(100), sampleRate: 16000 };
  const { shape, data } = extract("mfcc", { nMfcc: 4, deltas: 1 }, silence);
  expect(shape).toEqual([8, 1]);
  assertClose(data.subarray(4), [0, 0, 0, 0], { absolute: 1e-12 });
});

test("a mel spectrogram is [band, frame]: a tone fills its own band over time", () => {
  const samples = Float32Array.from({ length: 8000 }, (_, n) => Math.sin((2 * Math.PI * 1000 * n) / 16000));
  const { shape, data } = extract("mel", { nMels: 20 }, { samples, sampleRate: 16000 });
  const [bands, frames] = shape;
  const middle = Array.from({ length: bands }, (_, band) => data[band * frames + 8]);
  expect(middle.indexOf(Math.max(...middle))).toBe(6); // bands lie 142 Hz apart up to 1 kHz
});

describe("what does not fit is refused by name", () => {
  const cases: [string, object, typeof ConfigError | typeof AudioError, string][] = [
    ["mfcc", { nMfcc: 41, nMels: 40 }, ConfigError, "nMfcc: expected at most nMels (40), got 41."],
    [
      "mfcc",
      { fmaxHz: 9000 },
      ConfigError,
      "fmaxHz: expected at most half the sampling rate (8000 Hz), got 9000.",
    ],
    [
      "mel",
      { nFft: 256, winSamples: 300, nMels: 20 },
      ConfigError,
      "winSamples: expected at most nFft (256), got 300.",
    ],
    [
      "mfcc",
      { center: false, nFft: 8192 },
      AudioError,
      "the audio has 4000 samples; expected at least 8192 for one frame",
    ],
    [
      "mfcc",
      { deltas: 3 },
      ConfigError,
      "feature mfcc: deltas: invalid option: expected one of 0|1|2; got 3.",
    ],
    [
      "w-mfcc",
      { wavelet: "haar" },
      ConfigError,
      'feature w-mfcc: wavelet: invalid option: expected one of "db1"|',
    ],
  ];
  for (const [id, params, kind, message] of cases) {
    test(`${id} ${JSON.stringify(params)}`, () => {
      expect(() => extract(id, params)).toThrow(kind);
      expect(() => extract(id, params)).toThrow(message);
    });
  }
  test("w-mfcc of a clip that is too short for its splits", () => {
    const short = { samples: audio.samples.slice(0, 100), sampleRate: 16000 };
    expect(() => extract("w-mfcc", { splits: 5 }, short)).toThrow(
      "the audio has 100 samples; expected at least 224 for 5 splits with db4, or at most 3 splits.",
    );
    expect(extract("w-mfcc", { splits: 3 }, short).shape).toEqual([20, 1]);
  });
});
