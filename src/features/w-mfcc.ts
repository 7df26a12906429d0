import { z } from "zod";
import type { Audio } from "../audio/audio.ts";
import type { Matrix } from "../base/matrix.ts";
import { BOUNDARY_MODES } from "../signal/boundary.ts";
import { WAVELET_NAMES } from "../signal/daubechies.ts";
import { waveletSequence } from "../signal/wavelet.ts";
import { defineFeature } from "./feature.ts";
import { mfccShape, mfccWithDeltas } from "./mfcc.ts";

/** The parameters of every feature that is made of wavelet MFCC. */
export const wMfccShape = {
  wavelet: z.enum(WAVELET_NAMES).default("db4").describe("Daubechies wavelet"),
  splits: z.int().min(1).max(5).default(2).describe("levels of the wavelet decomposition"),
  mode: z.enum(BOUNDARY_MODES).default("symmetric").describe("values beyond the ends of the clip"),
  ...mfccShape,
};

const params = z.strictObject(wMfccShape);

/**
 * MFCC of the wavelet coefficients cA_n, cD_n, …, cD_1 laid end to end and taken as samples at the clip's own rate;
 * rows and cols as mfccWithDeltas.
 *
 * @throws AudioError if the clip is too short for the splits
 */
export function waveletMfcc(
  audio: Audio,
  settings: z.output<typeof params>,
): Matrix<Float32Array<ArrayBuffer>> {
  const { wavelet, splits, mode } = settings;
  const sequence = waveletSequence(audio.samples, wavelet, splits, mode);
  return mfccWithDeltas(sequence, audio.sampleRate, settings);
}

export const wMfcc = defineFeature({
  id: "w-mfcc",
  summary: "Wavelet MFCC: MFCC of the wavelet coefficients laid end to end, coarsest first",
  source: "Palo & Mohanty 2018 (wavelet cepstra for emotion); pywt.wavedec 1.8 and librosa.feature.mfcc 0.11",
  version: 2,
  params,
  axes: ["coefficient", "frame"],
  extract(audio, settings) {
    const { rows, cols, data } = waveletMfcc(audio, settings);
    return { axes: ["coefficient", "frame"], shape: [rows, cols], data };
  },
});
