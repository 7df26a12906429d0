/** Levels of audio, and its content address. */
import { sha256 } from "../base/digest.ts";
import { AudioError, NoSpeechError } from "../base/errors.ts";
import type { Audio } from "./audio.ts";

/** dBFS given to digital silence: a finite floor, so that levels can be written as JSON. */
export const SILENCE_DB = -200;

/** Audio that stays below is taken for silent: 16-bit audio that does differs from zero by 3 steps at most. */
export const SILENT_PEAK_DB = -80;

/** Shorter audio holds no speech. */
const MIN_AUDIBLE_S = 0.05;

/** Mean and extremes of samples that come in blocks. */
export class Spread {
  #count = 0;
  #sum = 0;
  #least = Number.POSITIVE_INFINITY;
  #greatest = Number.NEGATIVE_INFINITY;

  add(samples: Float32Array): void {
    let [sum, least, greatest] = [this.#sum, this.#least, this.#greatest];
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i];
      sum += sample;
      if (sample < least) least = sample;
      if (sample > greatest) greatest = sample;
    }
    [this.#sum, this.#least, this.#greatest] = [sum, least, greatest];
    this.#count += samples.length;
  }

  get mean(): number {
    return this.#sum / Math.max(1, this.#count);
  }

  get peakDb(): number {
    return decibels(Math.max(this.#greatest - this.mean, this.mean - this.#least, 0));
  }
}

/**
 * Largest distance from the mean, in dB re full scale (1); SILENCE_DB for silence and for no samples. Around the
 * mean, because the constant offset of a poor sound card is no sound.
 */
export function peakDb(audio: Audio): number {
  const spread = new Spread();
  spread.add(audio.samples);
  return spread.peakDb;
}

/** Standard deviation, in dB re full scale (a full-scale sine has -3.01); SILENCE_DB for silence. */
export function rmsDb(audio: Audio): number {
  const { samples } = audio;
  const spread = new Spread();
  spread.add(samples);
  const { mean } = spread;
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += (samples[i] - mean) ** 2;
  return decibels(Math.sqrt(sum / Math.max(1, samples.length)));
}

/** A stretch lasts so long. */
const STRETCH_S = 0.04;
/** One stretch in so many is as loud, or louder. */
const LOUD_SHARE = 0.05;

/**
 * How loud the loud sounds of a recording are, in dB re full scale (rms of the 5 % of stretches of 40 ms that are loudest, their
 * quietest): the level of the speech, however much silence is around it. SILENCE_DB for silence.
 */
export function loudDb({ samples, sampleRate }: Audio): number {
  const length = Math.max(1, Math.round(STRETCH_S * sampleRate));
  const count = Math.floor(samples.length / length);
  if (count === 0) return rmsDb({ samples, sampleRate });
  const levels = Float64Array.from({ length: count }, (_, i) =>
    rmsDb({ samples: samples.subarray(i * length, (i + 1) * length), sampleRate }),
  ).sort();
  return levels[Math.floor((1 - LOUD_SHARE) * (count - 1))];
}

function decibels(amplitude: number): number {
  return Math.max(SILENCE_DB, 20 * Math.log10(amplitude));
}

/** "-6.0 dBFS"; a hair below full scale is "0.0 dBFS", without a sign. */
export function formatDb(db: number): string {
  return `${(Math.round(10 * db) / 10 || 0).toFixed(1)} dBFS`;
}

/**
 * Checks that a clip can hold speech.
 *
 * @param name - what errors call the clip
 * @throws AudioError for less than 50 ms; NoSpeechError for a peak below -80 dBFS
 */
export function assertAudible(audio: Audio, name: string): void {
  const seconds = audio.samples.length / audio.sampleRate;
  if (seconds < MIN_AUDIBLE_S) {
    throw new AudioError(
      `${name}: lasts ${Math.floor(seconds * 1e4) / 10} ms; expected at least ${MIN_AUDIBLE_S * 1000} ms of speech.`,
      "Leave the clip out or record it again.",
    );
  }
  const peak = peakDb(audio);
  if (peak < SILENT_PEAK_DB) {
    throw new NoSpeechError(
      `${name}: is silent (peak ${formatDb(peak)}); expected speech.`,
      "Leave the clip out, or check the microphone and record it again.",
    );
  }
}

/**
 * SHA-256 of the sampling rate (float64) and the samples (float32), little-endian: equal for equal audio,
 * whatever file it came from.
 */
export function audioDigest(audio: Audio): Promise<string> {
  const bytes = new Uint8Array(8 + 4 * audio.samples.length);
  new DataView(bytes.buffer).setFloat64(0, audio.sampleRate, true);
  const { buffer, byteOffset, byteLength } = audio.samples;
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength), 8); // every platform of onnxruntime is little-endian
  return sha256(bytes);
}
