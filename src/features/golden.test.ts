/** All features against librosa, PyWavelets and SciPy: golden values of tools/golden/{features,lpc,spectral}.py. */
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import cepstral from "../../test/golden/features.json" with { type: "json" };
import prediction from "../../test/golden/lpc.json" with { type: "json" };
import spectral from "../../test/golden/spectral.json" with { type: "json" };
import { goldenSignal, SIGNAL_NAMES } from "../../test/golden-signals.ts";
import { parseParams } from "../base/params.ts";
import { features } from "./index.ts";

const goldenCases = [...cepstral.cases, ...prediction.cases, ...spectral.cases];

describe("against librosa 0.11 and PyWavelets 1.8", () => {
  for (const { feature: id, signal, samples, sampleRate, params, shape, data } of goldenCases) {
    test(`${id} of ${samples} samples of ${signal} at ${sampleRate} Hz, ${JSON.stringify(params)}`, () => {
      const name = SIGNAL_NAMES.find((one) => one === signal);
      if (name === undefined) throw new Error(signal);
      const definition = features.get(id);
      const audio = { samples: goldenSignal(name, samples, sampleRate), sampleRate };
      const feature = definition.extract(audio, parseParams(id, definition.params, params));
      expect(feature.shape).toEqual(shape);
      assertClose(feature.data, data, { relative: 2e-6, absolute: 1e-12 });
    });
  }
});

test("every parameter has a golden value at another than its default", () => {
  const covered = new Set(goldenCases.flatMap((one) => Object.keys(one.params)));
  const known = new Set(goldenCases.flatMap((one) => Object.keys(features.get(one.feature).params.shape)));
  expect(covered).toEqual(known);
});
