/**
 * WAV files: RIFF, RIFX, RF64 and Sony's Wave64 around PCM, float, A-law, µ-law or ADPCM.
 *
 * @see Microsoft 2007, Multiple channel audio data and WAVE files
 */
import { type AdpcmLayout, adpcmBlockSamples, decodeAdpcmBlock } from "./adpcm.ts";
import type { Audio } from "./audio.ts";
import { type AudioHeader, checkHeader, cutShort, type DecodedAudio, MonoMixer } from "./decoded.ts";
import { bytesPerSample, readSamples } from "./samples.ts";
import { textAt } from "./tags.ts";
import { readW64Chunks } from "./w64.ts";
import { readChunks, type WavParts } from "./wav-chunks.ts";
import { readWavFormat } from "./wav-format.ts";

export function isWav(bytes: Uint8Array): boolean {
  return ["RIFF", "RIFX", "RF64", "BW64"].includes(textAt(bytes, 0, 4)) && textAt(bytes, 8, 4) === "WAVE";
}

/**
 * Reads a WAV file of the RIFF family. A "fact" chunk changes nothing, as in libsndfile and ffmpeg: encoders write
 * wrong ones, and the data tells how much it holds. Where a stream left the size of the data open, it ends with the file.
 *
 * @param name - what errors call the file
 * @param channel - the one to keep, from 1; the mean of all if absent
 * @throws AudioError if the header is cut short, the encoding is not read, or the data chunk promises more samples
 *   than the file holds
 */
export function readWav(bytes: Uint8Array, name: string, channel?: number): DecodedAudio {
  return readParts(bytes, readChunks(bytes, name), "wav", name, channel);
}

/** Reads a Wave64 file, as `readWav`. */
export function readW64(bytes: Uint8Array, name: string, channel?: number): DecodedAudio {
  return readParts(bytes, readW64Chunks(bytes, name), "w64", name, channel);
}

function readParts(
  bytes: Uint8Array,
  parts: WavParts,
  container: string,
  name: string,
  channel: number | undefined,
): DecodedAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { channels, sampleRate, label, layout } = readWavFormat(view, parts, name);
  const { start, size } = parts.data;
  const isAdpcm = typeof layout !== "string";
  const samplesIn = (length: number): number =>
    isAdpcm ? adpcmSamples(layout, length) : Math.floor(length / (channels * bytesPerSample(layout)));
  const held = samplesIn(Math.max(0, Math.min(size, view.byteLength - start)));
  const promised = samplesIn(size);
  const header = { encoding: `${container} ${label}`, channels, sampleRate, length: held };
  if (promised > held) throw cutShort(name, promised, held);
  checkHeader(header, name);
  return isAdpcm
    ? readAdpcm(view, parts.data, header, layout, name, channel)
    : readSamples(view, start, header, layout, parts.littleEndian, name, channel);
}

function adpcmSamples(layout: AdpcmLayout, bytes: number): number {
  const { blockBytes } = layout;
  const whole = Math.floor(bytes / blockBytes) * adpcmBlockSamples(layout, blockBytes);
  return whole + adpcmBlockSamples(layout, bytes % blockBytes);
}

function readAdpcm(
  view: DataView,
  data: { start: number; size: number },
  header: AudioHeader & { length: number },
  layout: AdpcmLayout,
  name: string,
  channel: number | undefined,
): DecodedAudio {
  const mixer = new MonoMixer(header, header.length, name, channel);
  const { blockBytes, channels } = layout;
  const block = Array.from(
    { length: channels },
    () => new Float32Array(adpcmBlockSamples(layout, blockBytes)),
  );
  for (let at = 0; mixer.filled < header.length; at += blockBytes) {
    const samples = adpcmBlockSamples(layout, Math.min(blockBytes, data.size - at));
    const part = block.map((channel) => channel.subarray(0, samples));
    decodeAdpcmBlock(layout, view, data.start + at, part);
    mixer.add(part.map((channel) => channel.subarray(0, header.length - mixer.filled)));
  }
  return mixer.finish();
}

const PCM = 1;
const FLOAT = 3;

/**
 * The bytes of a mono WAV file.
 *
 * @param encoding - "pcm16" rounds to the nearest step and clips outside [-1, 1); "float32" keeps every bit
 */
export function encodeWav(audio: Audio, encoding: "pcm16" | "float32" = "pcm16"): Uint8Array<ArrayBuffer> {
  const { samples } = audio;
  const sampleRate = Math.round(audio.sampleRate);
  const bytesPerSample = encoding === "pcm16" ? 2 : 4;
  const dataBytes = samples.length * bytesPerSample;
  const bytes = new Uint8Array(44 + dataBytes);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string): void => {
    for (let i = 0; i < word.length; i++) bytes[at + i] = word.charCodeAt(i);
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, encoding === "pcm16" ? PCM : FLOAT, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * bytesPerSample, true);
  view.setUint16(32, bytesPerSample, true);
  view.setUint16(34, 8 * bytesPerSample, true);
  text(36, "data");
  view.setUint32(40, dataBytes, true);
  for (let i = 0; i < samples.length; i++) {
    if (encoding === "float32") view.setFloat32(44 + 4 * i, samples[i], true);
    else {
      const step = Math.round(samples[i] * 0x8000);
      view.setInt16(44 + 2 * i, Math.max(-0x8000, Math.min(0x7fff, step)), true);
    }
  }
  return bytes;
}
