import { expect, test } from "vitest";
import { ConfigError } from "../base/errors.ts";
import { MEL_DEFAULTS } from "./mel.ts";
import { melSpectrogram } from "./mel-spectrogram.ts";
import { checkSize, MAX_NUMBERS } from "./size.ts";
import { STFT_DEFAULTS, spectrogram } from "./stft.ts";

test("2^28 numbers are allowed, one more is not", () => {
  checkSize("frames", "the feature", MAX_NUMBERS, "Lower frames.");
  expect(() => checkSize("frames", "the feature", MAX_NUMBERS + 1, "Lower frames.")).toThrow(
    new ConfigError(
      "frames: the feature would hold 268435457 numbers; expected at most 268435456.",
      "Lower frames.",
    ),
  );
});

test("spectrograms are checked before anything is computed", () => {
  const settings = { ...STFT_DEFAULTS, ...MEL_DEFAULTS, hopSamples: 1, nMels: 512 };
  const samples = new Float32Array(2 ** 28 / 512);
  expect(() => melSpectrogram(samples, 44100, settings)).toThrow(
    new ConfigError(
      "hopSamples, nMels: the mel spectrogram would hold 268435968 numbers; expected at most 268435456.",
      "Raise hopSamples or lower nMels.",
    ),
  );
  expect(() => spectrogram(samples, settings)).toThrow(
    new ConfigError(
      "hopSamples, nFft: the spectrogram would hold 537396225 numbers; expected at most 268435456.",
      "Raise hopSamples or lower nFft.",
    ),
  );
});
