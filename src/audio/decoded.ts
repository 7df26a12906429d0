/** What decoding yields, and the rules that every format has to meet. */
import { counted } from "../base/counted.ts";
import { AudioError } from "../base/errors.ts";
import type { Audio } from "./audio.ts";
import { formatDb, peakDb, SILENT_PEAK_DB } from "./level.ts";

export interface DecodedAudio {
  /** Mono: the mean of the channels. */
  readonly audio: Audio;
  /** Channels of the file. */
  readonly channels: number;
  /** "wav pcm16", "flac", "mp3", "ogg vorbis", "ogg opus". */
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

/**
 * Checks a header before anything is decoded, so that a wrong file costs neither time nor memory.
 *
 * @throws AudioError for a sampling rate outside 1 kHz to 768 kHz, no or more than 64 channels, no samples, or
 *   more than 2 hours
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
}

/**
 * Mono audio out of the samples of each channel: their mean, summed in float64.
 *
 * @param channelData - one array per channel; a single one becomes the audio without a copy
 * @throws AudioError that names the first sample that is not finite, or if channels that are not silent cancel out
 */
export function mixDown(
  header: AudioHeader,
  channelData: readonly Float32Array<ArrayBuffer>[],
  name: string,
): DecodedAudio {
  const { channels, sampleRate, encoding } = header;
  const samples = channelData.length === 1 ? channelData[0] : meanOf(channelData);
  for (let i = 0; i < samples.length; i++) {
    if (!Number.isFinite(samples[i])) {
      throw new AudioError(
        `${name}: sample ${i} is ${samples[i]}; expected finite numbers.`,
        "The file was written by faulty software; export it again.",
      );
    }
  }
  if (channelData.length > 1) checkCancellation(samples, header, channelData, name);
  return { audio: { samples, sampleRate }, channels, encoding, seconds: samples.length / sampleRate };
}

/** A channel this far above the mean is not silent itself. */
const CANCELLED_DB = 20;

function checkCancellation(
  samples: Float32Array<ArrayBuffer>,
  { sampleRate }: AudioHeader,
  channelData: readonly Float32Array<ArrayBuffer>[],
  name: string,
): void {
  const mixDb = peakDb({ samples, sampleRate });
  if (mixDb >= SILENT_PEAK_DB) return;
  const loudestDb = Math.max(...channelData.map((channel) => peakDb({ samples: channel, sampleRate })));
  if (loudestDb < SILENT_PEAK_DB + CANCELLED_DB) return;
  throw new AudioError(
    `${name}: the channels cancel out: their mean is silent (peak ${formatDb(mixDb)}) while one of them peaks at ` +
      `${formatDb(loudestDb)}; expected channels in phase.`,
    "Keep one channel only, or invert one.",
  );
}

function meanOf(channelData: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const sums = new Float64Array(channelData[0].length);
  for (const channel of channelData) for (let i = 0; i < sums.length; i++) sums[i] += channel[i];
  const mean = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) mean[i] = sums[i] / channelData.length;
  return mean;
}

/** The error for data that ends before the header's promise. */
export function cutShort(name: string, promised: number, held: number): AudioError {
  return new AudioError(
    `${name}: the data is cut short or damaged: the header promises ${counted(promised, "sample")}, the file holds ${held}.`,
    "Copy or download it again.",
  );
}
