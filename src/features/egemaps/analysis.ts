/** One pass over a clip: everything that eGeMAPS measures in frames, not yet smoothed. */
import { dct, dctBasis } from "../../signal/dct.ts";
import { applyMel } from "../../signal/mel.ts";
import { formantBins, formantTracks, N_FORMANTS } from "../../signal/voice/formants.ts";
import { createHarmonicLevels, longestLag, NO_LEVEL_DB } from "../../signal/voice/harmonics.ts";
import { createLoudness, SPEECH_BANDS, speechBands } from "../../signal/voice/loudness.ts";
import { perturbation } from "../../signal/voice/perturbation.ts";
import { trackPitch } from "../../signal/voice/pitch-track.ts";
import {
  alphaRatioDb,
  hammarbergIndexDb,
  levelSlope,
  magnitudeFlux,
} from "../../signal/voice/spectral-balance.ts";
import { voiceFrames } from "../../signal/voice/voice-frames.ts";
import { countWindowed, eachWindowedSpectrum, transformLength } from "../../signal/voice/windowed-spectra.ts";

export const N_CEPSTRA = 4;

/** From frame to frame. */
export const HOP_S = 0.01;
export const LONG_FRAME_S = 0.06;
const SHORT_FRAME_S = 0.02;

const PITCH = { minHz: 55, maxHz: 1000, harmonics: 15, decay: 0.85, candidates: 6 };
const TRACK = { minVoicing: 0.7, weak: 2, threshold: 1, step: 4, change: 0.5 };

/** 0 semitones. */
const A0_HZ = 27.5;

/** Frames of less are silent: root mean square under the long window. */
const MIN_RMS = 0.001;

const MAX_SAMPLE = 32767;
const LIFTER = 22;

/** Every array is [frame]; the first are of 20 ms, those from `f0Hz` on of 60 ms and so a few less. One frame every 10 ms. */
export interface VoiceAnalysis {
  readonly loudness: Float64Array;
  readonly alphaRatio: Float64Array;
  readonly hammarbergIndex: Float64Array;
  readonly slope0: Float64Array;
  readonly slope500: Float64Array;
  readonly spectralFlux: Float64Array;
  /** [coefficient][frame], 1 to 4. */
  readonly mfcc: readonly Float64Array[];
  /** Mean square of a frame's samples. */
  readonly power: Float64Array;
  /** [formant][frame] */
  readonly formantHz: readonly Float64Array[];
  readonly formantBandwidthHz: readonly Float64Array[];
  readonly f0Hz: Float64Array;
  readonly semitones: Float64Array;
  readonly jitter: Float64Array;
  readonly shimmerDb: Float64Array;
  readonly hnrDb: Float64Array;
  readonly h1H2Db: Float64Array;
  readonly h1A3Db: Float64Array;
  /** [formant][frame] */
  readonly formantDb: readonly Float64Array[];
}

/** The frames of 20 ms, and the length of their transform. */
export function shortFrames(nSamples: number, sampleRate: number) {
  const frameSamples = Math.round(SHORT_FRAME_S * sampleRate);
  const hopSamples = Math.max(1, Math.round(HOP_S * sampleRate));
  const settings = { frameSamples, hopSamples, window: "hamming" } as const;
  return { settings, frames: countWindowed(nSamples, settings), nFft: transformLength(frameSamples) };
}

/**
 * @param visit - is shown the power spectra of the frames of 20 ms too, so that nobody needs to compute them again; the array
 *   is overwritten later
 */
export function analyseVoice(
  samples: Float32Array,
  sampleRate: number,
  visit: (power: Float64Array, frame: number) => void = () => undefined,
): VoiceAnalysis {
  const short = analyseShort(samples, sampleRate, visit);
  return { ...short, ...analyseLong(samples, sampleRate, short) };
}

