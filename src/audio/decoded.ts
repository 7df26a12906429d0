/** What decoding yields, and the rules that every format has to meet. */
import { counted } from "../base/counted.ts";
import { AudioError } from "../base/errors.ts";
import type { Audio } from "./audio.ts";
import { formatDb, peakDb, SILENT_PEAK_DB, Spread } from "./level.ts";

export interface DecodedAudio {
  /** Mono: the mean of the channels, or the one that was asked for. */
  readonly audio: Audio;
  /** Channels of the file. */
  readonly channels: number;
  /** Container and code: "wav pcm16", "aiff a-law", "flac", "mp3", "ogg opus". */
  readonly encoding: string;
  readonly seconds: number;
}

/** What a format's header promises. */
export interface AudioHeader {
  readonly encoding: string;
  readonly channels: number;
  /** Hz. */
  readonly sampleRate: number;
  /** Samples per channel; undefined where the format does not say. */
  readonly length: number | undefined;
}

const MIN_SAMPLE_RATE = 1000;
const MAX_SAMPLE_RATE = 768_000;
const MAX_CHANNELS = 64;
const MAX_SECONDS = 2 * 3600;
/** Two hours at 48 kHz, 1.4 GB: a small file that claims a higher rate must not claim more memory. */
const MAX_SAMPLES = MAX_SECONDS * 48_000;

/**
 * Checks a header before anything is decoded, so that a wrong file costs neither time nor memory.
 *
 * @throws AudioError for a sampling rate outside 1 kHz to 768 kHz, no or more than 64 channels, no samples, or
 *   more than 2 hours or than 2 hours hold at 48 kHz
 */
export function checkHeader(header: AudioHeader, name: string): void {
  const { channels, sampleRate, length } = header;
  if (!(sampleRate >= MIN_SAMPLE_RATE && sampleRate <= MAX_SAMPLE_RATE)) {
    throw new AudioError(
      `${name}: the sampling rate is ${sampleRate} Hz; expected ${MIN_SAMPLE_RATE} to ${MAX_SAMPLE_RATE} Hz.`,
    );
  }
  if (channels < 1 || channels > MAX_CHANNELS) {
    throw new AudioError(`${name}: the header names ${channels} channels; expected 1 to ${MAX_CHANNELS}.`);
  }
  if (length === 0) throw new AudioError(`${name}: holds no samples.`, "Remove it or record it again.");
  if (length !== undefined && length > MAX_SECONDS * sampleRate) {
    throw new AudioError(
      `${name}: lasts ${(length / sampleRate / 3600).toFixed(1)} h; expected at most ${MAX_SECONDS / 3600} h.`,
      "Cut it into clips.",
    );
  }
  if (length !== undefined && length > MAX_SAMPLES) {
    throw new AudioError(
      `${name}: holds ${length} samples per channel; expected at most ${MAX_SAMPLES}.`,
      "Cut it into clips.",
    );
  }
}

/** A channel this far above the mean is not silent itself. */
const CANCELLED_DB = 20;

/**
 * Mono audio out of blocks of channels: one of them, or their mean, summed in float64. Blocks come one after another, so that
 * eight channels of an hour are never held at once.
 */
export class MonoMixer {
  readonly #header: AudioHeader;
  readonly #name: string;
  readonly #samples: Float32Array<ArrayBuffer>;
  readonly #spreads: readonly Spread[];
  /** Index of the one that is kept. */
  readonly #only: number | undefined;
  #filled = 0;

  /**
   * @param length - samples per channel that all blocks hold together
   * @param channel - the one to keep, from 1; the mean of all if absent
   * @throws AudioError if there is no such channel
   */
  constructor(header: AudioHeader, length: number, name: string, channel?: number) {
    if (channel !== undefined && !(channel >= 1 && channel <= header.channels)) {
      throw new AudioError(
        `${name}: there is no channel ${channel}; the file has ${counted(header.channels, "channel")}.`,
      );
    }
    this.#only = channel === undefined ? undefined : channel - 1;
    this.#header = header;
    this.#name = name;
    this.#samples = new Float32Array(length);
    const mixed = channel === undefined && header.channels > 1 ? header.channels : 0;
    this.#spreads = Array.from({ length: mixed }, () => new Spread());
  }

  /** Samples per channel so far. */
  get filled(): number {
    return this.#filled;
  }

  /**
   * @param block - one array per channel, all of one length
   * @throws AudioError that names the first sample that is not finite
   */
  add(block: readonly Float32Array[]): void {
    const { channels } = this.#header;
    const start = this.#filled;
    const length = block[0]?.length ?? 0;
    if (block.length !== channels) {
      throw new AudioError(
        `${this.#name}: the header names ${counted(channels, "channel")}, the data holds ${block.length}.`,
      );
    }
    if (start + length > this.#samples.length) throw tooMuch(this.#name, this.#samples.length);
    const mixed = this.#only === undefined ? block : [block[this.#only]];
    const samples = this.#samples;
    for (let i = 0; i < length; i++) {
      let sum = mixed[0][i]; // not 0: the sign of -0 is kept
      for (let channel = 1; channel < mixed.length; channel++) sum += mixed[channel][i];
      samples[start + i] = sum / mixed.length;
      if (!Number.isFinite(samples[start + i])) {
        throw new AudioError(
          `${this.#name}: sample ${start + i} is ${samples[start + i]}; expected finite numbers.`,
          "The file was written by faulty software; export it again.",
        );
      }
    }
    for (const [channel, spread] of this.#spreads.entries()) spread.add(block[channel]);
    this.#filled += length;
  }

  /** @throws AudioError if samples are missing, or channels that are not silent cancel out */
  finish(): DecodedAudio {
    const { channels, sampleRate, encoding } = this.#header;
    if (this.#filled < this.#samples.length) throw cutShort(this.#name, this.#samples.length, this.#filled);
    if (this.#spreads.length > 0) this.#checkCancellation();
    const samples = this.#samples;
    return { audio: { samples, sampleRate }, channels, encoding, seconds: samples.length / sampleRate };
  }

  #checkCancellation(): void {
    const mixDb = peakDb({ samples: this.#samples, sampleRate: this.#header.sampleRate });
    if (mixDb >= SILENT_PEAK_DB) return;
    const loudestDb = Math.max(...this.#spreads.map((spread) => spread.peakDb));
    if (loudestDb < SILENT_PEAK_DB + CANCELLED_DB) return;
    throw new AudioError(
      `${this.#name}: the channels cancel out: their mean is silent (peak ${formatDb(mixDb)}) while one of them ` +
        `peaks at ${formatDb(loudestDb)}; expected channels in phase.`,
      "Keep one channel only, or invert one.",
    );
  }
}

/** The error for data that ends before the header's promise. */
export function cutShort(name: string, promised: number, held: number): AudioError {
  return new AudioError(
    `${name}: the data is cut short or damaged: the header promises ${counted(promised, "sample")}, the file holds ${held}.`,
    "Copy or download it again.",
  );
}

/**
 * The error for data that goes on where the header's promise ends: what is beyond must not be lost silently.
 *
 * @param promised - samples; undefined where they were not counted
 */
export function tooMuch(name: string, promised: number | undefined): AudioError {
  return new AudioError(
    `${name}: the file holds more than its header promises${promised === undefined ? "" : ` (${counted(promised, "sample")})`}.`,
    "It may be several files joined into one: export it again.",
  );
}
