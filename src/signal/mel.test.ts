import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/signal.json" with { type: "json" };
import { lcgNoise } from "../../test/golden-signals.ts";
import { ConfigError } from "../base/errors.ts";
import { applyMel, hzToMel, MEL_DEFAULTS, melFilterBank, melToHz } from "./mel.ts";

describe("against librosa.filters.mel", () => {
  for (const { sampleRate, nFft, settings, weightSums, bands } of golden.mel) {
    test(`${settings.nMels} bands, htk ${settings.htk}, norm ${settings.melNorm}`, () => {
      const bank = melFilterBank(sampleRate, nFft, {
        ...settings,
        melNorm: settings.melNorm === "none" ? "none" : "slaney",
      });
      const sums = Array.from({ length: bank.nBands }, (_, band) =>
        bank.weights.subarray(bank.offset[band], bank.offset[band + 1]).reduce((a, b) => a + b),
      );
      assertClose(sums, weightSums, { relative: 1e-8 }, "sums of weights");
      const power = lcgNoise(bank.nBins, 5).map((value) => value * value);
      const got = new Float64Array(bank.nBands);
      applyMel(bank, power, got);
      assertClose(got, bands, { relative: 1e-8 }, "band energies");
    });
  }
});

test("scales agree with librosa and are undone", () => {
  const { hz, slaney, htk } = golden.melScale;
  assertClose(
    hz.map((one) => hzToMel(one)),
    slaney,
    { relative: 1e-9 },
  );
  assertClose(
    hz.map((one) => hzToMel(one, true)),
    htk,
    { relative: 1e-9 },
  );
  for (const isHtk of [false, true]) {
    assertClose(
      hz.map((one) => melToHz(hzToMel(one, isHtk), isHtk)),
      hz,
      { relative: 1e-12 },
    );
  }
});

test("bands go where they are asked to go", () => {
  const bank = melFilterBank(16000, 256, { ...MEL_DEFAULTS, nMels: 3 });
  const power = new Float64Array(bank.nBins).fill(1);
  const out = new Float64Array(8).fill(-1);
  applyMel(bank, power, out, 1, 3);
  expect([...out].map((value) => value === -1)).toEqual([true, false, true, true, false, true, true, false]);
});

test("edges that do not fit are refused by name", () => {
  const bank = (settings: object) => () =>
    melFilterBank(16000, 512, { ...MEL_DEFAULTS, nMels: 20, ...settings });
  expect(bank({ fmaxHz: 8001 })).toThrow(
    new ConfigError("fmaxHz: expected at most half the sampling rate (8000 Hz), got 8001."),
  );
  expect(bank({ fminHz: 9000 })).toThrow(
    new ConfigError("fminHz: expected less than fmaxHz (8000 Hz), got 9000."),
  );
});

test("a band between two bins has no power, as librosa leaves it", () => {
  const bank = melFilterBank(16000, 512, { ...MEL_DEFAULTS, nMels: 200 });
  const power = new Float64Array(bank.nBins).fill(1);
  const out = new Float64Array(200);
  applyMel(bank, power, out, 0, 1);
  expect(out[0]).toBe(0);
  expect(out[199]).toBeGreaterThan(0);
});
