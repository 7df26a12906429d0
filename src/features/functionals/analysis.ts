/** One pass over a clip: every series in time that the functionals summarise. */
import { autocorrelationPitch } from "../../signal/autocorrelation-pitch.ts";
import { cepstrumOfLevels } from "../../signal/cepstrum.ts";
import { powerToDb } from "../../signal/decibel.ts";
import { delta } from "../../signal/delta.ts";
import { applyMel, MEL_DEFAULTS, melFilterBank } from "../../signal/mel.ts";
import {
  lnSpectralFlatness,
  spectralBandwidth,
  spectralCentroid,
  spectralFlux,
  spectralRolloff,
} from "../../signal/spectral-shape.ts";
import { countFrames, eachPowerSpectrum, STFT_DEFAULTS } from "../../signal/stft.ts";

/** Hz; every clip is brought to this rate. */
export const ANALYSIS_RATE = 24000;
export const N_MFCC = 40;
export const N_MELS = 128;

const HOP_SAMPLES = 256;
export const FRAME_RATE_HZ = ANALYSIS_RATE / HOP_SAMPLES;
const STFT = { ...STFT_DEFAULTS, hopSamples: HOP_SAMPLES };
/** Derivative over 9 frames, edges repeated. */
export const DELTA_9 = { width: 9, order: 1, mode: "nearest" } as const;

const MIN_VOICED_STRENGTH = 0.5;
const MAX_VOICED_DROP_DB = 30;
const MIN_VOICED_FRAMES = 6;

/** All frames are 2048 samples, one every 256, centred, at 24 kHz. */
export interface Analysis {
  /** [sample], trimmed, at 24 kHz. */
  readonly samples: Float32Array<ArrayBuffer>;
  /** Seconds before trimming. */
  readonly fullS: number;
  readonly frames: number;
  /** [band, frame], linear mel power. */
  readonly mel: Float64Array;
  /** [band, frame], dB with a floor 80 dB below the loudest. */
  readonly melDb: Float64Array;
  /** [coefficient, frame]. */
  readonly mfcc: Float64Array;
  /** [coefficient, frame], derivative of `mfcc` per frame over 9 frames, edges repeated. */
  readonly mfccDelta: Float64Array;
  readonly shape: {
    /** [frame] */
    readonly centroidKhz: Float64Array;
    readonly bandwidthKhz: Float64Array;
    readonly rolloffKhz: Float64Array;
    readonly lnFlatness: Float64Array;
    /** [frame - 1], from each frame to the next. */
    readonly flux: Float64Array;
  };
  /** [frame], dB re full scale. */
  readonly rmsDb: Float64Array;
  /** [frame], octaves above 100 Hz. */
  readonly octaves: Float64Array;
  /** [frame], of the autocorrelation's peak. */
  readonly pitchStrength: Float64Array;
  /** [frame], 1 where voiced, else 0; 1 everywhere where fewer than 6 are voiced. */
  readonly voiced: Uint8Array;
}

/**
 * @param samples - [sample], trimmed, at 24 kHz, at least one frame of 2048
 * @param fullS - seconds before trimming
 */
export function analyse(samples: Float32Array<ArrayBuffer>, fullS: number): Analysis {
  const frames = countFrames(samples.length, STFT);
  const mel = new Float64Array(N_MELS * frames);
  const shape = analyseSpectra(samples, frames, mel);
  const melDb = powerToDb(Float64Array.from(mel));
  const pitch = autocorrelationPitch(samples, {
    frameSamples: STFT.nFft,
    hopSamples: HOP_SAMPLES,
    minLag: 40, // 600 Hz
    maxLag: 319, // 75 Hz
    octaveCost: 0.02,
  });
  const rmsDb = frameLevels(samples, frames);
  const mfcc = cepstrumOfLevels({ rows: N_MELS, cols: frames, data: melDb }, N_MFCC).data;
  return {
    samples,
    fullS,
    frames,
    mel,
    melDb,
    mfcc,
    mfccDelta: delta(mfcc, frames, DELTA_9),
    shape,
    rmsDb,
    octaves: pitch.lag.map((lag) => Math.log2(ANALYSIS_RATE / lag / 100)),
    pitchStrength: pitch.strength,
    voiced: voicedFrames(pitch.strength, rmsDb),
  };
}

/** Fills `mel` and returns the spectral series, from one spectrogram. */
function analyseSpectra(samples: Float32Array, frames: number, mel: Float64Array): Analysis["shape"] {
  const bank = melFilterBank(ANALYSIS_RATE, STFT.nFft, { ...MEL_DEFAULTS, nMels: N_MELS });
  const centroidKhz = new Float64Array(frames);
  const bandwidthKhz = new Float64Array(frames);
  const rolloffKhz = new Float64Array(frames);
  const lnFlatness = new Float64Array(frames);
  const flux = new Float64Array(frames - 1);
  const binHz = ANALYSIS_RATE / STFT.nFft;
  let previous = new Float64Array(bank.nBins);
  let magnitude = new Float64Array(bank.nBins);
  eachPowerSpectrum(samples, STFT, (power, frame) => {
    applyMel(bank, power, mel, frame, frames);
    [previous, magnitude] = [magnitude, previous];
    for (let bin = 0; bin < power.length; bin++) magnitude[bin] = Math.sqrt(power[bin]);
    const centroidHz = spectralCentroid(magnitude, binHz);
    centroidKhz[frame] = centroidHz / 1000;
    bandwidthKhz[frame] = spectralBandwidth(magnitude, binHz, centroidHz) / 1000;
    rolloffKhz[frame] = spectralRolloff(magnitude, binHz, 0.85) / 1000;
    lnFlatness[frame] = lnSpectralFlatness(power);
    if (frame > 0) flux[frame - 1] = spectralFlux(previous, magnitude);
  });
  return { centroidKhz, bandwidthKhz, rolloffKhz, lnFlatness, flux };
}

/** Mean power of each frame in dB, not windowed, not below -100 dB. */
function frameLevels(samples: Float32Array, frames: number): Float64Array {
  const levels = new Float64Array(frames);
  const energies = new Float64Array(samples.length + 1); // [n]: energy of samples before n
  for (let n = 0; n < samples.length; n++) energies[n + 1] = energies[n] + samples[n] * samples[n];
  const half = STFT.nFft / 2;
  for (let frame = 0; frame < frames; frame++) {
    const from = Math.max(0, frame * HOP_SAMPLES - half);
    const to = Math.min(samples.length, frame * HOP_SAMPLES + half);
    levels[frame] = 10 * Math.log10(Math.max((energies[to] - energies[from]) / STFT.nFft, 1e-10));
  }
  return levels;
}

function voicedFrames(strength: Float64Array, rmsDb: Float64Array): Uint8Array {
  const loudest = rmsDb.reduce((a, b) => Math.max(a, b));
  const voiced = Uint8Array.from(strength, (value, frame) =>
    value > MIN_VOICED_STRENGTH && rmsDb[frame] > loudest - MAX_VOICED_DROP_DB ? 1 : 0,
  );
  const count = voiced.reduce((sum, one) => sum + one, 0);
  return count < MIN_VOICED_FRAMES ? voiced.fill(1) : voiced;
}
