/** Cepstra of any energies per band and frame. */
import { ConfigError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { dct, dctBasis } from "./dct.ts";
import { powerToDb } from "./decibel.ts";

/**
 * The first nMfcc coefficients of the orthonormal DCT-II over the bands of energies in dB, with a floor 80 dB below
 * the loudest: what MFCC are of a mel spectrogram. Rows = coefficients, cols = frames.
 *
 * @param energies - rows = bands, cols = frames; in linear units, not changed
 * @throws ConfigError if nMfcc is above the number of bands
 * @see librosa.feature.mfcc(S=librosa.power_to_db(energies)) (0.11)
 */
export function cepstrum(energies: Matrix<Float64Array>, nMfcc: number): Matrix<Float64Array<ArrayBuffer>> {
  return cepstrumOfLevels({ ...energies, data: powerToDb(energies.data.slice()) }, nMfcc);
}

/**
 * The same of levels in dB, as they are.
 *
 * @throws ConfigError if nMfcc is above the number of bands
 */
export function cepstrumOfLevels(
  { rows: bands, cols: frames, data: levels }: Matrix<Float64Array>,
  nMfcc: number,
): Matrix<Float64Array<ArrayBuffer>> {
  if (nMfcc > bands)
    throw new ConfigError(`nMfcc: expected at most the number of bands (${bands}), got ${nMfcc}.`);
  const basis = dctBasis(nMfcc, bands, "ortho");
  const data = new Float64Array(nMfcc * frames);
  const column = new Float64Array(bands);
  for (let frame = 0; frame < frames; frame++) {
    for (let band = 0; band < bands; band++) column[band] = levels[band * frames + frame];
    dct(basis, nMfcc, bands, column, 0, data, frame, frames);
  }
  return { rows: nMfcc, cols: frames, data };
}
