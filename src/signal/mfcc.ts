/** Mel-frequency cepstral coefficients (Davis & Mermelstein 1980), as librosa 0.11 has them. */
import { ConfigError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { dctOfColumns } from "./dct.ts";
import { powerToDb } from "./decibel.ts";
import type { MelSettings } from "./mel.ts";
import { melSpectrogram } from "./mel-spectrogram.ts";
import type { Signal } from "./source.ts";
import type { StftSettings } from "./stft.ts";

export interface MfccSettings extends StftSettings, MelSettings {
  /** Number of coefficients, at most nMels. */
  readonly nMfcc: number;
  /** "ortho": orthonormal DCT-II; "none": SciPy's without a norm. */
  readonly dctNorm: "ortho" | "none";
  /** Cepstral liftering: coefficient k is weighted by 1 + lifter/2 · sin(π (k + 1) / lifter); 0 = none. */
  readonly lifter: number;
}

/**
 * MFCC, rows = coefficients, cols = frames: DCT-II over the bands of the mel power spectrogram in dB,
 * with a floor 80 dB below the loudest band of the whole signal.
 *
 * @param sampleRate - Hz
 * @throws AudioError, ConfigError as melSpectrogram; ConfigError if nMfcc is above nMels
 * @see librosa.feature.mfcc (0.11)
 */
export function mfcc(
  samples: Signal,
  sampleRate: number,
  settings: MfccSettings,
): Matrix<Float32Array<ArrayBuffer>> {
  const { nMfcc, nMels, dctNorm, lifter } = settings;
  if (nMfcc > nMels) {
    throw new ConfigError(`nMfcc: expected at most nMels (${nMels}), got ${nMfcc}.`);
  }
  const mel = melSpectrogram(samples, sampleRate, settings);
  powerToDb(mel.data);
  const cepstra = dctOfColumns(mel, nMfcc, dctNorm);
  if (lifter > 0) {
    const { cols, data } = cepstra;
    for (let k = 0; k < nMfcc; k++) {
      const weight = 1 + (lifter / 2) * Math.sin((Math.PI * (k + 1)) / lifter);
      for (let at = k * cols; at < (k + 1) * cols; at++) data[at] *= weight;
    }
  }
  return cepstra;
}
