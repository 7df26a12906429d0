/** Signal processing: numbers in, numbers out. Spectra, mel bands, cepstra, wavelets, pitch, resampling. */
export { autocorrelationPitch, type PitchSettings, type PitchTrack } from "./autocorrelation-pitch.ts";
export { BOUNDARY_MODES, type BoundaryMode } from "./boundary.ts";
export { WAVELET_NAMES, type WaveletName } from "./daubechies.ts";
export { type DctNorm, dct, dctBasis } from "./dct.ts";
export { DECIBEL_DEFAULTS, type DecibelSettings, powerToDb } from "./decibel.ts";
export { type DeltaSettings, delta } from "./delta.ts";
export { type ComplexFft, createComplexFft, createRealFft, type RealFft } from "./fft.ts";
export {
  applyMel,
  hzToMel,
  MEL_DEFAULTS,
  type MelFilterBank,
  type MelSettings,
  melFilterBank,
  melToHz,
} from "./mel.ts";
export { melSpectrogram } from "./mel-spectrogram.ts";
export { type MfccSettings, mfcc } from "./mfcc.ts";
export { preEmphasis } from "./pre-emphasis.ts";
export { resample } from "./resample.ts";
export { countFrames, eachPowerSpectrum, STFT_DEFAULTS, type StftSettings, spectrogram } from "./stft.ts";
export { trimSilence } from "./trim.ts";
export {
  dwt,
  idwt,
  maxLevel,
  type WaveletLevel,
  wavedec,
  waveletSequence,
  waverec,
} from "./wavelet.ts";
export { createWindow, WINDOW_NAMES, type WindowName } from "./window.ts";
