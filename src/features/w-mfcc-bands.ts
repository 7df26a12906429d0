import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { BOUNDARY_MODES } from "../signal/boundary.ts";
import { WAVELET_NAMES } from "../signal/daubechies.ts";
import { subBands, wavedec } from "../signal/wavelet.ts";
import { defineFeature } from "./feature.ts";
import { cepstralParts, stftFrames } from "./layout.ts";
import { mfccShape, mfccWithDeltas } from "./mfcc.ts";

// each sub-band has its own axis of frequency, which is covered whole
const { fminHz: _fminHz, fmaxHz: _fmaxHz, ...bandMfccShape } = mfccShape;

export const wMfccBands = defineFeature({
  id: "w-mfcc-bands",
  summary:
    "Wavelet MFCC without seams: MFCC of every sub-band at its own sampling rate, coarsest first, one below the other",
  source: "pywt.wavedec 1.8 and librosa.feature.mfcc 0.11, at sampleRate / 2^level",
  params: z.strictObject({
    wavelet: z.enum(WAVELET_NAMES).default("db4").describe("Daubechies wavelet, symlet or coiflet"),
    splits: z.int().min(1).max(5).default(2).describe("levels of the wavelet decomposition"),
    mode: z.enum(BOUNDARY_MODES).default("symmetric").describe("values beyond the ends of the clip"),
    ...bandMfccShape,
    nMfcc: z.int().min(1).max(512).default(13).describe("number of coefficients per sub-band, at most nMels"),
    nMels: z.int().min(1).max(512).default(32).describe("number of mel bands per sub-band"),
  }),
  axes: ["coefficient", "frame"],
  formula: "mfcc(cA_n) at sampleRate / 2^n, below it mfcc(cD_j) at sampleRate / 2^j for j = n = splits, …, 1",
  layout: ({ samples, sampleRate }, params) => ({
    frames: stftFrames(sampleRate, params, params.nFft),
    parts: subBands(samples.length, params.wavelet, params.splits, params.mode).flatMap(({ name, level }) => {
      const [low, high] = [
        name.startsWith("cA") ? 0 : sampleRate / 2 ** (level + 1),
        sampleRate / 2 ** (name.startsWith("cA") ? level + 1 : level),
      ];
      return cepstralParts(
        params.nMfcc,
        params.deltas,
        `${name} (${Math.round(low)} to ${Math.round(high)} Hz), `,
        name,
      );
    }),
  }),
  extract({ samples, sampleRate }, params) {
    const { wavelet, splits, mode } = params;
    const bands = subBands(samples.length, wavelet, splits, mode);
    const images = wavedec(samples, wavelet, splits, mode).map((band, i) => {
      const { level } = bands[i];
      return mfccWithDeltas(band, sampleRate / 2 ** level, {
        ...params,
        fminHz: 0,
        fmaxHz: null,
        nFft: divided("nFft", params.nFft, splits, level),
        hopSamples: divided("hopSamples", params.hopSamples, splits, level),
        winSamples:
          params.winSamples === null ? null : divided("winSamples", params.winSamples, splits, level),
      });
    });
    // a sub-band is a few coefficients longer than the clip's share: what goes beyond the shortest image is edge only
    const frames = Math.min(...images.map((image) => image.cols));
    const rows = images.reduce((sum, image) => sum + image.rows, 0);
    const data = new Float32Array(rows * frames);
    let row = 0;
    for (const image of images) {
      for (let own = 0; own < image.rows; own++, row++) {
        data.set(image.data.subarray(own * image.cols, own * image.cols + frames), row * frames);
      }
    }
    return { axes: ["coefficient", "frame"], shape: [rows, frames], data };
  },
});

/** So many samples of the clip as coefficients of a level: frames of all sub-bands lie at the same times. */
function divided(key: string, samples: number, splits: number, level: number): number {
  if (samples % 2 ** splits !== 0) {
    throw new ConfigError(
      `${key}: expected a multiple of ${2 ** splits} for ${splits} splits, got ${samples}.`,
      "A sub-band has one coefficient for 2^level samples.",
    );
  }
  return samples / 2 ** level;
}
