/** Levels of audio, and its content address. */
import { sha256 } from "../base/digest.ts";
import type { Audio } from "./audio.ts";

/** dBFS given to digital silence: a finite floor, so that levels can be written as JSON. */
export const SILENCE_DB = -200;

/** Largest magnitude, in dB re full scale (1); SILENCE_DB for silence and for no samples. */
export function peakDb(audio: Audio): number {
  const { samples } = audio;
  let peak = 0;
  for (let i = 0; i < samples.length; i++) {
    const magnitude = Math.abs(samples[i]);
    if (magnitude > peak) peak = magnitude;
  }
  return decibels(peak);
}

/** Root mean square, in dB re a constant of 1 (a full-scale sine has -3.01); SILENCE_DB for silence. */
export function rmsDb(audio: Audio): number {
  const { samples } = audio;
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i] * samples[i];
  return decibels(Math.sqrt(sum / Math.max(1, samples.length)));
}

function decibels(amplitude: number): number {
  return Math.max(SILENCE_DB, 20 * Math.log10(amplitude));
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
