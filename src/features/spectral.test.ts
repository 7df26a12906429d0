import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { goldenSignal } from "../../test/golden-signals.ts";
import { ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { features } from "./index.ts";

const RATE = 16000;
const tone = (hz: number, n = 8000) => ({
  samples: Float32Array.from({ length: n }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / RATE)),
  sampleRate: RATE,
});

function extract(id: string, params: object, audio = tone(1000)) {
  const feature = features.find(id);
  return feature.extract(audio, parseParams(`feature ${id}`, feature.params, params));
}
const middle = ({ shape, data }: { shape: readonly number[]; data: Float32Array }): number[] =>
  Array.from({ length: shape[0] }, (_, row) => data[row * shape[1] + (shape[1] >> 1)]);

test("a tone: its frequency, no width, its level and its zero crossings", () => {
  const descriptors = ["centroid", "bandwidth", "rolloff", "rms", "zero-crossing-rate"];
  const [centroid, bandwidth, rolloff, rms, crossings] = middle(extract("spectral", { descriptors }));
  expect(centroid).toBeCloseTo(1000, 0);
  expect(bandwidth).toBeLessThan(20);
  expect(rolloff).toBe(1007.8125); // the bin above
  expect(rms).toBeCloseTo(0.5 / Math.SQRT2, 3);
  expect(crossings).toBeCloseTo(2000 / RATE, 2);
});

test("the roll-off at 1 % lies near the fundamental of a harmonic sound", () => {
  const samples = new Float32Array(8000);
  for (let h = 1; h <= 30; h++)
    samples.forEach((_, n) => {
      samples[n] += (0.1 / h) * Math.sin((2 * Math.PI * 150 * h * n) / RATE);
    });
  const params = { descriptors: ["rolloff"], rolloffShares: [0.01, 0.9] };
  const [f0, upper] = middle(extract("spectral", params, { samples, sampleRate: RATE }));
  expect(Math.abs(f0 - 150)).toBeLessThan(20);
  expect(upper).toBeGreaterThan(1000);
});

test("rows come in the order of the descriptors", () => {
  const both = extract("spectral", { descriptors: ["rms", "centroid"] });
  const swapped = extract("spectral", { descriptors: ["centroid", "rms"] });
  expect(middle(both)).toEqual(middle(swapped).reverse());
});

test("an A fills its own pitch class, whatever its octave, and the tuning follows it", () => {
  for (const hz of [220, 440, 880]) {
    const classes = middle(extract("chroma", {}, tone(hz)));
    expect(classes.indexOf(Math.max(...classes))).toBe(9);
  }
  const sharp = 440 * 2 ** (0.3 / 12);
  assertClose(extract("chroma", {}, tone(sharp)).data, extract("chroma", { tuning: 0.3 }, tone(sharp)).data, {
    absolute: 0.05,
  });
});

test("PCEN hardly changes with level, where the mel spectrogram grows", () => {
  const audio = { samples: goldenSignal("noise", 8000, RATE), sampleRate: RATE };
  const loud = { ...audio, samples: audio.samples.map((x) => 3 * x) };
  const quiet = extract("pcen", { gain: 1 }, audio).data;
  assertClose(extract("pcen", { gain: 1 }, loud).data.subarray(0, 100), quiet.subarray(0, 100), {
    relative: 0.01,
  });
});

describe("what does not fit is refused by name", () => {
  const cases: [string, object, string][] = [
    ["spectral", { descriptors: ["rms", "rms"] }, "descriptors: expected each once, got rms, rms."],
    [
      "spectral",
      { rolloffShares: [1] },
      "feature spectral: rolloffShares.0: too big: expected number to be <1",
    ],
    [
      "spectral-contrast",
      { nBands: 7 },
      "band 7 begins at 12800 Hz; expected less than half the sampling rate",
    ],
    ["spectral-contrast", { nFft: 64, fminHz: 50 }, "the band from 0 to 50 Hz holds no bin of 250 Hz."],
    ["chroma", { nFft: 256, winSamples: 300 }, "winSamples: expected at most nFft (256), got 300."],
  ];
  for (const [id, params, message] of cases) {
    test(`${id} ${JSON.stringify(params)}`, () => {
      expect(() => extract(id, params)).toThrow(ConfigError);
      expect(() => extract(id, params)).toThrow(message);
    });
  }
});
