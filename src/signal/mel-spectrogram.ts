/** Mel spectrograms, as librosa 0.11 has them. */
import type { Matrix } from "../base/matrix.ts";
import { bandEnergies } from "./band-energies.ts";
import { type MelSettings, melFilterBank } from "./mel.ts";
import { checkSize } from "./size.ts";
import type { Signal } from "./source.ts";
import { countFrames, type StftSettings } from "./stft.ts";

/**
 * A mel spectrogram, rows = bands, cols = frames: linear band energies Σ weight · |X|^exponent.
 *
 * @param sampleRate - Hz
 * @param exponent - 2 for power, 1 for magnitude
 * @throws AudioError without one whole frame; ConfigError where the settings do not fit the sampling rate,
 *   or ask for more than 2^28 numbers
 * @see librosa.feature.melspectrogram (0.11)
 */
export function melSpectrogram(
  samples: Signal,
  sampleRate: number,
  settings: StftSettings & MelSettings,
  exponent = 2,
): Matrix<Float32Array<ArrayBuffer>> {
  const bank = melFilterBank(sampleRate, settings.nFft, settings);
  const numbers = settings.nMels * countFrames(samples.length, settings);
  checkSize("hopSamples, nMels", "the mel spectrogram", numbers, "Raise hopSamples or lower nMels.");
  return bandEnergies(samples, settings, bank, exponent);
}
