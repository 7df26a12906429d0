/**
 * WAV (RIFF) files: chunks in any order, PCM of 8 to 32 bits, float 32 and 64, plain or extensible.
 * Integers are scaled by 2^(bits - 1), as libsndfile does, so samples equal librosa's bit for bit.
 *
 * @see Microsoft 2007, Multiple channel audio data and WAVE files
 */
import { counted } from "../base/counted.ts";
import { AudioError } from "../base/errors.ts";
import type { Audio } from "./audio.ts";
import { type AudioHeader, checkHeader, cutShort, type DecodedAudio, mixDown } from "./decoded.ts";

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/** Copies one channel into `out`: its first sample is at byte `at`, the next `stride` bytes on. */
type ChannelReader = (view: DataView, at: number, stride: number, out: Float32Array) => void;

/** A loop of its own per sample format keeps each fast. */
const READERS: Record<string, ChannelReader> = {
  pcm8(view, at, stride, out) {
    for (let i = 0; i < out.length; i++, at += stride) out[i] = (view.getUint8(at) - 128) / 0x80;
  },
  pcm16(view, at, stride, out) {
    for (let i = 0; i < out.length; i++, at += stride) out[i] = view.getInt16(at, true) / 0x8000;
  },
  pcm24(view, at, stride, out) {
    for (let i = 0; i < out.length; i++, at += stride) {
      out[i] = (view.getInt16(at + 1, true) * 256 + view.getUint8(at)) / 0x800000;
    }
  },
  pcm32(view, at, stride, out) {
    for (let i = 0; i < out.length; i++, at += stride) out[i] = view.getInt32(at, true) / 0x80000000;
  },
  float32(view, at, stride, out) {
    for (let i = 0; i < out.length; i++, at += stride) out[i] = view.getFloat32(at, true);
  },
  float64(view, at, stride, out) {
    for (let i = 0; i < out.length; i++, at += stride) out[i] = view.getFloat64(at, true);
  },
};

/** Format tags that people meet, for the error. */
const REFUSED_FORMATS: Record<number, string> = {
  2: "Microsoft ADPCM",
  6: "A-law",
  7: "µ-law",
  17: "IMA ADPCM",
  49: "GSM 6.10",
  85: "MP3",
};

interface WavFormat {
  readonly channels: number;
  readonly sampleRate: number;
  readonly bytesPerSample: number;
  /** Key of READERS. */
  readonly samples: string;
}

/**
 * Reads a WAV file. Where a stream left the size of the data open, it ends with the file.
 *
 * @param name - what errors call the file
 * @throws AudioError if the header is cut short, the encoding is not PCM or float, or the data chunk promises
 *   more samples than the file holds
 */
export function readWav(bytes: Uint8Array, name: string): DecodedAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: WavFormat | undefined;
  let data: { start: number; promised: number } | undefined;
  let chunk = "";
  // a chunk is id (4), size (4), body, and a pad byte where the size is odd
  for (let at = 12; at + 8 <= view.byteLength && (format === undefined || data === undefined); ) {
    chunk = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    if (chunk === "fmt ") format ??= readFormat(view, at + 8, size, name);
    if (chunk === "data") {
      const promised = isOpenEnded(view, at + 8, size) ? view.byteLength - at - 8 : size;
      data ??= { start: at + 8, promised };
    }
    at += 8 + size + (size % 2);
  }
  if (format === undefined || data === undefined) {
    const missing = format === undefined ? "fmt" : "data";
    throw new AudioError(
      `${name}: the WAV header is cut short: there is no "${missing}" chunk${chunk === "" ? "" : `, the last one is "${chunk.trim()}"`}.`,
      "Copy or download it again.",
    );
  }
  const bytesPerFrame = format.channels * format.bytesPerSample;
  const held = Math.floor((view.byteLength - data.start) / bytesPerFrame);
  const promised = Math.floor(data.promised / bytesPerFrame);
  const header: AudioHeader = {
    encoding: `wav ${format.samples}`,
    channels: format.channels,
    sampleRate: format.sampleRate,
    length: Math.min(promised, held),
  };
  if (promised > held) throw cutShort(name, promised, held);
  checkHeader(header, name);
  const { start } = data;
  const { bytesPerSample, samples } = format;
  const channelData = Array.from({ length: format.channels }, (_, channel) => {
    const out = new Float32Array(promised);
    READERS[samples](view, start + channel * bytesPerSample, bytesPerFrame, out);
    return out;
  });
  return mixDown(header, channelData, name);
}

/**
 * Whether a program that could not go back to the header, as it wrote to a pipe or broke off, left the size of the
 * data open: as the largest number of 32 or 31 bits (some take the header off, or round), or as 0 with something
 * behind it that is no further chunk.
 */
function isOpenEnded(view: DataView, start: number, size: number): boolean {
  if (size === 0) return !areChunks(view, start);
  const isLargest = size >= 0xffffff00 || (size >= 0x7ffff000 && size <= 0x80000000);
  return isLargest && size > view.byteLength - start;
}

/** Whether chunks with names of printable letters fill the rest of the file; nothing does, too. */
function areChunks(view: DataView, start: number): boolean {
  let at = start;
  while (at + 8 <= view.byteLength) {
    for (let i = 0; i < 4; i++) {
      const letter = view.getUint8(at + i);
      if (letter < 32 || letter > 126) return false;
    }
    const size = view.getUint32(at + 4, true);
    at += 8 + size + (size % 2);
  }
  return at === view.byteLength || at === view.byteLength + 1; // the last pad byte may be missing
}

function readFormat(view: DataView, at: number, size: number, name: string): WavFormat {
  let tag = at + 16 <= view.byteLength && size >= 16 ? view.getUint16(at, true) : undefined;
  // the extensible form keeps the real tag in the first two bytes of its sub-format
  if (tag === EXTENSIBLE) {
    tag = at + 26 <= view.byteLength && size >= 26 ? view.getUint16(at + 24, true) : undefined;
  }
  if (tag === undefined) {
    throw new AudioError(`${name}: the WAV header is cut short inside its "fmt" chunk.`, "Copy it again.");
  }
  const channels = view.getUint16(at + 2, true);
  const bits = view.getUint16(at + 14, true);
  const samples = tag === PCM ? `pcm${bits}` : tag === FLOAT ? `float${bits}` : "";
  if (!Object.hasOwn(READERS, samples)) {
    const got = samples || (REFUSED_FORMATS[tag] ?? `format tag ${tag}`);
    throw new AudioError(
      `${name}: the WAV encoding is ${got}; expected PCM of 8, 16, 24 or 32 bits or float of 32 or 64 bits.`,
      "Convert it to 16-bit PCM.",
    );
  }
  const bytesPerSample = bits / 8;
  const blockAlign = view.getUint16(at + 12, true);
  if (channels > 0 && blockAlign !== channels * bytesPerSample) {
    throw new AudioError(
      `${name}: the WAV header contradicts itself: ${counted(channels, "channel")} of ${bits} bits need ` +
        `${counted(channels * bytesPerSample, "byte")}, it says ${blockAlign}.`,
      "Export it again.",
    );
  }
  // the channel count is checked with the rest of the header; 0 must not divide here
  if (channels === 0) throw new AudioError(`${name}: the header names 0 channels; expected 1 to 64.`);
  return { channels, sampleRate: view.getUint32(at + 4, true), bytesPerSample, samples };
}

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
