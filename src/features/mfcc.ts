import { z } from "zod";
import type { Matrix } from "../base/matrix.ts";
import { delta } from "../signal/delta.ts";
import { mfcc as mfccOf } from "../signal/mfcc.ts";
import { checkSize } from "../signal/size.ts";
import type { Signal } from "../signal/source.ts";
import { countFrames } from "../signal/stft.ts";
import { defineFeature } from "./feature.ts";
import { cepstralParts, stftFrames } from "./layout.ts";
import { melShape, spectrumShape } from "./mel.ts";

/** Frames per fit of Δ and ΔΔ. */
const DELTA_WIDTH = 9; // librosa's default

/** The parameters of every feature that is made of MFCC. */
export const mfccShape = {
  nMfcc: z.int().min(1).max(512).default(20).describe("number of coefficients, at most nMels"),
  ...spectrumShape,
  ...melShape,
  dctNorm: z
    .enum(["ortho", "none"])
    .default("ortho")
    .describe("ortho: orthonormal cosines; none: each sum times 2, as SciPy's without a norm"),
  lifter: z.number().min(0).max(1000).default(0).describe("cepstral liftering; 0 = none"),
  deltas: z.literal([0, 1, 2]).default(0).describe("1 appends the rows of Δ, 2 those of Δ and ΔΔ (9 frames)"),
};

const params = z.strictObject(mfccShape);

/**
 * MFCC with Δ and ΔΔ below, rows = (1 + deltas) · nMfcc, cols = frames. At the edges Δ is "interp", as librosa's; of
 * fewer than 9 frames, where that is not defined, it repeats the edge frames ("nearest").
 *
 * @param sampleRate - Hz
 * @throws AudioError, ConfigError as mfcc of signal; ConfigError for more than 2^28 numbers
 */
export function mfccWithDeltas(
  samples: Signal,
  sampleRate: number,
  settings: z.output<typeof params>,
): Matrix<Float32Array<ArrayBuffer>> {
  checkSize(
    "hopSamples, nMfcc, deltas",
    "the coefficients",
    countFrames(samples.length, settings) * settings.nMfcc * (1 + settings.deltas),
    "Raise hopSamples or lower nMfcc.",
  );
  const base = mfccOf(samples, sampleRate, settings);
  if (settings.deltas === 0) return base;
  const frames = base.cols;
  const size = base.data.length;
  const data = new Float32Array(size * (1 + settings.deltas));
  data.set(base.data);
  const mode = frames < DELTA_WIDTH ? "nearest" : "interp";
  for (let order = 1; order <= settings.deltas; order++) {
    data.set(delta(base.data, frames, { width: DELTA_WIDTH, order, mode }), order * size);
  }
  return { rows: base.rows * (1 + settings.deltas), cols: frames, data };
}

export const mfcc = defineFeature({
  id: "mfcc",
  summary: "Mel-frequency cepstral coefficients per frame, on request with Δ and ΔΔ",
  source: "Davis & Mermelstein 1980; librosa.feature.mfcc and librosa.feature.delta 0.11",
  params,
  axes: ["coefficient", "frame"],
  formula:
    "c[n, t] = Σ_band √(2 / nMels) · 10 log10(M[band, t]) · cos(π n (band + 1/2) / nMels), M the mel spectrogram; n = 0 by 1/√2",
  layout: ({ sampleRate }, settings) => ({
    frames: stftFrames(sampleRate, settings, settings.nFft),
    parts: cepstralParts(settings.nMfcc, settings.deltas),
  }),
  extract(audio, settings) {
    const { rows, cols, data } = mfccWithDeltas(audio.samples, audio.sampleRate, settings);
    return { axes: ["coefficient", "frame"], shape: [rows, cols], data };
  },
});
