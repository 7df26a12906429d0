/** Signal processing: numbers in, numbers out. Spectra, mel bands, cepstra, wavelets, pitch, resampling. */
export { autocorrelationPitch, type PitchSettings, type PitchTrack } from "./autocorrelation-pitch.ts";
export { BOUNDARY_MODES, type BoundaryMode } from "./boundary.ts";
export { cepstrum, cepstrumOfLevels } from "./cepstrum.ts";
export { type ChromaSettings, chroma } from "./chroma.ts";
export { type ContinuousWavelet, GABOR_DEFAULTS } from "./continuous-wavelet.ts";
export {
  cwt,
  geometricScales,
  type Scalogram,
  type ScalogramSettings,
  scalogram,
  type WaveletCoefficients,
  type WaveletSampling,
} from "./cwt.ts";
export { WAVELET_NAMES, type WaveletName } from "./daubechies.ts";
export { type DctNorm, dct, dctBasis } from "./dct.ts";
export { DECIBEL_DEFAULTS, type DecibelSettings, powerToDb } from "./decibel.ts";
export { type DeltaSettings, delta } from "./delta.ts";
export { type Decomposition, emd, SIFT_DEFAULTS, type SiftSettings } from "./emd/sift.ts";
export { type ComplexFft, createComplexFft, createRealFft, type RealFft } from "./fft.ts";
export { type GaborSettings, gaborFeatures } from "./gabor-filters.ts";
export { hilbert } from "./hilbert.ts";
export {
  HILBERT_SPECTRUM_DEFAULTS,
  type HilbertSpectrum,
  type HilbertSpectrumSettings,
  hilbertSpectrum,
  IMF_ENERGIES,
  type ImfEnergy,
} from "./hilbert-spectrum.ts";
export { type Instantaneous, instantaneous } from "./instantaneous.ts";
export {
  LPC_METHODS,
  type LpcMethod,
  type LpcSettings,
  linearPrediction,
  lpcCepstrum,
} from "./linear-prediction.ts";
export {
  applyMel,
  type FilterBank,
  hzToMel,
  MEL_DEFAULTS,
  type MelSettings,
  melCenters,
  melFilterBank,
  melToHz,
} from "./mel.ts";
export { melSpectrogram } from "./mel-spectrogram.ts";
export { type MfccSettings, mfcc } from "./mfcc.ts";
export { PCEN_DEFAULTS, type PcenSettings, pcenInPlace } from "./pcen.ts";
export {
  CEPSTRAL_PEAK_DEFAULTS,
  type CepstralPeakSettings,
  cepstralPeakProminence,
} from "./praat/cepstral-peak.ts";
export {
  HARMONICITY_DEFAULTS,
  type Harmonicity,
  type HarmonicitySettings,
  harmonicity,
} from "./praat/harmonicity.ts";
export { firstHarmonics } from "./praat/harmonics.ts";
export {
  type Amplitudes,
  type Jitter,
  jitter,
  PERIOD_LIMITS,
  type PeriodLimits,
  type Shimmer,
  shimmer,
} from "./praat/perturbation.ts";
export { PITCH_METHODS, type PitchMethod } from "./praat/pitch-candidates.ts";
export { pulseAmplitudes } from "./praat/pulse-amplitudes.ts";
export { voicePulses } from "./praat/pulses.ts";
export {
  VOICE_FORMANT_DEFAULTS,
  type VoiceFormantSettings,
  type VoiceFormants,
  voiceFormants,
} from "./praat/voice-formants.ts";
export {
  VOICE_PITCH_DEFAULTS,
  type VoicePitch,
  type VoicePitchSettings,
  voicePitch,
} from "./praat/voice-pitch.ts";
export { preEmphasis } from "./pre-emphasis.ts";
export { PYIN_DEFAULTS, type PyinSettings, type PyinTrack, pyin } from "./pyin.ts";
export { resample } from "./resample.ts";
export { createResampleStream, type ResampleStream } from "./resample-stream.ts";
export { type SpectralContrastSettings, spectralContrast } from "./spectral-contrast.ts";
export {
  lnSpectralFlatness,
  spectralBandwidth,
  spectralCentroid,
  spectralFlux,
  spectralRolloff,
} from "./spectral-shape.ts";
export { countFrames, eachPowerSpectrum, STFT_DEFAULTS, type StftSettings, spectrogram } from "./stft.ts";
export { teagerEnergy } from "./teager.ts";
export { trimSilence } from "./trim.ts";
export { estimateTuning } from "./tuning.ts";
export { frameRms, zeroCrossingRate, zeroCrossingShare } from "./waveform.ts";
export {
  dwt,
  idwt,
  maxLevel,
  type SubBand,
  subBands,
  type WaveletLevel,
  wavedec,
  waveletSequence,
  waveletSource,
  waverec,
} from "./wavelet.ts";
export { multiresolution } from "./wavelet-mra.ts";
export { createWindow, WINDOW_NAMES, type WindowName } from "./window.ts";
