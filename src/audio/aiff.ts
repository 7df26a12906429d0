/**
 * AIFF and AIFF-C files: big-endian PCM, its little-endian and floating relatives, and the companding laws.
 *
 * @see Apple 1989, Audio Interchange File Format; Apple 1991, AIFF-C draft
 */
import { AudioError } from "../base/errors.ts";
import { type DecodedAudio, tooMuch } from "./decoded.ts";
import { readPlain } from "./plain.ts";
import type { SampleFormat } from "./samples.ts";
import { id3v1End, isTrailer, textAt } from "./tags.ts";
import { isChunkName } from "./wav-chunks.ts";

export function isAiff(bytes: Uint8Array): boolean {
  return textAt(bytes, 0, 4) === "FORM" && ["AIFF", "AIFC"].includes(textAt(bytes, 8, 4));
}

interface Common {
  readonly channels: number;
  /** Samples per channel. */
  readonly length: number;
  readonly bits: number;
  /** Hz. */
  readonly sampleRate: number;
  /** Four letters; "NONE" in plain AIFF. */
  readonly compression: string;
}

/**
 * @param name - what errors call the file
 * @throws AudioError if a chunk is missing or cut short, the compression is not read, or the data does not hold what
 *   the header promises
 */
export function readAiff(bytes: Uint8Array, name: string, channel?: number): DecodedAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isCompressed = textAt(bytes, 8, 4) === "AIFC";
  let common: Common | undefined;
  let data: { start: number; end: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    if (id3v1End(bytes, at) > at) {
      at = id3v1End(bytes, at); // it would pass for a chunk
      continue;
    }
    if (data !== undefined && !isChunkName(bytes, at)) {
      if (isTrailer(bytes, at)) break;
      throw tooMuch(name, common?.length);
    }
    const id = textAt(bytes, at, 4);
    const size = view.getUint32(at + 4);
    const start = at + 8;
    if (id === "COMM") common ??= readCommon(view, start, size, isCompressed, name);
    if (id === "SSND" && start + 8 <= bytes.length) {
      if (data !== undefined) {
        throw new AudioError(`${name}: a second chunk of data begins at byte ${at}; expected one.`);
      }
      // a stream that could not go back to its header has no size there
      const isOpen = size <= 8 || size >= 0xffffff00;
      data = { start: start + 8 + view.getUint32(start), end: isOpen ? bytes.length : start + size };
      if (isOpen) break;
    }
    if (id === "FORM") {
      throw new AudioError(
        `${name}: a second AIFF file begins at byte ${at}; expected one.`,
        "Save it as a file of its own.",
      );
    }
    at = start + size + (size % 2);
  }
  if (common === undefined || data === undefined) {
    throw new AudioError(
      `${name}: the AIFF header is cut short: there is no "${common === undefined ? "COMM" : "SSND"}" chunk.`,
      "Copy or download it again.",
    );
  }
  const { channels, sampleRate, length } = common;
  const { label, format, littleEndian } = sampleFormat(common, name);
  // a stream states no length either
  const isOpen = data.end === bytes.length && length === 0 && data.end > data.start;
  const header = {
    encoding: `aiff ${label}`,
    channels,
    sampleRate,
    length: isOpen ? undefined : length,
  };
  return readPlain(
    // other chunks may follow: the data ends where its chunk does
    bytes.subarray(0, Math.max(data.start, data.end)),
    { ...data, header, format, littleEndian },
    name,
    channel,
  );
}

function readCommon(
  view: DataView,
  start: number,
  size: number,
  isCompressed: boolean,
  name: string,
): Common {
  const needed = isCompressed ? 22 : 18;
  if (size < needed || start + needed > view.byteLength) {
    throw new AudioError(`${name}: the AIFF header is cut short inside its "COMM" chunk.`, "Copy it again.");
  }
  const letters = [18, 19, 20, 21].map((at) => (isCompressed ? view.getUint8(start + at) : 0));
  return {
    channels: view.getInt16(start),
    length: view.getUint32(start + 2),
    bits: view.getInt16(start + 6),
    sampleRate: extendedAt(view, start + 8),
    compression: isCompressed ? String.fromCharCode(...letters) : "NONE",
  };
}

/** A positive number of 80 bits: 15 of exponent, 64 of mantissa with its leading 1. */
function extendedAt(view: DataView, at: number): number {
  const exponent = view.getUint16(at) & 0x7fff;
  return Number(view.getBigUint64(at + 2)) * 2 ** (exponent - 16383 - 63);
}

interface AiffSamples {
  readonly label: string;
  readonly format: SampleFormat;
  readonly littleEndian: boolean;
}

function sampleFormat({ compression, bits }: Common, name: string): AiffSamples {
  const code = compression.toLowerCase();
  const littleEndian = code === "sowt";
  // samples of other widths fill the higher bits of whole bytes
  const integers = ["signed8", "pcm16", "pcm24", "pcm32"] as const;
  const integer = integers[Math.ceil(bits / 8) - 1];
  if (["none", "twos", "sowt", "in24", "in32"].includes(code) && integer !== undefined) {
    return { label: integer === "signed8" ? "pcm8" : integer, format: integer, littleEndian };
  }
  if (compression === "raw " && bits === 8) return { label: "pcm8", format: "unsigned8", littleEndian };
  if (code === "fl32") return { label: "float32", format: "float32", littleEndian };
  if (code === "fl64") return { label: "float64", format: "float64", littleEndian };
  if (code === "alaw") return { label: "a-law", format: "a-law", littleEndian };
  if (code === "ulaw") return { label: "µ-law", format: "µ-law", littleEndian };
  throw new AudioError(
    `${name}: the AIFF encoding is "${compression}" of ${bits} bits; expected PCM, float, A-law or µ-law.`,
    "Convert it to WAV or FLAC.",
  );
}
