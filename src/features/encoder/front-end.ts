/** What a speech encoder is shown: the spoken part of a clip, as a waveform or as Whisper's picture of it. */
import type { Audio } from "../../audio/audio.ts";
import { AudioError } from "../../base/errors.ts";
import { beyondEdges } from "../../signal/boundary.ts";
import { applyMel, melFilterBank } from "../../signal/mel.ts";
import { resample } from "../../signal/resample.ts";
import { countFrames, eachPowerSpectrum } from "../../signal/stft.ts";
import type { EncoderInput } from "./description.ts";

/** Of every encoder of this kind, Hz. */
export const ENCODER_RATE = 16_000;
/** From frame to frame of what encoders give: 20 ms. */
export const ENCODER_HOP_SAMPLES = 320;
/** Of a waveform no more is shown: what encoders need grows with the square of it. */
const MAX_WAVEFORM_SAMPLES = 30 * ENCODER_RATE;
/** What the convolutions of an encoder of waveforms look at for one frame. */
const MIN_WAVEFORM_SAMPLES = 400;

const FRAME_SAMPLES = 400;
const HOP_SAMPLES = 160;
const TRIM_DB = 30;
const MARGIN_SAMPLES = 0.05 * ENCODER_RATE;
const FLOOR_POWER = 1e-10;
/** Below the loudest band, in powers of ten. */
const RANGE = 8;
const VARIANCE_FLOOR = 1e-7;

export interface Shown {
  /** [mels, frames] or [1, samples]. */
  readonly data: Float32Array<ArrayBuffer>;
  readonly shape: readonly [number, number];
  /** Which of the encoder's frames are of the clip, and not of what fills the window. */
  readonly from: number;
  readonly count: number;
}

/** @throws AudioError for audio without a sample */
export function showTo(input: EncoderInput, audio: Audio): Shown {
  const spoken = spokenPart(audio);
  const count = framesOf(input, spoken.length);
  if (input.kind === "waveform") {
    const padded = new Float32Array(Math.max(spoken.length, MIN_WAVEFORM_SAMPLES));
    padded.set(spoken);
    if (input.normalise) normalise(padded);
    return { data: padded, shape: [1, padded.length], from: 0, count };
  }
  const { frames, mels, padding } = input;
  const window = new Float32Array(frames * HOP_SAMPLES);
  const shown = spoken.subarray(Math.max(0, spoken.length - window.length));
  window.set(shown, padding === "start" ? window.length - shown.length : 0);
  if (input.normalise) normalise(window);
  const from = padding === "start" ? frames / 2 - count : 0;
  return { data: logMel(window, mels), shape: [mels, frames], from, count };
}

/**
 * How many frames the encoder gives of a clip: `count` of what it is shown, without the work.
 *
 * @throws AudioError for audio without a sample
 */
export function shownFrames(input: EncoderInput, audio: Audio): number {
  return framesOf(input, spokenPart(audio).length);
}

/** @param spoken - samples */
function framesOf(input: EncoderInput, spoken: number): number {
  if (input.kind === "waveform") {
    const samples = Math.max(spoken, MIN_WAVEFORM_SAMPLES);
    return Math.floor((samples - MIN_WAVEFORM_SAMPLES) / ENCODER_HOP_SAMPLES) + 1;
  }
  const shown = Math.min(spoken, input.frames * HOP_SAMPLES);
  return Math.max(1, Math.floor(shown / ENCODER_HOP_SAMPLES));
}

/** The clip at the encoder's rate, without its quiet edges; its end, where it is longer than any encoder hears. */
function spokenPart({ samples, sampleRate }: Audio): Float32Array<ArrayBuffer> {
  if (samples.length === 0) throw new AudioError("the audio has no sample.", "Leave the empty clip out.");
  const spoken = trimmed(sampleRate === ENCODER_RATE ? samples : resample(samples, sampleRate, ENCODER_RATE));
  return spoken.subarray(Math.max(0, spoken.length - MAX_WAVEFORM_SAMPLES));
}

/** From 50 ms before the first to 50 ms after the last frame of 25 ms within 30 dB of the loudest. */
function trimmed(samples: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const powers: number[] = [];
  for (let start = 0; start + FRAME_SAMPLES <= samples.length; start += HOP_SAMPLES) {
    let energy = 0;
    for (let n = start; n < start + FRAME_SAMPLES; n++) energy += samples[n] * samples[n];
    powers.push(Math.max(energy / FRAME_SAMPLES, FLOOR_POWER));
  }
  const threshold = powers.reduce((a, b) => Math.max(a, b), 0) * 10 ** (-TRIM_DB / 10);
  const first = powers.findIndex((power) => power > threshold);
  if (first < 0) return samples;
  const last = powers.findLastIndex((power) => power > threshold);
  return samples.subarray(
    Math.max(0, first * HOP_SAMPLES - MARGIN_SAMPLES),
    Math.min(samples.length, last * HOP_SAMPLES + FRAME_SAMPLES + MARGIN_SAMPLES),
  );
}

