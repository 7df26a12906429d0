/** Mel bands of speech and their loudness: equal-loudness weights and the cube root (Hermansky 1990, J. Acoust. Soc. Am. 87). */
import type { FilterBank } from "../mel.ts";
import { hzToMel, melToHz } from "../mel.ts";
import { memo } from "../memo.ts";

export const SPEECH_BANDS = 26;
const LOWEST_HZ = 20;
const HIGHEST_HZ = 8000;
const COMPRESSION = 0.33;

/**
 * Triangles in mels (HTK's scale) from 20 Hz to 8 kHz, or to half the sampling rate where that is less. Their slopes are
 * straight in mels, not in Hz.
 *
 * @see Young et al. 2006, The HTK Book 3.4, section 5.4
 */
export const speechBands = memo(
  (sampleRate: number, nFft: number): FilterBank & { centersHz: Float64Array } => {
    const highest = hzToMel(Math.min(HIGHEST_HZ, sampleRate / 2), true);
    const lowest = hzToMel(LOWEST_HZ, true);
    const step = (highest - lowest) / (SPEECH_BANDS + 1);
    const binHz = sampleRate / nFft;
    const nBins = nFft / 2 + 1;
    const firstBin = new Int32Array(SPEECH_BANDS);
    const offset = new Int32Array(SPEECH_BANDS + 1);
    const weights: number[] = [];
    for (let band = 0; band < SPEECH_BANDS; band++) {
      for (let bin = Math.round(LOWEST_HZ / binHz) + 1; bin < nBins; bin++) {
        const place = (hzToMel(bin * binHz, true) - lowest) / step - band; // 0 and 2 at its ends, 1 at its peak
        const weight = Math.min(place, 2 - place);
        if (weight <= 0) {
          if (place >= 2) break;
          continue;
        }
        if (weights.length === offset[band]) firstBin[band] = bin;
        weights.push(weight);
      }
      offset[band + 1] = weights.length;
    }
    const centersHz = Float64Array.from({ length: SPEECH_BANDS }, (_, band) =>
      melToHz(lowest + (band + 1) * step, true),
    );
    return { nBands: SPEECH_BANDS, nBins, firstBin, offset, weights: Float64Array.from(weights), centersHz };
  },
);

/** A function that gives the mean loudness of the bands of one frame. */
export function createLoudness(centersHz: Float64Array): (bands: Float64Array) => number {
  const weights = centersHz.map(equalLoudness);
  return (bands) => {
    let sum = 0;
    for (let band = 0; band < bands.length; band++) sum += (weights[band] * bands[band]) ** COMPRESSION;
    return sum / bands.length;
  };
}

/** The ear's sensitivity at about 40 dB, with a steep fall above 5 kHz. */
function equalLoudness(hz: number): number {
  const w2 = (2 * Math.PI * hz) ** 2;
  const ear = ((w2 + 56.8e6) * w2 * w2) / ((w2 + 6.3e6) ** 2 * (w2 + 0.38e9));
  return (ear * 1e32) / (1.7e31 + w2 ** 3.5);
}
