/** Mel spectrograms and mel-frequency cepstral coefficients (Davis & Mermelstein 1980), as librosa 0.11 has them. */

import { ConfigError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { dct, dctBasis } from "./dct.ts";
import { powerToDb } from "./decibel.ts";
import { applyMel, type MelSettings, melFilterBank } from "./mel.ts";
import { checkSize } from "./size.ts";
import { countFrames, eachPowerSpectrum, raisePower, type StftSettings } from "./stft.ts";

export interface MfccSettings extends StftSettings, MelSettings {
  /** Number of coefficients, at most nMels. */
  readonly nMfcc: number;
  /** Cepstral liftering: coefficient k is weighted by 1 + lifter/2 · sin(π (k + 1) / lifter); 0 = none. */
  readonly lifter: number;
}

/**
 * A mel spectrogram, rows = frames, cols = bands: linear band energies Σ weight · |X|^exponent.
 *
 * @param sampleRate - Hz
 * @param exponent - 2 for power, 1 for magnitude
 * @throws AudioError without one whole frame; ConfigError where the settings do not fit the sampling rate,
 *   or ask for more than 2^28 numbers
 * @see librosa.feature.melspectrogram (0.11), transposed
 */
export function melSpectrogram(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: StftSettings & MelSettings,
  exponent = 2,
): Matrix<Float64Array> {
  const bank = melFilterBank(sampleRate, settings.nFft, settings);
  const rows = countFrames(samples.length, settings);
  const cols = settings.nMels;
  checkSize("hopSamples, nMels", "the mel spectrogram", rows * cols, "Raise hopSamples or lower nMels.");
  const data = new Float64Array(rows * cols);
  eachPowerSpectrum(samples, settings, (power, frame) => {
    raisePower(power, exponent);
    applyMel(bank, power, data, frame * cols);
  });
  return { rows, cols, data };
}

/**
 * MFCC, rows = coefficients, cols = frames: orthonormal DCT-II over the bands of the mel power spectrogram in dB,
 * with a floor 80 dB below the loudest band of the whole signal.
 *
 * @param sampleRate - Hz
 * @throws AudioError, ConfigError as melSpectrogram; ConfigError if nMfcc is above nMels
 * @see librosa.feature.mfcc (0.11)
 */
export function mfcc(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: MfccSettings,
): Matrix<Float64Array> {
  const { nMfcc, nMels, lifter } = settings;
  if (nMfcc > nMels) {
    throw new ConfigError(`nMfcc: expected at most nMels (${nMels}), got ${nMfcc}.`);
  }
  const mel = melSpectrogram(samples, sampleRate, settings);
  powerToDb(mel.data);
  const frames = mel.rows;
  const basis = dctBasis(nMfcc, nMels, "ortho");
  const data = new Float64Array(nMfcc * frames);
  for (let frame = 0; frame < frames; frame++) {
    dct(basis, nMfcc, nMels, mel.data, frame * nMels, data, frame, frames);
  }
  if (lifter > 0) {
    for (let k = 0; k < nMfcc; k++) {
      const weight = 1 + (lifter / 2) * Math.sin((Math.PI * (k + 1)) / lifter);
      for (let at = k * frames; at < (k + 1) * frames; at++) data[at] *= weight;
    }
  }
  return { rows: nMfcc, cols: frames, data };
}