/**
 * To mean 0 and variance 1, in place; every number rounded to float32 where NumPy rounds it. Networks of small integers round
 * again what they compute: what is off by a bit before may be off by a whole step behind.
 */
function normalise(samples: Float32Array): void {
  const { length } = samples;
  const mean = Math.fround(pairwiseSum(samples) / length);
  for (let n = 0; n < length; n++) samples[n] -= mean;
  const squares = new Float32Array(length);
  for (let n = 0; n < length; n++) squares[n] = samples[n] * samples[n];
  const variance = Math.fround(pairwiseSum(squares) / length);
  const sd = Math.fround(Math.sqrt(Math.fround(variance + Math.fround(VARIANCE_FLOOR))));
  for (let n = 0; n < length; n++) samples[n] /= sd;
}

/** The sum in float32, in the order of numpy.sum (2.4): halves of halves, and of 128 numbers eight sums side by side. */
function pairwiseSum(values: Float32Array, from = 0, to = values.length): number {
  const length = to - from;
  if (length > 128) {
    const middle = from + Math.floor(length / 16) * 8;
    return Math.fround(pairwiseSum(values, from, middle) + pairwiseSum(values, middle, to));
  }
  let sum = 0;
  let next = from;
  if (length >= 8) {
    const sums = eightSums.fill(0);
    for (const end = to - (length % 8); next < end; next += 8) {
      for (let k = 0; k < 8; k++) sums[k] += values[next + k];
    }
    const [a, b, c, d, e, f, g, h] = sums;
    const left = Math.fround(Math.fround(a + b) + Math.fround(c + d));
    sum = Math.fround(left + Math.fround(Math.fround(e + f) + Math.fround(g + h)));
  }
  for (; next < to; next++) sum = Math.fround(sum + values[next]);
  return sum;
}

const eightSums = new Float32Array(8);

/** [mel, frame]: decades of power, of the highest eight, a quarter of them from -1 on. */
function logMel(samples: Float32Array, mels: number): Float32Array<ArrayBuffer> {
  const half = FRAME_SAMPLES / 2;
  const { before, after } = beyondEdges(samples, half, half, "reflect");
  const padded = new Float32Array(samples.length + FRAME_SAMPLES);
  padded.set(before);
  padded.set(samples, half);
  padded.set(after, half + samples.length);
  const stft = {
    nFft: FRAME_SAMPLES,
    hopSamples: HOP_SAMPLES,
    winSamples: null,
    window: "hann",
    center: false,
  } as const;
  const bands = { nMels: mels, fminHz: 0, fmaxHz: ENCODER_RATE / 2, htk: false, melNorm: "slaney" } as const;
  const bank = melFilterBank(ENCODER_RATE, FRAME_SAMPLES, bands);
  const cols = countFrames(padded.length, stft);
  // the last frame is half beyond the end
  const frames = cols - 1;
  // what fills the window before the clip looks the same in every frame: one of them is computed
  const still = Math.min(frames - 1, stillFrames(padded));
  const decades = new Float64Array(mels * frames);
  const levels = new Float64Array(mels);
  let loudest = Number.NEGATIVE_INFINITY;
  eachPowerSpectrum(padded.subarray(still * HOP_SAMPLES), stft, (power, t) => {
    if (still + t === frames) return;
    applyMel(bank, power, levels);
    for (let mel = 0; mel < mels; mel++) {
      const one = Math.log10(Math.max(levels[mel], FLOOR_POWER));
      decades[mel * frames + still + t] = one;
      if (one > loudest) loudest = one;
    }
  });
  for (let mel = 0; mel < mels; mel++) {
    const row = decades.subarray(mel * frames, (mel + 1) * frames);
    row.fill(row[still], 0, still);
  }
  const image = new Float32Array(decades.length);
  for (let i = 0; i < image.length; i++) image[i] = (Math.max(decades[i], loudest - RANGE) + 4) / 4;
  return image;
}

/** How many frames at the beginning are the same as the one behind them, since all of their samples are equal. */
function stillFrames(samples: Float32Array): number {
  const moves = samples.findIndex((sample) => sample !== samples[0]);
  const still = moves < 0 ? samples.length : moves;
  return Math.max(0, Math.floor((still - FRAME_SAMPLES) / HOP_SAMPLES));
}