function analyseShort(
  samples: Float32Array,
  sampleRate: number,
  visit: (power: Float64Array, frame: number) => void,
) {
  const { settings, frames, nFft } = shortFrames(samples.length, sampleRate);
  const { frameSamples, hopSamples } = settings;
  const bins = nFft / 2 + 1;
  const binHz = sampleRate / nFft;
  const bank = speechBands(sampleRate, nFft);
  const loudnessOf = createLoudness(bank.centersHz);
  const cepstraOf = createCepstra();
  const series = () => new Float64Array(frames);
  const [loudness, alphaRatio, hammarbergIndex, slope0, slope500, spectralFlux] = Array.from(
    { length: 6 },
    series,
  );
  const mfcc = Array.from({ length: N_CEPSTRA }, series);
  const bands = new Float64Array(SPEECH_BANDS);
  const levels = new Float64Array(bins);
  const cepstra = new Float64Array(N_CEPSTRA + 1);
  const levelBins = Math.min(bins, Math.floor(1500 / binHz) + 2);
  let magnitude = new Float64Array(bins);
  let before = new Float64Array(bins);
  const nLow = formantBins(frameSamples, sampleRate);
  const spectra = eachWindowedSpectrum(samples, settings, nLow, (power, frame) => {
    applyMel(bank, power, bands);
    loudness[frame] = loudnessOf(bands);
    cepstraOf(bands, cepstra);
    for (let k = 0; k < N_CEPSTRA; k++) mfcc[k][frame] = cepstra[k + 1];
    alphaRatio[frame] = alphaRatioDb(power, binHz);
    hammarbergIndex[frame] = hammarbergIndexDb(power, binHz);
    for (let bin = 0; bin < levelBins; bin++) levels[bin] = 10 * Math.log10(Math.max(power[bin], 1e-10));
    slope0[frame] = levelSlope(levels, binHz, 0, 500);
    slope500[frame] = levelSlope(levels, binHz, 500, 1500);
    [before, magnitude] = [magnitude, before];
    for (let bin = 0; bin < bins; bin++) magnitude[bin] = Math.sqrt(power[bin]);
    if (frame > 0) spectralFlux[frame] = magnitudeFlux(before, magnitude, binHz);
    visit(power, frame);
  });
  const { hz: formantHz, bandwidthHz: formantBandwidthHz } = formantTracks(
    spectra,
    frames,
    frameSamples,
    sampleRate,
  );
  return {
    loudness,
    alphaRatio,
    hammarbergIndex,
    slope0,
    slope500,
    spectralFlux,
    mfcc,
    formantHz,
    formantBandwidthHz,
    power: framePowers(samples, frames, frameSamples, hopSamples),
  };
}

function analyseLong(
  samples: Float32Array,
  sampleRate: number,
  { formantHz }: Pick<VoiceAnalysis, "formantHz">,
) {
  const frameSamples = Math.round(LONG_FRAME_S * sampleRate);
  const hopSamples = Math.max(1, Math.round(HOP_S * sampleRate));
  const settings = { frameSamples, hopSamples, window: "gauss" } as const;
  const frames = countWindowed(samples.length, settings);
  // a candidate may lie a little below the lowest point of the search
  const longest = longestLag((1.1 * sampleRate) / PITCH.minHz);
  const voice = voiceFrames(samples, sampleRate, settings, PITCH, MIN_RMS, longest);
  const bins = voice.nFft / 2 + 1;
  const f0Hz = trackPitch(voice, PITCH.candidates, TRACK);
  const series = () => new Float64Array(frames);
  const [hnrDb, h1H2Db, h1A3Db] = [series(), series(), series()];
  const formantDb = Array.from({ length: N_FORMANTS }, () => series().fill(NO_LEVEL_DB));
  const levelsOf = createHarmonicLevels(voice.nFft, sampleRate);
  const formants = new Float64Array(N_FORMANTS);
  for (let frame = 0; frame < frames; frame++) {
    if (f0Hz[frame] === 0) continue;
    for (let k = 0; k < N_FORMANTS; k++) formants[k] = formantHz[k][frame];
    const power = voice.power.subarray(frame * bins, (frame + 1) * bins);
    const correlation = voice.correlation.subarray(frame * voice.lags, (frame + 1) * voice.lags);
    const levels = levelsOf(power, correlation, f0Hz[frame], formants);
    hnrDb[frame] = levels.hnrDb;
    h1H2Db[frame] = levels.h1H2Db;
    h1A3Db[frame] = levels.h1A3Db;
    for (let k = 0; k < N_FORMANTS; k++) formantDb[k][frame] = levels.formantDb[k];
  }
  return {
    f0Hz,
    semitones: f0Hz.map((hz) => (hz === 0 ? 0 : Math.max(1, 12 * Math.log2(hz / A0_HZ)))),
    ...perturbation(samples, sampleRate, f0Hz, hopSamples),
    hnrDb,
    h1H2Db,
    h1A3Db,
    formantDb,
  };
}

/** A function that writes the cepstra 0 to 4 of mel bands, with HTK's scale, floor and lifter. */
function createCepstra(): (bands: Float64Array, into: Float64Array) => void {
  const count = N_CEPSTRA + 1;
  const basis = dctBasis(count, SPEECH_BANDS, "ortho");
  const lifter = Float64Array.from(
    { length: count },
    (_, k) => 1 + (LIFTER / 2) * Math.sin((Math.PI * k) / LIFTER),
  );
  const logs = new Float64Array(SPEECH_BANDS);
  return (bands, into) => {
    for (let band = 0; band < SPEECH_BANDS; band++)
      logs[band] = Math.log(Math.max(1, bands[band] * MAX_SAMPLE ** 2));
    dct(basis, count, SPEECH_BANDS, logs, 0, into);
    for (let k = 0; k < count; k++) into[k] *= lifter[k];
  };
}

function framePowers(
  samples: Float32Array,
  frames: number,
  frameSamples: number,
  hopSamples: number,
): Float64Array {
  return Float64Array.from({ length: frames }, (_, frame) => {
    let sum = 0;
    const end = Math.min(samples.length, frame * hopSamples + frameSamples);
    for (let n = frame * hopSamples; n < end; n++) sum += samples[n] * samples[n];
    return sum / frameSamples;
  });
}
