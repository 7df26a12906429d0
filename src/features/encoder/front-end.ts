/** What a speech encoder is shown: the spoken part of a clip, as a waveform or as Whisper's picture of it. */
import type { Audio } from "../../audio/audio.ts";
import { AudioError } from "../../base/errors.ts";
import { beyondEdges } from "../../signal/boundary.ts";
import { melSpectrogram } from "../../signal/mel-spectrogram.ts";
import { resample } from "../../signal/resample.ts";
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
  if (input.kind === "waveform") {
    const padded = new Float32Array(Math.max(spoken.length, MIN_WAVEFORM_SAMPLES));
    padded.set(spoken);
    if (input.normalise) normalise(padded);
    const count = Math.floor((padded.length - MIN_WAVEFORM_SAMPLES) / ENCODER_HOP_SAMPLES) + 1;
    return { data: padded, shape: [1, padded.length], from: 0, count };
  }
  const { frames, mels, padding } = input;
  const window = new Float32Array(frames * HOP_SAMPLES);
  const shown = spoken.subarray(Math.max(0, spoken.length - window.length));
  window.set(shown, padding === "start" ? window.length - shown.length : 0);
  if (input.normalise) normalise(window);
  const count = Math.max(1, Math.floor(shown.length / ENCODER_HOP_SAMPLES));
  const from = padding === "start" ? frames / 2 - count : 0;
  return { data: logMel(window, mels), shape: [mels, frames], from, count };
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

/** To mean 0 and variance 1, in place. */
function normalise(samples: Float32Array): void {
  let sum = 0;
  for (let n = 0; n < samples.length; n++) sum += samples[n];
  const mean = sum / samples.length;
  let squares = 0;
  for (let n = 0; n < samples.length; n++) squares += (samples[n] - mean) ** 2;
  const scale = 1 / Math.sqrt(squares / samples.length + VARIANCE_FLOOR);
  for (let n = 0; n < samples.length; n++) samples[n] = (samples[n] - mean) * scale;
}

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
  const { data, cols } = melSpectrogram(padded, ENCODER_RATE, { ...stft, ...bands });
  // the last frame is half beyond the end
  const frames = cols - 1;
  const image = new Float32Array(mels * frames);
  let loudest = Number.NEGATIVE_INFINITY;
  for (let mel = 0; mel < mels; mel++) {
    for (let t = 0; t < frames; t++) {
      const decades = Math.log10(Math.max(data[mel * cols + t], FLOOR_POWER));
      image[mel * frames + t] = decades;
      if (decades > loudest) loudest = decades;
    }
  }
  for (let i = 0; i < image.length; i++) image[i] = (Math.max(image[i], loudest - RANGE) + 4) / 4;
  return image;
}
