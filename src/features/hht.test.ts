/** Features of the Hilbert-Huang transform; their golden values are compared in golden.test.ts. */
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
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

test("the modes' spectra add up to the spectrum", () => {
  const all = extract("hilbert-spectrum", vowel, { bins: 20 });
  const { shape, data } = extract("imf-spectrum", vowel, { bins: 20 });
  const size = all.data.length;
  const sum = Float32Array.from({ length: size }, (_, i) => {
    let total = 0;
    for (let imf = 0; imf < shape[0]; imf++) total += data[imf * size + i];
    return total;
  });
  assertClose(sum, all.data, { relative: 1e-6 });
});

test("a tone's energy, its squared amplitude, lies in the bin of its frequency", () => {
  const samples = Float32Array.from(
    { length: 8192 },
    (_, n) => 0.5 * Math.sin((2 * Math.PI * 1100 * n) / 16000),
  );
  const { shape, data } = extract(
    "hilbert-spectrum",
    { samples, sampleRate: 16000 },
    { bins: 8, maxHz: 4000 },
  );
  expect(shape).toEqual([8, 16]);
  const middle = Array.from({ length: 8 }, (_, bin) => data[bin * 16 + 8]);
  assertClose(middle, [0, 0, 0.25, 0, 0, 0, 0, 0], { absolute: 1e-3 });
});

describe("what does not fit is refused by name", () => {
  const cases: [string, object, string][] = [
    [
      "hilbert-spectrum",
      { maxHz: 9000 },
      "maxHz: expected at most half the sampling rate (8000 Hz), got 9000.",
    ],
    ["imf-spectrum", { minHz: 3000, maxHz: 3000 }, "minHz: expected less than maxHz (3000 Hz), got 3000."],
    ["h-mfcc", { nMfcc: 41, bins: 40 }, "nMfcc: expected at most the number of bands (40), got 41."],
    ["imf-stats", { maxIterations: 1, sdThreshold: 0.001 }, "sifting: mode 1 did not settle in 1 step"],
  ];
  for (const [id, params, message] of cases) {
    test(`${id} ${JSON.stringify(params)}`, () => {
      expect(() => extract(id, vowel, params)).toThrow(message);
    });
  }
});
