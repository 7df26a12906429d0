/**
 * One pass over a clip: every series in time that the functionals summarise. A clip is gone through in chunks of frames,
 * so that an hour needs the memory of its series, not that of its spectra.
 */
import type { Matrix } from "../../base/matrix.ts";
import { createPitchFollower } from "../../signal/autocorrelation-pitch.ts";
import { MEL_DEFAULTS } from "../../signal/mel.ts";
import { mfcc as mfccOf } from "../../signal/mfcc.ts";
import type { SampleSource } from "../../signal/source.ts";
import { countFrames, STFT_DEFAULTS } from "../../signal/stft.ts";
import { crossingsIn } from "../../signal/waveform.ts";
import { waveletSource } from "../../signal/wavelet.ts";
import { createMelSeries, type MelSeries } from "./mel-series.ts";
import { ANALYSIS_RATE, CHUNK_FRAMES, HOP_SAMPLES, N_MELS, N_WAVELET_MFCC, STFT } from "./settings.ts";
import { createSpectralSeries, type SpectralSeries } from "./spectral-series.ts";

const MIN_VOICED_STRENGTH = 0.5;
const MAX_VOICED_DROP_DB = 30;
const MIN_VOICED_FRAMES = 6;

/** All frames are 2048 samples, one every 256, centred, at 24 kHz. */
export interface Analysis extends MelSeries, SpectralSeries {
  /** Samples after trimming. */
  readonly length: number;
  /** Samples whose sign differs from the one before. */
  readonly crossings: number;
  /** Seconds before trimming. */
  readonly fullS: number;
  readonly frames: number;
  /** [frame], dB re full scale. */
  readonly rmsDb: Float64Array;
  /** [frame], octaves above 100 Hz. */
  readonly octaves: Float64Array;
  /** [frame], of the autocorrelation's peak. */
  readonly pitchStrength: Float64Array;
  /** [frame], 1 where voiced, else 0; 1 everywhere where fewer than 6 are voiced. */
  readonly voiced: Uint8Array;
  /** Rows = coefficients, cols = frames of the wavelet sequence; of no frames where it is not asked for. */
  readonly waveletMfcc: Matrix<Float32Array>;
}

/**
 * @param samples - [sample], trimmed, at 24 kHz, at least one frame of 2048
 * @param fullS - seconds before trimming
 * @param withWavelets - whether the wavelet MFCC are needed
 * @param loud - samples about which it is loudest
 */
export function analyse(
  samples: SampleSource,
  fullS: number,
  withWavelets: boolean,
  loud: readonly number[],
): Analysis {
  const frames = countFrames(samples.length, STFT);
  // first, so that its spectra are gone before the longer series are made
  const waveletMfcc = withWavelets
    ? waveletMfccOf(samples)
    : { rows: N_WAVELET_MFCC, cols: 0, data: new Float32Array(0) };
  const mel = createMelSeries(samples, frames, loud);
  const spectral = createSpectralSeries(frames);
  const follow = createPitchFollower({
    frameSamples: STFT.nFft,
    hopSamples: HOP_SAMPLES,
    minLag: 40, // 600 Hz
    maxLag: 319, // 75 Hz
    octaveCost: 0.02,
  });
  const octaves = new Float64Array(frames);
  const pitchStrength = new Float64Array(frames);
  const rmsDb = new Float64Array(frames);
  let crossings = 0;

  const half = STFT.nFft / 2;
  const chunk = new Float32Array((CHUNK_FRAMES - 1) * HOP_SAMPLES + STFT.nFft);
  for (let first = 0; first < frames; first += CHUNK_FRAMES) {
    const count = Math.min(CHUNK_FRAMES, frames - first);
    const start = first * HOP_SAMPLES - half;
    const held = chunk.subarray(0, (count - 1) * HOP_SAMPLES + STFT.nFft);
    samples.read(start, held);
    mel.add(held, first, count, (power, t) => spectral.add(power, t));
    follow(held, count, octaves, pitchStrength, first);
    fillLevels(held, count, rmsDb, first);
    // the samples under the middle of the chunk's frames; the very first has none before it
    const end = Math.min(samples.length, (first + count) * HOP_SAMPLES) - start;
    crossings += crossingsIn(held, first === 0 ? half + 1 : half, Math.min(held.length, end));
  }
  for (let t = 0; t < frames; t++) octaves[t] = Math.log2(ANALYSIS_RATE / octaves[t] / 100);
  return {
    length: samples.length,
    crossings,
    fullS,
    frames,
    ...mel.finish(),
    ...spectral.series,
    rmsDb,
    octaves,
    pitchStrength,
    voiced: voicedFrames(pitchStrength, rmsDb),
    waveletMfcc,
  };
}

/** MFCC of the coefficients of two db4 splits, laid end to end and taken as samples at the analysis rate. */
function waveletMfccOf(samples: SampleSource): Matrix<Float32Array> {
  return mfccOf(waveletSource(samples, "db4", 2, "symmetric"), ANALYSIS_RATE, {
    ...STFT_DEFAULTS,
    ...MEL_DEFAULTS,
    nMels: N_MELS,
    nMfcc: N_WAVELET_MFCC,
    dctNorm: "ortho",
    lifter: 0,
  });
}

/** Mean power of each frame in dB, not windowed, not below -100 dB; hops that frames share are summed once. */
function fillLevels(chunk: Float32Array, count: number, levels: Float64Array, at: number): void {
  const perFrame = STFT.nFft / HOP_SAMPLES;
  const energies = new Float64Array(count - 1 + perFrame);
  for (let hop = 0, n = 0; hop < energies.length; hop++) {
    let sum = 0;
    for (const end = n + HOP_SAMPLES; n < end; n++) sum += chunk[n] * chunk[n];
    energies[hop] = sum;
  }
  for (let i = 0; i < count; i++) {
    let energy = 0;
    for (let hop = i; hop < i + perFrame; hop++) energy += energies[hop];
    levels[at + i] = 10 * Math.log10(Math.max(energy / STFT.nFft, 1e-10));
  }
}

function voicedFrames(strength: Float64Array, rmsDb: Float64Array): Uint8Array {
  const loudest = rmsDb.reduce((a, b) => Math.max(a, b));
  const voiced = Uint8Array.from(strength, (value, frame) =>
    value > MIN_VOICED_STRENGTH && rmsDb[frame] > loudest - MAX_VOICED_DROP_DB ? 1 : 0,
  );
  const count = voiced.reduce((sum, one) => sum + one, 0);
  return count < MIN_VOICED_FRAMES ? voiced.fill(1) : voiced;
}
