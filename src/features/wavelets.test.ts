/** Features of wavelets; their golden values are compared in golden.test.ts. */
import { describe, expect, test } from "vitest";
import { goldenSignal } from "../../test/golden-signals.ts";
import type { Audio } from "../audio/audio.ts";
import { parseParams } from "../base/params.ts";
import type { Feature } from "./feature.ts";
import { features } from "./index.ts";

function extract(id: string, audio: Audio, params: object): Feature {
  const definition = features.find(id);
  return definition.extract(audio, parseParams(id, definition.params, params));
}

const vowel = { samples: goldenSignal("vowel", 4000, 16000), sampleRate: 16000 };

test("sub-bands lie below each other at the same times: a click is in the same frame of all", () => {
  const samples = new Float32Array(16384);
  samples[10 * 512] = 1;
  const { shape, data } = extract(
    "w-mfcc-bands",
    { samples, sampleRate: 16000 },
    { splits: 3, nMfcc: 1, nFft: 512, nMels: 8 },
  );
  expect(shape).toEqual([4, 33]);
  for (let band = 0; band < 4; band++) {
    const row = data.subarray(band * 33, (band + 1) * 33);
    expect(row.indexOf(Math.max(...row)), `sub-band ${band}`).toBe(10);
  }
});

describe("what does not fit is refused by name", () => {
  const cases: [string, object, string][] = [
    [
      "w-mfcc-bands",
      { hopSamples: 500, splits: 3 },
      "hopSamples: expected a multiple of 8 for 3 splits, got 500.",
    ],
    ["w-mfcc-bands", { nFft: 1001 }, "nFft: expected a multiple of 4 for 2 splits, got 1001."],
    ["w-mfcc-bands", { winSamples: 1001 }, "winSamples: expected a multiple of 4 for 2 splits, got 1001."],
    [
      "gabor-scalogram",
      { maxHz: 9000 },
      "maxHz: expected at most half the sampling rate (8000 Hz), got 9000.",
    ],
    ["gabor-scalogram", { minHz: 5000 }, "minHz: expected less than maxHz (4000 Hz), got 5000."],
    ["gabor-mfcc", { nMfcc: 41, bands: 40 }, "nMfcc: expected at most the number of bands (40), got 41."],
  ];
  for (const [id, params, message] of cases) {
    test(`${id} ${JSON.stringify(params)}`, () => {
      expect(() => extract(id, vowel, params)).toThrow(message);
    });
  }
});
