/** What the analysis of the functionals is made with. */
import { STFT_DEFAULTS } from "../../signal/stft.ts";

/** Hz; every clip is brought to this rate. */
export const ANALYSIS_RATE = 24000;
export const N_MFCC = 40;
export const N_MELS = 128;
export const N_WAVELET_MFCC = 20;

export const HOP_SAMPLES = 256;
export const FRAME_RATE_HZ = ANALYSIS_RATE / HOP_SAMPLES;
export const STFT = { ...STFT_DEFAULTS, hopSamples: HOP_SAMPLES };

/** Groups of neighbouring mel bands whose course in time is looked at, over so many frames: 5.5 s. */
export const N_BAND_GROUPS = 16;
export const MODULATION_FRAMES = 512;

/** Frames of a clip that are gone through at a time: 3 MB of spectra. */
export const CHUNK_FRAMES = 384;
