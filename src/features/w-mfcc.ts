import { z } from "zod";
import type { Audio } from "../audio/audio.ts";
import type { Matrix } from "../base/matrix.ts";
import { BOUNDARY_MODES } from "../signal/boundary.ts";
import { WAVELET_NAMES } from "../signal/daubechies.ts";
import { subBands, waveletSource } from "../signal/wavelet.ts";
import { defineFeature } from "./feature.ts";
import { cepstralParts, type FrameScale, stftFrames } from "./layout.ts";
import { mfccShape, mfccWithDeltas } from "./mfcc.ts";

/** The parameters of every feature that is made of wavelet MFCC. */
export const wMfccShape = {
  wavelet: z.enum(WAVELET_NAMES).default("db4").describe("Daubechies wavelet, symlet or coiflet"),
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
  const sequence = waveletSource(audio.samples, wavelet, splits, mode);
  return mfccWithDeltas(sequence, audio.sampleRate, settings);
}

/**
 * Frames of the wavelet coefficients, counted in coefficients.
 *
 * @param frameSamples - length of a frame
 */
export function sequenceFrames(
  { samples }: Audio,
  { wavelet, splits, mode }: Pick<z.output<typeof params>, "wavelet" | "splits" | "mode">,
  settings: { readonly hopSamples: number; readonly center: boolean },
  frameSamples: number,
): FrameScale {
  const bands = subBands(samples.length, wavelet, splits, mode);
  return {
    ...stftFrames(1, settings, frameSamples),
    name: "wavelet coefficient, coarsest sub-band first",
    unit: null,
    sections: bands.map(({ name, from }) => ({ name, from })),
  };
}

export const wMfcc = defineFeature({
  id: "w-mfcc",
  summary: "Wavelet MFCC: MFCC of the wavelet coefficients laid end to end, coarsest first",
  source: "Palo & Mohanty 2018 (wavelet cepstra for emotion); pywt.wavedec 1.8 and librosa.feature.mfcc 0.11",
  params,
  axes: ["coefficient", "frame"],
  formula:
    "mfcc([cA_n, cD_n, …, cD_1]), the coefficients of n = splits levels: cA[k] = Σ_i low[2k + 1 - i] · x[i], cD likewise with high",
  layout: (audio, settings) => ({
    frames: sequenceFrames(audio, settings, settings, settings.nFft),
    parts: cepstralParts(settings.nMfcc, settings.deltas),
  }),
  extract(audio, settings) {
    const { rows, cols, data } = waveletMfcc(audio, settings);
    return { axes: ["coefficient", "frame"], shape: [rows, cols], data };
  },
});
